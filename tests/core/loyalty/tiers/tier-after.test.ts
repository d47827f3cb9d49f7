import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TierStanding } from "../../../../core/loyalty/tiers/tier.ts";
import {
  type CountedSomething,
  type TakenBack,
  tierAfterCounting,
  tierAfterReview,
  tierAfterTakingBack,
} from "../../../../core/loyalty/tiers/tier-after.ts";
import { aLadder } from "../../../support/builders/a-ladder.ts";

const ladder = aLadder();
const lifting = aLadder({ singleOrderMinor: 100_000 });

const counting = (change: Partial<CountedSomething> = {}): CountedSomething => ({
  on: "2026-03-01",
  counter: 100_000,
  programme: 1,
  upTo: 2,
  orderKey: "web:1",
  goodsMinor: 100_000,
  ...change,
});

const takingBack = (change: Partial<TakenBack> = {}): TakenBack => ({
  on: "2026-03-10",
  counter: 0,
  programme: 1,
  orderKey: "web:1",
  goodsMinor: 0,
  parts: [{ entry: 2, amount: 100_000 }],
  ...change,
});

const there = (standing: TierStanding | undefined): TierStanding => {
  if (standing === undefined) throw new Error("the tier was expected to move");
  return standing;
};

const silver = (change: Partial<TierStanding> = {}): TierStanding => ({
  tier: "silver",
  since: "2026-03-01",
  reviewOn: "2027-03-01",
  moves: [],
  ...change,
});

describe("going up", () => {
  it("happens at once, to the highest tier that the counter reaches, with its reason", () => {
    expect(tierAfterCounting(undefined, ladder, counting({ counter: 99_999 }))).toBeUndefined();
    expect(tierAfterCounting(undefined, ladder, counting())).toMatchObject({
      tier: "silver",
      since: "2026-03-01",
      reviewOn: "2027-03-01",
      moves: [
        { from: "ordinary", to: "silver", on: "2026-03-01", because: "reached", orderKey: "web:1", counter: 100_000 },
      ],
    });
    expect(tierAfterCounting(silver(), ladder, counting({ counter: 1_200_000 }))?.tier).toBe("platinum");
  });

  it("by an order large enough is by one tier, whatever the counter says", () => {
    const order = counting({ counter: 120_000, goodsMinor: 120_000 });
    const gold = there(tierAfterCounting(silver(), lifting, order));
    expect(gold).toMatchObject({ tier: "gold", moves: [{ because: "single-order", from: "silver", to: "gold" }] });
    expect(tierAfterCounting(silver(), lifting, { ...order, goodsMinor: 99_999 })).toBeUndefined();
    expect(tierAfterCounting(silver(), lifting, { ...order, counter: 2_000_000 })?.tier).toBe("platinum");
  });

  it("ends at the highest tier, however large the order is", () => {
    const order = counting({ counter: 1_000_000, goodsMinor: 1_000_000 });
    expect(tierAfterCounting(silver({ tier: "platinum" }), lifting, order)).toBeUndefined();
  });

  it("never takes a tier away: that is for the review", () => {
    expect(tierAfterCounting(silver({ tier: "gold" }), ladder, counting({ counter: 5 }))).toBeUndefined();
  });

  it("keeps twenty moves at most, the latest first", () => {
    const move = { from: "a", to: "b", on: "2026-01-01", because: "review" as const, counter: 0, programme: 1 };
    const standing = silver({ moves: Array.from({ length: 20 }, () => move) });
    const { moves } = there(tierAfterCounting(standing, ladder, counting({ counter: 300_000 })));
    expect([moves.length, moves[0]?.because]).toEqual([20, "reached"]);
  });
});

