"""Draws a lottery again from nothing but what GET /v1/lotteries/{id} published, and compares.

    python3 lottery_check.py drawn.json [open.json [closed.json]]

`drawn.json` is the answer once the lottery was drawn. `open.json` and `closed.json` are what somebody saved while it sold
tickets, and after it had closed: with them it is shown that terms, seed and tickets were fixed before they could matter.
Standard library only. Prints what was checked; exits 1 and says what is wrong at the first thing that isn't so.
"""

import hashlib
import json
import sys

MILLION = 1_000_000


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def fail(what):
    print(f"wrong: {what}")
    sys.exit(1)


def draw(published):
    terms = json.loads(published["terms"])
    tickets = published["tickets"]
    head = f"{published['seed']}:{sha256(published['terms'])}:{sha256(chr(10).join(tickets))}"
    drawn = sorted((sha256(f"{head}:{ticket}"), number, ticket) for number, ticket in enumerate(tickets, start=1))
    left = {prize["id"]: prize["stock"] for prize in terms["prizes"]}
    winners = []
    for value, number, ticket in drawn:
        place = int(value[:8], 16) * MILLION // 2**32
        end = 0
        for prize in terms["prizes"]:
            end += prize["perMillion"]
            if place < end:
                if left[prize["id"]] > 0:
                    left[prize["id"]] -= 1
                    winners.append({"number": number, "ticket": ticket, "prize": prize["id"], "draw": value})
                break
    return winners


def check(published, saved):
    if published.get("stage") != "drawn":
        fail(f"it isn't drawn yet, it is {published.get('stage')}")
    if sha256(published["seed"]) != published["commitment"]:
        fail("the seed isn't the one that was promised")
    tickets = published["tickets"]
    if tickets != sorted(set(tickets)):
        fail("tickets aren't sorted, or one stands there twice")
    if len(tickets) > json.loads(published["terms"])["tickets"]:
        fail("more tickets than the terms say")
    if sha256("\n".join(tickets)) != published["ticketsHash"]:
        fail("the tickets aren't those of their hash")
    for before in saved:
        for field in ("id", "terms", "commitment", "tickets", "ticketsHash"):
            if field in before and before[field] != published[field]:
                fail(f"{field} isn't what was published when it was {before['stage']}")
        if before["stage"] != "drawn" and "seed" in before:
            fail("the seed was known before the draw")
    winners = draw(published)
    if winners != published["winners"]:
        fail("the winners aren't those of the draw")
    return winners


def main():
    answers = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            answers.append(json.load(file))
    if not answers:
        print(__doc__)
        sys.exit(2)
    winners = check(answers[0], answers[1:])
    print(f"{answers[0]['id']}: {len(answers[0]['tickets'])} tickets, {len(winners)} winners, as published")


if __name__ == "__main__":
    main()
