import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ActivityEvent } from "../../../../core/loyalty/points/award-activity.ts";
import { applyToMember } from "../../../../core/members/apply-to-member.ts";
import { aLadder } from "../../../support/builders/a-ladder.ts";
import { aProgramme } from "../../../support/builders/a-programme.ts";
import { envelope } from "../../../support/builders/an-event.ts";
import { InMemoryMemberStore } from "../../../support/in-memory-member-store.ts";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";
import { faultsOf, MemberWorld } from "../../../support/member-world.ts";

const activities = {
  "check-in": { points: 5, growth: 2, perDay: 1 },
  review: { points: 20, perDay: 2 },
  "taking-part": { points: 10, perDay: 1 },
};
const points = { perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 500, activities };

type Change = Partial<Pick<ActivityEvent, "eventId" | "occurredAt" | "historic" | "memberId">>;

const aCheckIn = (change: Change = {}): ActivityEvent => ({
  ...envelope("e_in"),
  type: "store.checked-in",
  data: { storeId: "s1" },
  ...change,
});
const aReview = (eventId: string, change: Change = {}): ActivityEvent => ({
  ...envelope(eventId),
  type: "review.written",
  data: { sku: "TEAPOT", rating: 5 },
  ...change,
});
const aShare = (): ActivityEvent => ({ ...envelope("e_share"), type: "product.shared", data: { sku: "TEAPOT" } });
const aJoining = (): ActivityEvent => ({
  ...envelope("e_join"),
  type: "campaign.joined",
  data: { campaignId: "spring" },
});

function worldOf(change = {}, store = new InMemoryMemberStore()) {
  const world = new MemberWorld(store);
  world.programme = aProgramme({ points, ...change });
  return world;
}

async function balanceIn(world: MemberWorld) {
  expect(await faultsOf(world.store, "m_1")).toEqual([]);
  return (await world.member()).account.balance;
}

describe("an act", () => {
  it("earns its points, in a lot of its own that lapses, by an entry that says what for", async () => {
    const world = worldOf();
    await world.apply(aCheckIn(), aJoining());
    const { account, entries } = await world.member();
    expect(account.lots).toEqual([
      { entry: 1, source: "web#e_in", left: 5, expiresOn: "2012-08-31" },
      { entry: 2, source: "web#e_join", left: 10, expiresOn: "2012-08-31" },
    ]);
    expect(entries.map(({ kind, because, occurredOn, bookedOn }) => ({ kind, because, occurredOn, bookedOn }))).toEqual(
      [
        {
          kind: "earn",
          because: { source: "web#e_in", rule: "activity:check-in", programme: 1, storeId: "s1" },
          occurredOn: "2011-09-01",
          bookedOn: "2011-09-05",
        },
        {
          kind: "earn",
          because: { source: "web#e_join", rule: "activity:taking-part", programme: 1, campaign: "spring" },
          occurredOn: "2011-09-01",
          bookedOn: "2011-09-05",
        },
      ],
    );
  });

  it("that no rule rewards, or that is history, earns nothing and makes sure of the member alone", async () => {
    const world = worldOf();
    await world.apply(aShare(), aCheckIn({ historic: true }));
    expect(await balanceIn(world)).toBe(0);
    expect((await world.member()).head).toMatchObject({ seq: 1, entries: 0 });
  });

  it("sent again is a duplicate", async () => {
    const world = worldOf();
    const outcomes = await world.apply(aReview("e_1"), aReview("e_1"));
    expect(outcomes.map((outcome) => "kind" in outcome && outcome.kind)).toEqual(["applied", "duplicate"]);
    expect(await balanceIn(world)).toBe(20);
  });

  it("beyond the day's limit earns nothing, and the next of the shop's days begins anew", async () => {
    const world = worldOf();
    await world.apply(aReview("e_1"), aReview("e_2"), aReview("e_3"));
    expect(await balanceIn(world)).toBe(40);
    // 23:30 in London is 22:30 in UTC while summer lasts.
    const late = "2011-09-01T22:30:00.000Z";
    const next = "2011-09-01T23:30:00.000Z";
    await world.apply(aReview("e_4", { occurredAt: late }), aReview("e_5", { occurredAt: next }));
    expect(await balanceIn(world)).toBe(60);
  });

  it("counts for growth value where tiers go by it, and lifts at once", async () => {
    const levels = [{ id: "silver", name: { en: "Silver", "zh-CN": "银卡" }, threshold: 4 }];
    const world = worldOf({ tiers: aLadder({ basis: "growth", levels }) });
    await world.apply(aCheckIn(), aCheckIn({ eventId: "e_2", occurredAt: "2011-09-02T10:00:00.000Z" }));
    const { tier } = await world.store.load("m_1", { tier: true });
    expect(tier?.value).toMatchObject({ tier: "silver", moves: [{ because: "reached", counter: 4 }] });
    expect((await world.member()).announced).toMatchObject([{ type: "TierChanged", from: "ordinary", to: "silver" }]);
    expect(await balanceIn(world)).toBe(10);
  });

  it("in any order, any number of times, on any days, comes to the limit of each day and no more", async () => {
    const act = fc.record({ id: fc.integer({ min: 0, max: 9 }), again: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
        const world = worldOf();
        for (const { id, again } of acts) {
          const event = aReview(`e_${id}`, { occurredAt: `2011-09-0${1 + (id % 3)}T10:00:00.000Z` });
          await world.apply(...Array.from({ length: again }, () => event));
        }
        const ofDay = [0, 1, 2].map((day) => new Set(acts.filter(({ id }) => id % 3 === day).map(({ id }) => id)).size);
        expect(await balanceIn(world)).toBe(ofDay.reduce((sum, count) => sum + Math.min(2, count) * 20, 0));
      }),
      { numRuns: 60 },
    );
  });

  it("at the same moment on many hands keeps to the limit", async () => {
    const world = worldOf();
    await Promise.all(["e_1", "e_2", "e_3", "e_4"].map((eventId) => world.apply(aReview(eventId))));
    expect(await balanceIn(world)).toBe(40);
  });

  it("is rewarded once, whichever call its handler was killed at", async () => {
    for (let calls = 1; calls <= 3; calls += 1) {
      const world = worldOf();
      const killed = applyToMember(aReview("e_1"), world.ports({ store: killedAfter(world.store, calls) }));
      await killed.catch((cause) => expect(cause).toBeInstanceOf(KilledError));
      await world.apply(aReview("e_1"));
      expect(await balanceIn(world), `killed at call ${calls}`).toBe(20);
    }
  });
});
