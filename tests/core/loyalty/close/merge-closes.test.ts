import { expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import type { Close } from "../../../../core/loyalty/close/close.ts";
import { outstandingOf } from "../../../../core/loyalty/close/cohort.ts";
import { verifyCloses } from "../../../../core/loyalty/close/verify-closes.ts";
import { Postings } from "../../../../core/loyalty/ledger/postings.ts";
import { movesOf, postMoves } from "../../../../core/loyalty/merge-moves.ts";
import { dayAfter, seeded, tradeADay } from "../../../support/builders/ledger-history.ts";
import { ClosingWorld } from "../../../support/closing-world.ts";

const DAY = "2026-12-08";
const NEXT = dayAfter(DAY, 1);

/** Everything that stands with the one, to the other. */
function merge(world: ClosingWorld, from: string, into: string, bookedOn: string): void {
  const [giver, receiver] = [world.book(from), world.book(into)];
  const [given, received] = [new Postings(giver.ledger, sha256), new Postings(receiver.ledger, sha256)];
  const makers = new Map(giver.entries.map((entry) => [entry.number, entry]));
  const because = { source: "merge#desk:1", rule: "merge#desk:1", programme: 1, operator: "Ann", reason: "two cards" };
  postMoves(movesOf(giver.ledger.accounts), { given, received, because, bookedOn, makers });
  for (const [book, { ledger, entries }] of [
    [giver, given],
    [receiver, received],
  ] as const) {
    book.ledger = ledger;
    book.entries.push(...entries);
  }
}

const outstanding = ({ cohorts }: Close) => cohorts.map((cohort) => [cohort.month, outstandingOf(cohort)]);

it("a merge closes in the column of transfers and moves no tier's, campaign's or store's points, nor the liability", async () => {
  const world = new ClosingWorld();
  const because = { source: "order:1", rule: "made", programme: 1, campaign: "spring", storeId: "east" };
  const days = { occurredOn: DAY, bookedOn: DAY };
  const earned = { account: "points", kind: "earn", tier: "gold", ...days } as const;
  world.credit("a", { ...earned, amount: 100, because, expiresOn: "2027-06-30" });
  world.credit("a", { ...earned, amount: 7, because: { ...because, campaign: "welcome" }, expiresOn: "2027-01-31" });
  world.credit("a", { account: "principal", kind: "top-up", ...days, amount: 500, because });
  const before = await world.closed(DAY);
  merge(world, "a", "b", NEXT);
  const after = await world.closed(NEXT);
  const closings = ({ lines }: Close) => lines.map(({ view, account, key, closing }) => [view, account, key, closing]);
  expect(closings(after)).toEqual(closings(before));
  expect(after.lines.every(({ columns }) => columns.transfer === 0)).toBe(true);
  expect(after.lines.find(({ view, key }) => view === "lot-campaign" && key === "spring")).toMatchObject({
    opening: 100,
    closing: 100,
    entries: 2,
  });
  expect(outstanding(after)).toEqual(outstanding(before));
  expect({ ...after.liability, day: "" }).toEqual({ ...before.liability, day: "" });
});

it("days on which half of all members are merged into the other half close, each view among them", async () => {
  const world = new ClosingWorld();
  const random = seeded(11);
  for (let at = 0; at < 4; at += 1) {
    const day = dayAfter(DAY, at);
    tradeADay(world, { day, members: 40, postings: 300, random });
    for (let pair = 0; pair < 40; pair += 2) merge(world, `member-${pair + 1}`, `member-${pair}`, day);
    const { lines } = await world.closed(day);
    // The trade has transfers of its own, of points alone: what is merged comes to nothing in the column.
    const transferred = lines.filter(({ view, columns }) => view === "account" && columns.transfer !== 0);
    expect(transferred.map(({ account }) => account)).toEqual(["points"]);
    const sent = [...world.books.values()]
      .flatMap(({ entries }) => entries)
      .filter(({ kind, bookedOn, because }) => kind === "transfer" && bookedOn === day && because.rule === "made");
    expect(transferred[0]?.columns.transfer).toBe(sent.reduce((sum, { amount }) => sum + amount, 0));
  }
  expect(await verifyCloses(world.closeStore)).toEqual({ days: 4, faults: [] });
  for (const [id, { ledger }] of world.books) {
    const { points, pending } = ledger.accounts;
    if (Number(id.split("-")[1]) % 2 === 1) expect([points?.balance ?? 0, pending?.balance ?? 0]).toEqual([0, 0]);
  }
});