describe("a refund", () => {
  it("undoes the upgrade that its order made, and says so", () => {
    const up = there(tierAfterCounting(undefined, ladder, counting()));
    const down = there(tierAfterTakingBack(up, ladder, takingBack()));
    expect(down).toMatchObject({
      tier: "ordinary",
      moves: [{ from: "silver", to: "ordinary", because: "refund", orderKey: "web:1" }, { because: "reached" }],
    });
    expect(down).not.toHaveProperty("reviewOn");
  });

  it("of a part undoes it as soon as the counter stands below the threshold, and not before", () => {
    const up = there(tierAfterCounting(undefined, ladder, counting({ counter: 100_500 })));
    const part = (amount: number) => takingBack({ counter: 100_500 - amount, parts: [{ entry: 2, amount }] });
    expect(tierAfterTakingBack(up, ladder, part(500))?.tier).toBe("silver");
    expect(tierAfterTakingBack(up, ladder, part(501))?.tier).toBe("ordinary");
  });

  it("of an earlier order undoes an upgrade that could not have been reached without it", () => {
    const up = there(tierAfterCounting(undefined, ladder, counting({ orderKey: "web:2", upTo: 4 })));
    const down = tierAfterTakingBack(
      up,
      ladder,
      takingBack({ counter: 10_000, parts: [{ entry: 2, amount: 90_000 }] }),
    );
    expect(down?.tier).toBe("ordinary");
  });

  it("of a later order leaves the tier: the upgrade didn't rest on it", () => {
    const up = there(tierAfterCounting(undefined, ladder, counting()));
    const later = takingBack({ orderKey: "web:9", counter: 100_000, parts: [{ entry: 7, amount: 50_000 }] });
    expect(tierAfterTakingBack(up, ladder, later)).toBeUndefined();
  });

  it("leaves a tier that is reached without it by now", () => {
    const up = there(tierAfterCounting(undefined, ladder, counting()));
    expect(tierAfterTakingBack(up, ladder, takingBack({ counter: 150_000 }))?.tier).toBe("silver");
  });

  it("undoes a lift as soon as what is left of its order is too little, and the lift upon it goes one tier down too", () => {
    const first = there(tierAfterCounting(undefined, lifting, counting({ counter: 100_000 })));
    const second = counting({ orderKey: "web:2", upTo: 4, counter: 200_000, on: "2026-04-01" });
    const gold = there(tierAfterCounting(first, lifting, second));
    expect(gold.tier).toBe("gold");
    const back = there(tierAfterTakingBack(gold, lifting, takingBack({ counter: 100_000 })));
    expect(back).toMatchObject({ tier: "silver", moves: [{ from: "gold", to: "silver", because: "refund" }, {}, {}] });
    const both = takingBack({ orderKey: "web:2", counter: 0, parts: [{ entry: 4, amount: 100_000 }] });
    expect(tierAfterTakingBack(back, lifting, both)?.tier).toBe("ordinary");
  });

  it("gives the tier before back as it was held, review day and all", () => {
    const gold = there(tierAfterCounting(silver({ since: "2026-01-01", reviewOn: "2027-01-01" }), lifting, counting()));
    const back = tierAfterTakingBack(gold, lifting, takingBack({ counter: 100_000, goodsMinor: 0, parts: [] }));
    expect(back).toMatchObject({ tier: "silver", since: "2026-01-01", reviewOn: "2027-01-01" });
  });

  it("doesn't reach behind a review: what that decided is decided", () => {
    const up = there(tierAfterCounting(undefined, ladder, counting()));
    const kept = there(tierAfterReview(up, ladder, { on: "2027-03-01", counter: 100_000, programme: 1 }));
    expect(tierAfterTakingBack(kept, ladder, takingBack({ on: "2027-03-02" }))?.tier).toBe("silver");
  });

  it("of all orders, in parts and any order, leaves nobody a tier", () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(amounts, fc.infiniteStream(fc.nat()), fc.boolean(), (orders, draws, lifts) => {
        const tiers = lifts ? lifting : ladder;
        let [standing, counter]: [TierStanding | undefined, number] = [undefined, 0];
        for (const [at, amount] of orders.entries()) {
          counter += amount;
          const what = counting({ counter, upTo: at + 1, orderKey: `web:${at}`, goodsMinor: amount });
          standing = tierAfterCounting(standing, tiers, what) ?? standing;
        }
        const left = [...orders];
        while (counter > 0) {
          const open = left.flatMap((amount, at) => (amount > 0 ? [at] : []));
          const at = open[draws.next().value % open.length] ?? 0;
          const amount = 1 + (draws.next().value % (left[at] ?? 1));
          left[at] = (left[at] ?? 0) - amount;
          counter -= amount;
          if (standing === undefined) continue;
          const back = takingBack({
            counter,
            orderKey: `web:${at}`,
            goodsMinor: left[at] ?? 0,
            parts: [{ entry: at + 1, amount }],
          });
          standing = tierAfterTakingBack(standing, tiers, back) ?? standing;
        }
        expect(standing?.tier ?? "ordinary").toBe("ordinary");
      }),
      { numRuns: 500 },
    );
  });
});

