"""The incremental margin of every campaign, worked out a second time from what a run left in out/.

Reads the dumps and the configuration, shares nothing with the product, and exits 1 on any mismatch:

  * an order's points are the sum of its ledger entries;
  * every row of outcomes.jsonl: the arm, whether its 28 days are over, its orders and margin, its margin of the 180 days
    before, and what the campaign spent on the member, from enrolments, orders, coupons, messages and ledger;
  * every interval of roi.csv: Welch's difference of means with Student's t, whose quantile is found here by integrating
    the density; and the verdict that follows from it.

    python3 tests/independent/incremental_check.py --as-of 2011-11-30
"""

import argparse
import csv
import json
import math
import os
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

WINDOW = timedelta(days=28)
PRIOR = timedelta(days=180)
BUYERS = 30


def records(path):
    with open(path, encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            yield json.loads(line)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def t_quantile_975(df):
    """By Simpson's rule over the density from 0 and halving of an interval."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)

    def density(t):
        return scale * math.exp(-(df + 1) / 2 * math.log1p(t * t / df))

    def mass(t, steps=2000):
        width = t / steps
        inner = sum((4 if step % 2 else 2) * density(step * width) for step in range(1, steps))
        return (density(0) + inner + density(t)) * width / 3

    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if mass(middle) < 0.475 else (low, middle)
    return (low + high) / 2


def interval(treated, held_out):
    """(difference, low, high, df), or None where there is nothing to compare."""

    def moments(values):
        mean = math.fsum(values) / len(values)
        return mean, math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)

    if min(len(treated), len(held_out)) < 2:
        return None
    (mean_a, var_a), (mean_b, var_b) = moments(treated), moments(held_out)
    if var_a == 0 or var_b == 0:
        return None
    u, v = var_a / len(treated), var_b / len(held_out)
    df = (u + v) ** 2 / (u * u / (len(treated) - 1) + v * v / (len(held_out) - 1))
    reach = t_quantile_975(df) * math.sqrt(u + v)
    difference = mean_a - mean_b
    return difference, difference - reach, difference + reach, df


def outcomes_of(folder, programme, end):
    """(member, journey) -> the row of the comparison, from the dumps alone."""
    points = defaultdict(int)
    for entry in records(os.path.join(folder, "ledger.jsonl")):
        if entry["kind"] in ("earn", "take-back"):  # Spending is the use of points, not what an order earned.
            points[entry["because"]["source"]] += entry["points"]
    orders, wrong = defaultdict(list), []
    for order in records(os.path.join(folder, "orders.jsonl")):
        orders[order["memberId"]].append((moment(order["paidAt"]), order))
        if order["points"] != points[order["orderKey"]]:
            wrong.append(f"{order['orderKey']}: {order['points']} points, the ledger has {points[order['orderKey']]}")

    spent = defaultdict(list)  # (member, journey) -> (when, thousandths of a minor unit)
    fees = programme["finance"]["feeMinorPer1000"]
    for message in records(os.path.join(folder, "messages.jsonl")):
        if message["state"] in ("sent", "unclear"):
            spent[message["memberId"], message["journey"]].append((moment(message["at"]), fees[message["channel"]]))
    for coupon in records(os.path.join(folder, "coupons.jsonl")):
        if coupon["redeemed"]:
            when = moment(coupon["redeemed"]["at"])
            spent[coupon["memberId"], coupon["journey"]].append((when, coupon["redeemed"]["valueMinor"] * 1000))

    first = {}
    for enrolment in records(os.path.join(folder, "enrolments.jsonl")):
        key = enrolment["memberId"], enrolment["journey"]
        entered = moment(enrolment["enteredAt"])
        if entered < end and (key not in first or entered < first[key][0]):
            first[key] = entered, enrolment["arm"]

    liability = programme["points"]["liabilityMinorPer1000"]
    rows = {}
    for key, (entered, arm) in first.items():
        until = entered + WINDOW
        inside = [order for when, order in orders[key[0]] if entered < when <= until]
        cost = sum(milli for when, milli in spent[key] if entered <= when <= until)
        rows[key] = {
            "arm": arm,
            "finished": until < end,
            "orders": len(inside),
            "marginMinor": sum(order["marginMinor"] for order in inside),
            "priorMarginMinor": sum(
                order["marginMinor"] for when, order in orders[key[0]] if entered - PRIOR < when <= entered
            ),
            "costMilli": cost + sum(order["points"] for order in inside) * liability,
        }
    return rows, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="out")
    parser.add_argument("--programme", default="samples/programme/programme.json")
    parser.add_argument("--as-of", required=True)
    given = parser.parse_args()
    with open(given.programme, encoding="utf-8") as text:
        programme = json.load(text)
    next_day = date.fromisoformat(given.as_of) + timedelta(days=1)
    midnight = datetime(next_day.year, next_day.month, next_day.day, tzinfo=ZoneInfo(programme["timeZone"]))
    rows, wrong = outcomes_of(given.out, programme, midnight.astimezone(timezone.utc))

    stated = {}
    for row in records(os.path.join(given.out, "outcomes.jsonl")):
        stated[row["memberId"], row["journey"]] = row
    for key in sorted(rows.keys() | stated.keys()):
        ours, theirs = rows.get(key), stated.get(key)
        if ours is None or theirs is None or any(theirs[field] != value for field, value in ours.items()):
            wrong.append(f"{key}: here {ours}, there {theirs}")

    compared = 0
    with open(os.path.join(given.out, "roi.csv"), newline="", encoding="utf-8") as text:
        for line in csv.DictReader(text):
            done = [row for key, row in rows.items() if key[1] == line["journey"] and row["finished"]]
            arms = {arm: [row for row in done if row["arm"] == arm] for arm in ("treated", "held-out")}
            found = None
            for name, value in (
                ("before", lambda row: row["marginMinor"] / 100),
                ("after", lambda row: row["marginMinor"] / 100 - row["costMilli"] / 100_000),
            ):
                found = interval([value(row) for row in arms["treated"]], [value(row) for row in arms["held-out"]])
                for at, suffix in enumerate(("", "_low", "_high")):
                    cell = line[f"incremental_{name}_cost_per_member{suffix}"]
                    if (found is None) != (cell == "") or (found and abs(float(cell) - found[at]) > 0.00006):
                        wrong.append(f"{line['journey']}, {name} cost{suffix}: here {found}, there {cell or 'nothing'}")
                    compared += 1
            buyers = min(sum(row["orders"] > 0 for row in rows_of) for rows_of in arms.values())
            verdict = "not proven"
            if found and buyers >= BUYERS:
                verdict = "proven gain" if found[1] > 0 else "proven loss" if found[2] < 0 else verdict
            if line["verdict"] != verdict:
                wrong.append(f"{line['journey']}: here {verdict}, there {line['verdict']}")

    for line in wrong[:20]:
        print("  differs:", line)
    print(f"{len(rows)} rows and {compared} figures of intervals compared, {len(wrong)} mismatches")
    sys.exit(1 if wrong or not rows or not compared else 0)


if __name__ == "__main__":
    main()
