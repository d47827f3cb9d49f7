"""Recency, frequency, monetary value and scores of the sample, worked out a second time.

Reads samples/orders.csv by itself, matches cancellations by itself and takes its quantiles from Python's standard
library; it shares nothing with the product but the definitions in docs/rfm.md and docs/sample.md. Then it holds the
result against the product's out/members.jsonl, member by member, and exits 1 if anybody differs.

    python3 tests/independent/rfm_check.py --as-of 2011-11-30 [--window 365]

A run with simulated orders (--respond) has orders that the sample has not: it will differ, and should.
"""

import argparse
import csv
import json
import re
import statistics
import sys
from collections import defaultdict
from datetime import date

FIELDS = ("recencyDays", "frequency", "monetaryMinor", "r", "f", "m")


def read_lines(path):
    """Bookable rows as (cancels, customer, invoice, sku, pence, quantity, description, local time)."""
    with open(path, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            price = re.fullmatch(r"([0-9]+)(?:\.([0-9]{1,2}))?", row["UnitPrice"])
            quantity = int(row["Quantity"])
            cancels = row["InvoiceNo"][0] == "C"
            if price is None or quantity == 0 or cancels != (quantity < 0):
                continue
            pence = int(price[1]) * 100 + int((price[2] or "").ljust(2, "0"))
            if pence > 0:
                yield (cancels, row["CustomerID"], row["InvoiceNo"], row["StockCode"], pence, abs(quantity),
                       row["Description"], row["InvoiceDate"])


class Order:
    """A paid invoice: when, what was paid, and which units of it came back when."""

    def __init__(self, number):
        self.number = number
        self.time = None
        self.paid = 0
        self.units = 0
        self.shelves = defaultdict(list)  # sku -> [pence, units still there], in the order they are taken back
        self.returns = []  # (day, units, pence)

    def take_back(self, sku, wanted, day):
        taken = 0
        for shelf in self.shelves.get(sku, ()):
            units = min(shelf[1], wanted - taken)
            if units:
                shelf[1] -= units
                taken += units
                self.returns.append((day, units, units * shelf[0]))
        return taken

    def as_of(self, day):
        """(wholly cancelled?, net pence), knowing only what came back by that day."""
        back = [(units, pence) for when, units, pence in self.returns if when <= day]
        return sum(u for u, _ in back) == self.units, self.paid - sum(p for _, p in back)


def read_orders(path):
    """Customer -> orders, with every cancellation taken back from the latest earlier order, then the one before."""
    lines = sorted(read_lines(path), key=lambda line: (line[2], line[3], line[4], line[5], line[6]))
    began = {}
    for line in lines:
        began[line[2]] = min(began.get(line[2], line[7]), line[7])

    customers = defaultdict(dict)
    cancellations = []
    for cancels, customer, invoice, sku, pence, quantity, _, _ in lines:
        if cancels:
            cancellations.append((began[invoice], invoice, customer, sku, quantity))
            continue
        order = customers[customer].setdefault(invoice, Order(invoice))
        order.time = began[invoice]
        order.paid += pence * quantity
        order.units += quantity
        order.shelves[sku].append([pence, quantity])

    unmatched = 0
    cancellations.sort(key=lambda one: one[:2])
    for time, _, customer, sku, quantity in cancellations:
        earlier = [order for order in customers[customer].values() if order.time < time]
        for order in sorted(earlier, key=lambda one: (one.time, one.number), reverse=True):
            quantity -= order.take_back(sku, quantity, date.fromisoformat(time[:10]))
        unmatched += quantity > 0
    return {customer: list(orders.values()) for customer, orders in customers.items()}, unmatched


def rfm(orders, as_of, window):
    """(recency, frequency, monetary) or None for nobody to score."""
    last, frequency, monetary = None, 0, 0
    for order in orders:
        day = date.fromisoformat(order.time[:10])
        if not 0 <= (as_of - day).days < window:
            continue
        cancelled, net = order.as_of(as_of)
        monetary += net
        if not cancelled:
            frequency += 1
            last = day if last is None else max(last, day)
    return None if last is None else ((as_of - last).days, frequency, monetary)


def cut_points(values):
    """Linear quantiles of the whole base (type 7), by the standard library."""
    return statistics.quantiles(values, n=5, method="inclusive") if len(values) > 1 else [values[0]] * 4


def below(value, cuts):
    return sum(1 for cut in cuts if cut < value)


def expected(path, as_of, window):
    orders, unmatched = read_orders(path)
    figures = {customer: rfm(theirs, as_of, window) for customer, theirs in orders.items()}
    scored = {customer: three for customer, three in figures.items() if three is not None}
    columns = list(zip(*scored.values())) if scored else [(), (), ()]
    cuts = [cut_points(column) for column in columns] if scored else []
    rows = {}
    for customer, three in scored.items():
        scores = (5 - below(three[0], cuts[0]), 1 + below(three[1], cuts[1]), 1 + below(three[2], cuts[2]))
        rows[customer] = three + scores
    return rows, cuts, unmatched


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--as-of", required=True, type=date.fromisoformat)
    parser.add_argument("--window", type=int, default=365)
    parser.add_argument("--orders", default="samples/orders.csv")
    parser.add_argument("--members", default="out/members.jsonl")
    given = parser.parse_args()

    rows, cuts, unmatched = expected(given.orders, given.as_of, given.window)
    print(f"as of {given.as_of}, {given.window} days: {len(rows)} customers to score, {unmatched} cancelled lines unmatched")
    for name, points in zip(("recency", "frequency", "monetary"), cuts):
        print(f"  {name} cut points {points}")

    agree, differ, seen = 0, [], set()
    with open(given.members, encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            member = json.loads(line)
            customer = str(member.get("customerId"))
            ours = rows.get(customer)
            if customer in seen:
                differ.append(f"{customer} stands there twice")
                continue
            seen.add(customer)
            # Not scored: no figures at all, or scores of 0.
            theirs = tuple(member.get(field) for field in FIELDS)
            unscored = all(value in (None, 0) for value in theirs[3:])
            if ours is None and unscored or ours == theirs:
                agree += 1
            else:
                differ.append(f"{customer}: here {ours}, there {theirs}")
    differ += [f"{customer} is missing: {rows[customer]}" for customer in sorted(set(rows) - seen)]

    for line in differ[:20]:
        print("  differs:", line)
    print(f"{agree} members agree, {len(differ)} disagree")
    sys.exit(1 if differ or not agree else 0)


if __name__ == "__main__":
    main()
