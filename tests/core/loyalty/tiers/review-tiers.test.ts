import { describe, expect, it } from "vitest";
import { reviewTiers } from "../../../../core/loyalty/tiers/review-tiers.ts";
import type { MemberStore } from "../../../../core/members/member-store.ts";
import { aLadder } from "../../../support/builders/a-ladder.ts";
import { aProgramme } from "../../../support/builders/a-programme.ts";
import { anOrder } from "../../../support/builders/an-order.ts";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";
import { MemberWorld } from "../../../support/member-world.ts";

/** Orders are paid on 1 September 2011 and booked on the 5th: silver since then, to be reviewed a year later. */
const REVIEW = "2012-09-04";
const GRACE = "2012-10-04";

async function silverWorld(members = ["m_1"]) {
  const world = new MemberWorld();
  world.programme = aProgramme({ tiers: aLadder() });
  for (const memberId of members) await world.apply(anOrder({ memberId, orderId: memberId, spendMinor: 120_000 }));
  return world;
}

const review = (world: MemberWorld, day: string, store: MemberStore = world.store) => {
  const rules = { version: 1, value: world.programme, savedAt: "", savedBy: "test" };
  const stamp = { now: `${day}T23:30:00.000Z`, bookedOn: day };
  return reviewTiers(day, { store, rules, stamp, pause: async () => {} });
};

const standingOf = async (world: MemberWorld, memberId = "m_1") =>
  (await world.store.load(memberId, { tier: true })).tier?.value;

const NONE = { kept: 0, "in-grace": 0, lowered: 0, busy: 0, more: false };

describe("the review", () => {
  it("looks at nobody before their day", async () => {
    const world = await silverWorld();
    expect(await review(world, "2012-09-03")).toEqual(NONE);
  });

  it("begins the grace of who no longer reaches the tier, then lowers them, with the reason, and announces it once", async () => {
    const world = await silverWorld();
    expect(await review(world, REVIEW)).toEqual({ ...NONE, "in-grace": 1 });
    expect(await review(world, REVIEW)).toEqual(NONE);
    expect(await standingOf(world)).toMatchObject({ tier: "silver", inGrace: true, reviewOn: GRACE });
    expect(await review(world, GRACE)).toEqual({ ...NONE, lowered: 1 });
    expect(await standingOf(world)).toMatchObject({
      tier: "ordinary",
      moves: [{ from: "silver", to: "ordinary", because: "review", on: GRACE, counter: 0 }, {}, {}],
    });
    const changes = world.store.outboxOf("m_1").filter(({ type }) => type === "TierChanged");
    expect(changes).toMatchObject([{ to: "silver" }, { from: "silver", to: "ordinary", because: "review" }]);
    expect(await review(world, "2013-12-31")).toEqual(NONE);
  });

  it("keeps who has bought enough in the year behind it", async () => {
    const world = await silverWorld();
    await world.apply(anOrder({ orderId: "later", spendMinor: 100_000, occurredAt: "2012-03-01T10:00:00.000Z" }));
    expect(await review(world, REVIEW)).toEqual({ ...NONE, kept: 1 });
    expect(await standingOf(world)).toMatchObject({ tier: "silver", reviewOn: "2013-09-04" });
  });

  it("counts the 365 days that end with its own, no more and no fewer, though nothing was swept", async () => {
    for (const [paidOn, outcome] of [
      ["2011-09-06", "kept"],
      ["2011-09-05", "in-grace"],
    ] as const) {
      const world = await silverWorld();
      await world.apply(anOrder({ orderId: "edge", spendMinor: 100_000, occurredAt: `${paidOn}T10:00:00.000Z` }));
      expect(await review(world, REVIEW), paidOn).toEqual({ ...NONE, [outcome]: 1 });
    }
  });

  it("leaves who is busy to the next run, and asks for them once", async () => {
    const world = await silverWorld(["m_1", "m_2"]);
    let asked = 0;
    const busy: MemberStore = Object.assign(Object.create(world.store), {
      due: (...args: Parameters<MemberStore["due"]>) => {
        asked += 1;
        return world.store.due(...args);
      },
      commit: async (...args: Parameters<MemberStore["commit"]>) =>
        args[0].memberId === "m_1" ? "conflict" : world.store.commit(...args),
      load: (...args: Parameters<MemberStore["load"]>) => world.store.load(...args),
    });
    expect(await review(world, REVIEW, busy)).toEqual({ ...NONE, "in-grace": 1, busy: 1 });
    expect(asked).toBe(2);
    expect(await review(world, REVIEW)).toEqual({ ...NONE, "in-grace": 1 });
  });

  it("goes through all who are due, and is right wherever it was killed and began again", async () => {
    const members = Array.from({ length: 12 }, (_, at) => `m_${at}`);
    for (let calls = 1; calls <= 30; calls += 1) {
      const world = await silverWorld(members);
      const killed = review(world, REVIEW, killedAfter(world.store, calls));
      await killed.catch((cause) => expect(cause).toBeInstanceOf(KilledError));
      await review(world, REVIEW);
      for (const memberId of members) {
        const standing = await standingOf(world, memberId);
        expect(standing, `${memberId}, killed at call ${calls}`).toMatchObject({ inGrace: true, reviewOn: GRACE });
        expect(standing?.moves).toHaveLength(2);
      }
    }
  });
});