describe("a review", () => {
  const due = { on: "2027-03-01", programme: 2 };
  const gold = silver({ tier: "gold" });

  it("before its day changes nothing", () => {
    expect(tierAfterReview(gold, ladder, { ...due, on: "2027-02-28", counter: 0 })).toBeUndefined();
  });

  it("keeps a tier that is still reached for another year, and says at what", () => {
    expect(tierAfterReview(gold, ladder, { ...due, counter: 300_000 })).toMatchObject({
      tier: "gold",
      since: "2026-03-01",
      reviewOn: "2028-02-29",
      moves: [{ from: "gold", to: "gold", because: "review", counter: 300_000, programme: 2 }],
    });
  });

  it("gives grace before it takes a tier, and takes it when that is over", () => {
    const grace = there(tierAfterReview(gold, ladder, { ...due, counter: 50_000 }));
    expect(grace).toMatchObject({ tier: "gold", inGrace: true, reviewOn: "2027-03-31" });
    const down = there(tierAfterReview(grace, ladder, { ...due, on: "2027-03-31", counter: 50_000 }));
    expect(down).toMatchObject({ tier: "silver", since: "2027-03-31", moves: [{ from: "gold", to: "silver" }, {}] });
    expect(down).not.toHaveProperty("inGrace");
  });

  it("takes down by one tier or to the one that is reached, as the programme says", () => {
    const noGrace = { graceDays: 0 };
    const of = (down: "one-step" | "to-earned", tier: string, counter: number) =>
      tierAfterReview(silver({ tier }), aLadder({ ...noGrace, down }), { ...due, counter })?.tier;
    expect(of("one-step", "platinum", 0)).toBe("gold");
    expect(of("to-earned", "platinum", 0)).toBe("ordinary");
    expect(of("to-earned", "platinum", 100_000)).toBe("silver");
    expect(of("one-step", "silver", 0)).toBe("ordinary");
  });

  it("leaves an ordinary member nothing to wait for", () => {
    const down = tierAfterReview(silver(), aLadder({ graceDays: 0 }), { ...due, counter: 0 });
    expect(down).toMatchObject({ tier: "ordinary" });
    expect(down).not.toHaveProperty("reviewOn");
  });

  it("takes a tier that the programme no longer has", () => {
    const down = tierAfterReview(silver({ tier: "bronze" }), ladder, { ...due, counter: 100_000 });
    expect(down).toMatchObject({ tier: "silver", moves: [{ from: "bronze", to: "silver" }] });
  });

  it("is made good by reaching the tier again in grace; a refund of that puts the grace back", () => {
    const grace = there(tierAfterReview(gold, ladder, { ...due, counter: 50_000 }));
    const order = counting({ on: "2027-03-20", counter: 310_000, upTo: 9 });
    const kept = there(tierAfterCounting(grace, ladder, order));
    expect(kept).toMatchObject({ tier: "gold", reviewOn: "2028-03-19" });
    expect(kept).not.toHaveProperty("inGrace");
    const parts = [{ entry: 9, amount: 260_000 }];
    const back = tierAfterTakingBack(kept, ladder, takingBack({ on: "2027-03-22", counter: 50_000, parts }));
    expect(back).toMatchObject({ tier: "gold", inGrace: true, reviewOn: "2027-03-31" });
  });
});
