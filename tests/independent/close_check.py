"""The closed days of the ledger, added up again from the entries alone.

Reads a dump of all entries (ledger.jsonl, with lots, tier and expiry) and the close.csv of one or more consecutive days,
shares nothing with the product, and exits 1 on any mismatch:

  * each member's entries are numbered 1, 2, 3, … and each one's hash is SHA-256 over its content behind the one before;
  * every line of every file (by account, by campaign and store of the posting, by tier, campaign and store of the lot's
    making) has the opening, columns, closing and count that the entries come to, and no line is missing;
  * every line adds up, and opens as the file of the day before closed.

An entry counts on the day that it was booked on, or on that of the entry before it where that is later. One that was stored
after its day had closed counts on the day that --strays says: JSON lines of memberId, number, day.

    python3 tests/independent/close_check.py --ledger ledger.jsonl 2026-12-07/close.csv 2026-12-08/close.csv
"""

import argparse
import csv
import hashlib
import json
import sys
from collections import defaultdict

NONE, OWED, ALL = "(none)", "(owed)", "(all)"
BECAUSE = ("source", "rule", "programme", "lineId", "refundId", "campaign", "journey", "storeId", "holdId", "operator", "reason")


def records(path):
    with open(path, encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            yield json.loads(line)


def chained(before, entry):
    because = entry["because"]
    content = [
        before, entry["number"], entry["account"], entry["kind"], entry["amount"],
        [because.get(name) for name in BECAUSE],
        [[move["entry"], move["amount"], move.get("expiresOn")] for move in entry["lots"]],
        entry.get("expiresOn"), entry.get("dueOn"), entry.get("tier"), entry["occurredOn"], entry["bookedOn"],
    ]
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def campaign_of(because):
    return because.get("campaign") or because.get("journey") or NONE


def parts_of(entry, made):
    """(view, key, amount) for every view; a lot's parts go by the entry that made the lot."""
    because, amount = entry["because"], entry["amount"]
    yield "account", ALL, amount
    yield "campaign", campaign_of(because), amount
    yield "store", because.get("storeId") or NONE, amount
    for view, key_of in (
        ("lot-tier", lambda maker: maker.get("tier") or NONE),
        ("lot-campaign", lambda maker: campaign_of(maker["because"])),
        ("lot-store", lambda maker: maker["because"].get("storeId") or NONE),
    ):
        by_key = defaultdict(int)
        for move in entry["lots"]:
            by_key[key_of(made[move["entry"]])] += move["amount"]
        rest = amount - sum(by_key.values())
        if rest:
            by_key[OWED] += rest
        yield from ((view, key, part) for key, part in by_key.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--strays")
    parser.add_argument("closes", nargs="+")
    given = parser.parse_args()
    strays = {(row["memberId"], row["number"]): row["day"] for row in records(given.strays)} if given.strays else {}

    wrong, members = [], defaultdict(list)
    for entry in records(given.ledger):
        members[entry["memberId"]].append(entry)
    # (view, account, key) -> day -> kind -> [sum, entries]
    posted = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: [0, 0])))
    for member, entries in members.items():
        entries.sort(key=lambda entry: entry["number"])
        if [entry["number"] for entry in entries] != list(range(1, len(entries) + 1)):
            wrong.append(f"{member}: the entries' numbers have a gap or a double")
            continue
        made = {entry["number"]: entry for entry in entries}
        before, day = member, ""
        for entry in entries:
            if entry["hash"] != chained(before, entry):
                wrong.append(f"{member}: entry {entry['number']} was altered")
            before = entry["hash"]
            day = max(day, strays.get((member, entry["number"]), entry["bookedOn"]))
            for view, key, amount in parts_of(entry, made):
                column = posted[view, entry["account"], key][day][entry["kind"].replace("-", "_")]
                column[0] += amount
                column[1] += 1

    closed, last, lines = {}, "", 0
    for path in given.closes:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows:
            wrong.append(f"{path} is empty")
            continue
        day, seen = rows[0]["day"], {}
        if day <= last:
            wrong.append(f"{path}: days out of order")
        last = day
        kinds = list(rows[0])[list(rows[0]).index("opening") + 1:list(rows[0]).index("closing")]
        for row in rows:
            lines += 1
            name = (row["view"], row["account"], row["key"].removeprefix("'"))
            seen[name] = int(row["closing"])
            of_day = posted[name][day] if name in posted else {}
            expected = {kind: of_day[kind][0] if kind in of_day else 0 for kind in kinds}
            opening = sum(column[0] for on, columns in posted[name].items() if on < day for column in columns.values()) if name in posted else 0
            expected["opening"] = opening
            expected["closing"] = opening + sum(expected[kind] for kind in kinds)
            expected["entries"] = sum(column[1] for column in of_day.values())
            for column, value in expected.items():
                if int(row[column]) != value:
                    wrong.append(f"{day} {' '.join(name)}: {column} is {row[column]}, the entries come to {value}")
            if closed and int(row["opening"]) != closed.get(name, 0):
                wrong.append(f"{day} {' '.join(name)}: doesn't open as the day before closed")
            unknown = [kind for kind in of_day if kind not in kinds]
            if unknown:
                wrong.append(f"{day} {' '.join(name)}: no column for {unknown}")
        for name, days in posted.items():
            total = sum(column[0] for on, columns in days.items() if on <= day for column in columns.values())
            if name not in seen and (total or day in days):
                wrong.append(f"{day}: no line of {' '.join(name)}")
        closed = seen

    for line in wrong[:20]:
        print("  wrong:", line)
    entries = sum(map(len, members.values()))
    print(f"{entries} entries of {len(members)} members, {len(given.closes)} closed days, {lines} lines checked, {len(wrong)} mismatches")
    sys.exit(1 if wrong or not lines else 0)


if __name__ == "__main__":
    main()
