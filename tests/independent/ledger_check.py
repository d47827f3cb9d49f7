"""The sum of every member's ledger entries against the balance that the product states.

Reads out/ledger.jsonl and out/members.jsonl, shares nothing with the product, and exits 1 on any mismatch:

  * the sum of a member's `points` is `pointsBalance` − `pointsOwed` (owed: taken back beyond what was there);
  * neither of the two is negative, and never are both above zero;
  * entries that carry a `number` are numbered 1, 2, 3, … without a gap for each member;
  * every entry belongs to a member, and every point is a whole number.

    python3 tests/independent/ledger_check.py
"""

import argparse
import json
import sys
from collections import defaultdict


def records(path):
    with open(path, encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            yield json.loads(line)


def whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ledger", default="out/ledger.jsonl")
    parser.add_argument("--members", default="out/members.jsonl")
    given = parser.parse_args()

    wrong = []
    sums, numbers, entries = defaultdict(int), defaultdict(list), 0
    for entry in records(given.ledger):
        entries += 1
        member = entry.get("memberId")
        if not whole(entry.get("points")):
            wrong.append(f"{member}: an entry of {entry.get('points')!r} points")
            continue
        sums[member] += entry["points"]
        if "number" in entry:
            numbers[member].append(entry["number"])

    members = {}
    for member in records(given.members):
        if member["memberId"] in members:
            wrong.append(f"{member['memberId']} stands there twice")
        members[member["memberId"]] = member

    for id, member in members.items():
        balance, owed = member.get("pointsBalance"), member.get("pointsOwed", 0)
        if not whole(balance) or not whole(owed) or balance < 0 or owed < 0 or (balance and owed):
            wrong.append(f"{id}: balance {balance!r} with {owed!r} owed")
        elif balance - owed != sums.get(id, 0):
            wrong.append(f"{id}: balance {balance} − owed {owed}, but the entries come to {sums.get(id, 0)}")
        if sorted(numbers[id]) != list(range(1, len(numbers[id]) + 1)):
            wrong.append(f"{id}: the entries' numbers have a gap or a double")
    wrong += [f"{id} has entries and is no member" for id in sums if id not in members]

    for line in wrong[:20]:
        print("  wrong:", line)
    print(f"{entries} entries of {len(sums)} members, {sum(sums.values())} points in all; "
          f"{len(members)} members checked, {len(wrong)} mismatches")
    sys.exit(1 if wrong or not members else 0)


if __name__ == "__main__":
    main()
