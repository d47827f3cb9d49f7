import fc from "fast-check";
import { expect, it } from "vitest";
import { canonical } from "../../../../core/loyalty/close/canonical.ts";
import type { Close } from "../../../../core/loyalty/close/close.ts";
import { sumOfColumns } from "../../../../core/loyalty/close/line.ts";
import type { Entry } from "../../../../core/loyalty/ledger/entry.ts";
import { dayAfter, seeded, tradeADay } from "../../../support/builders/ledger-history.ts";
import { ClosingWorld } from "../../../support/closing-world.ts";

/** Stories of the suite; more are shown of them. */
const RUNS = Number(process.env.STORIES ?? 60);

const DAY = "2026-12-08";
const NEXT = dayAfter(DAY, 1);

/** Two days of trade by a few, the first one closed. */
async function traded(seed: number): Promise<ClosingWorld> {
  const world = new ClosingWorld();
  const random = seeded(seed);
  tradeADay(world, { day: DAY, members: 6, postings: 40, random });
  await world.closed(DAY);
  tradeADay(world, { day: NEXT, members: 6, postings: 25, random });
  return world;
}

/** Every way in which an entry can be other than it was. */
const ALTERATIONS: readonly ((entry: Entry) => Entry)[] = [
  (entry) => ({ ...entry, amount: entry.amount + 1 }),
  (entry) => ({ ...entry, amount: -entry.amount }),
  (entry) => ({ ...entry, kind: entry.kind === "earn" ? "adjust" : "earn" }),
  (entry) => ({ ...entry, account: entry.account === "points" ? "growth" : "points" }),
  (entry) => ({ ...entry, because: { ...entry.because, source: `${entry.because.source}x` } }),
  (entry) => ({ ...entry, because: { ...entry.because, campaign: "another" } }),
  (entry) => ({ ...entry, lots: entry.lots.map((move) => ({ ...move, entry: move.entry + 1 })) }),
  (entry) => ({ ...entry, tier: entry.tier === "gold" ? "silver" : "gold" }),
  (entry) => ({ ...entry, expiresOn: "2099-01-01" }),
  (entry) => ({ ...entry, bookedOn: dayAfter(NEXT, 1) }),
  (entry) => ({ ...entry, occurredOn: "2020-01-01" }),
  (entry) => ({ ...entry, hash: entry.hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) }),
];

it("any one entry of the day removed or altered, in any way, is found the same night and named", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.option(fc.constantFrom(...ALTERATIONS), { nil: undefined }),
      async (seed, which, alteration) => {
        const world = await traded(seed);
        const ofDay = [...world.books].flatMap(([memberId, { entries }]) =>
          entries.filter(({ bookedOn }) => bookedOn === NEXT).map((entry) => ({ memberId, entry })),
        );
        const picked = ofDay[which % ofDay.length];
        fc.pre(picked !== undefined);
        if (picked === undefined) return;
        const { memberId, entry } = picked;
        const book = world.book(memberId);
        const altered = alteration?.(entry);
        // A debit that touched no lot is none the wiser for another one's number.
        fc.pre(altered === undefined || canonical(altered) !== canonical(entry));
        book.entries = book.entries.flatMap((one) => (one === entry ? (altered ?? []) : one));
        const closing = await world.close(NEXT);
        expect(closing.kind).toBe("gap");
        if (closing.kind === "closed") return;
        expect(closing.gaps[0]).toMatchObject({
          ...{ check: "day", memberId, entry: entry.number },
          what: altered === undefined ? "entry-missing" : "entry-altered",
        });
        expect(world.closes.has(NEXT)).toBe(false);
      },
    ),
    { numRuns: RUNS },
  );
}, 60_000);

it("whatever is traded, also while it closes: every line adds up, opens as the day before closed, and stands for good", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 4 }), async (seed, each) => {
      const world = new ClosingWorld();
      const random = seeded(seed);
      let before: Close | undefined;
      const texts: string[] = [];
      const days = [0, 1, 2, 3].map((at) => dayAfter(DAY, at));
      for (const day of days) {
        tradeADay(world, { day, members: 8, postings: 20 * each, random });
        const late = seeded(seed + 1);
        // Trade of the next day, and a commit that was stamped before midnight, between any two reads.
        world.onLook = () => {
          tradeADay(world, { day: dayAfter(day, 1), members: 8, postings: 2, random: late });
          if (late() < 0.2) tradeADay(world, { day, members: 8, postings: 1, random: late });
        };
        const close = await world.closed(day);
        const closings = new Map(
          before?.lines.map((line) => [`${line.view}/${line.account}/${line.key}`, line.closing]),
        );
        for (const line of close.lines) {
          expect(line.opening + sumOfColumns(line.columns)).toBe(line.closing);
          expect(line.opening).toBe(closings.get(`${line.view}/${line.account}/${line.key}`) ?? 0);
        }
        before = close;
        texts.push(canonical(close));
      }
      // Nothing is counted twice or never: after a last close at rest the books are the balances.
      world.onLook = () => {};
      const last = await world.closed(dayAfter(DAY, 4));
      const rest = await world.closed(dayAfter(DAY, 5));
      const points = [...world.books.values()].reduce((sum, { ledger }) => {
        const { balance, owed } = ledger.accounts.points ?? { balance: 0, owed: 0 };
        return sum + balance - owed;
      }, 0);
      const closing = ({ lines }: Close) =>
        lines.find(({ view, account }) => view === "account" && account === "points")?.closing;
      expect([closing(last), closing(rest)]).toEqual([points, points]);
      for (const [at, day] of days.entries()) expect(canonical(await world.closed(day))).toBe(texts[at]);
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
}, 60_000);
