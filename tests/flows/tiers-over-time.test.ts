import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { accountOf } from "../../core/loyalty/ledger/account.ts";
import { turnDueLots } from "../../core/loyalty/points/turn-lots.ts";
import { counterOn, rankOf, rankReached } from "../../core/loyalty/tiers/ladder.ts";
import { reviewTiers } from "../../core/loyalty/tiers/review-tiers.ts";
import { daysAfter } from "../../core/programme/shop-day.ts";
import { aLadder } from "../support/builders/a-ladder.ts";
import { aProgramme } from "../support/builders/a-programme.ts";
import { aCancellation, aRefund } from "../support/builders/a-refund.ts";
import { aLine, anOrder } from "../support/builders/an-order.ts";
import { faultsOf, MemberWorld } from "../support/member-world.ts";

const WINDOW = 40;
const FIRST_DAY = "2011-09-01";

/** A member's life, day by day: orders that may come late or twice, refunds in parts, nights that may be missed. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("order" as const),
      units: fc.integer({ min: 1, max: 3 }),
      minor: fc.integer({ min: 1, max: 180_000 }),
      late: fc.integer({ min: 0, max: 50 }),
      twice: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("refund" as const), of: fc.nat(), twice: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), of: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("days" as const), days: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("night" as const) }) },
);

interface Bought {
  paidOn: string;
  units: number;
  minor: number;
  refunded: number;
}

it("in any life the counter is what stands of the window's orders, and nobody is below the tier that it reaches", async () => {
  const lifting = fc.constantFrom(undefined, 150_000);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), lifting, async (steps, singleOrderMinor) => {
      const tiers = aLadder({
        ...{ windowDays: WINDOW, reviewDays: 25, graceDays: 6 },
        ...(singleOrderMinor === undefined ? {} : { singleOrderMinor }),
      });
      const world = new MemberWorld();
      world.programme = aProgramme({ tiers });
      const rules = { version: 1, value: world.programme, savedAt: "", savedBy: "test" };
      const orders: Bought[] = [];
      let today = FIRST_DAY;
      let reviewed = false;
      for (const [at, one] of steps.entries()) {
        world.now = `${today}T12:00:00.000Z`;
        const occurredAt = `${today}T10:00:00.000Z`;
        const open = orders.flatMap((order, number) => (order.refunded < order.units ? [number] : []));
        if (one.kind === "days") today = daysAfter(today, one.days);
        if (one.kind === "order") {
          const { units, minor, late, twice } = one;
          const paidOn = daysAfter(today, -late);
          const lines = [aLine({ quantity: units, unitPriceMinor: minor })];
          const order = anOrder({ orderId: `${orders.length}`, lines, occurredAt: `${paidOn}T10:00:00.000Z` });
          orders.push({ paidOn, units, minor, refunded: 0 });
          await world.apply(...(twice ? [order, order] : [order]));
        }
        if (one.kind === "refund" && open.length > 0) {
          const number = open[one.of % open.length] ?? 0;
          const order = orders[number];
          if (order === undefined) continue;
          order.refunded += 1;
          const lines = [{ lineId: "1", quantity: 1, amountMinor: order.minor }];
          const refund = aRefund({ orderId: `${number}`, refundId: `r${at}`, occurredAt, lines });
          await world.apply(...(one.twice ? [refund, refund] : [refund]));
        }
        if (one.kind === "cancel" && open.length > 0) {
          const number = open[one.of % open.length] ?? 0;
          const order = orders[number];
          if (order === undefined) continue;
          order.refunded = order.units;
          await world.apply(aCancellation({ orderId: `${number}`, occurredAt }));
        }
        if (one.kind === "night") {
          const stamp = { now: world.now, bookedOn: today };
          const ports = { store: world.store, stamp, pause: async () => {} };
          const day = daysAfter(today, -1);
          await turnDueLots(day, { ...ports, programme: 1, hash: sha256 });
          const { kept, lowered, "in-grace": inGrace } = await reviewTiers(day, { ...ports, rules });
          reviewed ||= kept + lowered + inGrace > 0;
        }

        const loaded = await world.store.load("m_1", { tier: true, accounts: true });
        const counter = counterOn(accountOf(loaded.accounts?.value ?? {}, "growth"), today);
        const stands = orders
          .filter(({ paidOn }) => daysAfter(paidOn, WINDOW) > today)
          .reduce((sum, { units, refunded, minor }) => sum + (units - refunded) * minor, 0);
        expect(counter).toBe(stands);
        expect(rankOf(tiers, loaded.tier?.value.tier ?? "ordinary")).toBeGreaterThanOrEqual(
          rankReached(tiers, counter),
        );
        expect(await faultsOf(world.store, "m_1")).toEqual([]);
      }
      const inWindow = orders.every(({ paidOn }) => daysAfter(paidOn, WINDOW) > today);
      world.now = `${today}T13:00:00.000Z`;
      for (const number of orders.keys())
        await world.apply(aCancellation({ orderId: `${number}`, occurredAt: world.now }));
      const { tier } = await world.store.load("m_1", { tier: true });
      // A life without a review in which all came back, while all counted, leaves nothing.
      if (inWindow && !reviewed) expect(tier?.value.tier ?? "ordinary").toBe("ordinary");
      expect(world.setAside).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
