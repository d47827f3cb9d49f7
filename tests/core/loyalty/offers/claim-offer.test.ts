import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AllotmentStore } from "../../../../core/loyalty/allotments/allotment-store.ts";
import { AllotmentBusyError } from "../../../../core/loyalty/allotments/allotment-store.ts";
import { shardOfMember } from "../../../../core/loyalty/allotments/spread.ts";
import { MemberBusyError } from "../../../../core/members/change-member.ts";
import type { MemberStore } from "../../../../core/members/member-store.ts";
import { everyInterleaving } from "../../../support/every-interleaving.ts";
import { bothKilledAfter, KilledError } from "../../../support/killed-store.ts";
import {
  aClaimableOffer,
  aPublicCode,
  codeOfClaim,
  OfferWorld,
  outcomeOf,
  type Using,
} from "../../../support/offer-world.ts";

const members = (count: number): string[] => Array.from({ length: count }, (_, at) => `m_${at + 1}`);

/** How many came to what. */
function counted(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

describe("claiming a coupon by a code for everybody", () => {
  it("gives one, which is the member's, of the offer, named after the code", async () => {
    const world = await OfferWorld.withMembers(1, aClaimableOffer());
    const outcome = await world.claim("m_1", { code: "autumn " });
    const code = codeOfClaim(outcome);
    expect(outcome).toEqual({
      status: 201,
      body: { code, offer: "autumn", memberId: "m_1", lapsesAt: "2011-09-15T23:00:00.000Z", issuedOn: "2011-09-01" },
    });
    expect(await world.store.ownerOfCoupon(code)).toBe("m_1");
    expect(await world.coupon("m_1", code)).toMatchObject({ offer: "autumn", campaign: "claim#AUTUMN" });
  });

  it("gives the same key the same coupon, also after the window is over and all are gone", async () => {
    const world = await OfferWorld.withMembers(2, aClaimableOffer({ limits: { perMember: 1, total: 1 } }));
    const first = await world.claim("m_1", { key: "mine" });
    expect(outcomeOf(await world.claim("m_2"))).toBe("limit-reached");
    world.now = "2011-10-01T10:00:00.000Z";
    expect(await world.claim("m_1", { key: "mine" })).toEqual(first);
    expect(outcomeOf(await world.claim("m_2", { key: "mine" }))).not.toBe("claimed");
  });

  it.each([1, 3])("gives a member %i and no more", async (perMember) => {
    const world = await OfferWorld.withMembers(1, aClaimableOffer({ limits: { perMember } }));
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => world.claim().then(outcomeOf)));
    expect(counted(outcomes)).toEqual({ claimed: perMember, "already-claimed": 4 - perMember });
  });

  it("is refused before and after its window, by an unknown code, and for nobody", async () => {
    const world = await OfferWorld.withMembers(1, aClaimableOffer());
    expect(outcomeOf(await world.claim("m_1", { code: "SPRING" }))).toBe("offer-unknown");
    expect(outcomeOf(await world.claim("m_none"))).toBe("member-unknown");
    world.now = "2011-08-31T23:59:59.999Z";
    expect(outcomeOf(await world.claim())).toBe("claim-not-open");
    world.now = "2011-09-02T00:00:00.000Z";
    expect(outcomeOf(await world.claim())).toBe("claim-closed");
  });

  it("gives exactly as many as there are, to whoever comes first", async () => {
    const world = await OfferWorld.withMembers(200, aClaimableOffer({ limits: { perMember: 1, total: 70 } }));
    const outcomes: string[] = [];
    for (const memberId of members(200)) outcomes.push(outcomeOf(await world.claim(memberId)));
    expect(outcomes.slice(0, 70)).toEqual(Array.from({ length: 70 }, () => "claimed"));
    expect(counted(outcomes)).toEqual({ claimed: 70, "limit-reached": 130 });
    expect(await world.totals("issues#autumn")).toEqual({ left: 0, pending: 0, posted: 70 });
  });

  it("reserves the most that a coupon may take off, and gives none that the budget doesn't hold", async () => {
    const percent = { kind: "percent-off", percent: 0.2, capMinor: 700, faceMinor: undefined } as const;
    const world = await OfferWorld.withMembers(
      5,
      aClaimableOffer({ ...percent, limits: { perMember: 1, budgetMinor: 3_000 } }),
    );
    const outcomes = await Promise.all(members(5).map((memberId) => world.claim(memberId).then(outcomeOf)));
    expect(counted(outcomes)).toEqual({ claimed: 4, "budget-exhausted": 1 });
    expect(await world.totals("budget#autumn")).toEqual({ left: 200, pending: 2_800, posted: 0 });
  });

  it("takes nothing of the limit for a claim that the budget refuses", async () => {
    const world = await OfferWorld.withMembers(
      2,
      aClaimableOffer({ limits: { perMember: 1, total: 10, budgetMinor: 500 } }),
    );
    await world.claim("m_1");
    expect(outcomeOf(await world.claim("m_2"))).toBe("budget-exhausted");
    expect(await world.totals("issues#autumn")).toEqual({ left: 9, pending: 0, posted: 1 });
  });

  it("follows a limit that is raised or lowered, and never one of an older programme", async () => {
    const limited = (total: number) => aClaimableOffer({ limits: { perMember: 1, total } });
    const world = await OfferWorld.withMembers(6, limited(1));
    const claims = async () => counted(await Promise.all(members(6).map((m) => world.claim(m).then(outcomeOf))));
    expect(await claims()).toEqual({ claimed: 1, "limit-reached": 5 });
    world.change(limited(3));
    expect(await claims()).toEqual({ "already-claimed": 1, claimed: 2, "limit-reached": 3 });
    world.change(limited(2));
    expect(await claims()).toEqual({ "already-claimed": 3, "limit-reached": 3 });
    world.change(limited(4));
    expect(await claims()).toEqual({ "already-claimed": 3, claimed: 1, "limit-reached": 2 });
  });

  it("gives one coupon and takes one of each, whatever call of its own it was killed after", async () => {
    const limits = { perMember: 1, total: 9, budgetMinor: 4_500 };
    let killed = 0;
    for (let calls = 1; calls === killed + 1; calls += 1) {
      const world = await OfferWorld.withMembers(1, aClaimableOffer({ limits }));
      const using = bothKilledAfter(world.store, world.store.allotments, calls);
      await world.claim("m_1", { key: "mine", using }).catch((cause: unknown) => {
        if (!(cause instanceof KilledError)) throw cause;
        killed = calls;
      });
      expect(outcomeOf(await world.claim("m_1", { key: "mine" }))).toBe("claimed");
      expect(await world.totals("issues#autumn")).toEqual({ left: 8, pending: 0, posted: 1 });
      expect(await world.totals("budget#autumn")).toEqual({ left: 4_000, pending: 500, posted: 0 });
    }
    // Two allotments opened in three calls each, and the member's load and commit: killed after each of the eight.
    expect(killed).toBe(8);
  });

  it("gives one, whatever call it was killed after while it gathered remainders", async () => {
    let killed = 0;
    for (let calls = 1; calls === killed + 1; calls += 1) {
      const world = await OfferWorld.withMembers(1, aClaimableOffer({ limits: { perMember: 1, total: 2 } }));
      await shardsOf(world, 2, "m_1");
      const using = bothKilledAfter(world.store, world.store.allotments, calls);
      await world.claim("m_1", { key: "mine", using }).catch((cause: unknown) => {
        if (!(cause instanceof KilledError)) throw cause;
        killed = calls;
      });
      expect(outcomeOf(await world.claim("m_1", { key: "mine" }))).toBe("claimed");
      expect(await world.totals("issues#autumn")).toEqual({ left: 1, pending: 0, posted: 1 });
    }
    // Its head; load, commit; all shards; load, and the commit that moves the remainder.
    expect(killed).toBe(6);
  });
});

/** Opens the limit of two in two shards, the member's own empty. */
async function shardsOf(world: OfferWorld, granted: number, memberId: string): Promise<void> {
  const own = shardOfMember(memberId, 2);
  const value = { granted, owing: 0, shards: 2, programme: 1 };
  const opens = [0, 1].map((shard) => ({ shard, left: shard === own ? 0 : granted }));
  await world.store.allotments.change("issues#autumn", { head: { expected: 0, value }, opens });
}

describe("claims in every order of their loads and commits", () => {
  it.each([
    ["the last one, in the shard of neither", 1, 2],
    ["the last two, in the shard of one", 2, 3],
  ])(
    "of %s: as many succeed as there are, the others find none left",
    { timeout: 60_000 },
    async (_, total, callers) => {
      const schedules = await everyInterleaving({
        world: async () => {
          const value = await OfferWorld.withMembers(callers, aClaimableOffer({ limits: { perMember: 1, total } }));
          await shardsOf(value, total, total === 1 ? "m_1" : "m_2");
          return { store: value.store, value };
        },
        callers: (value, store, gated) => {
          const { allotments } = value.store;
          const read = (name: string) => allotments.read(name);
          const using = {
            store,
            allotments: {
              head: (name: string) => allotments.head(name),
              // Of three callers their readings too would be more orders than a test can go through.
              read: callers === 2 ? gated(read) : read,
              change: (...args: Parameters<AllotmentStore["change"]>) => allotments.change(...args),
            },
          };
          return members(callers).map((memberId) => value.claim(memberId, { using }).then(outcomeOf));
        },
        holds: async (value, outcomes) => {
          expect(counted(outcomes as string[])).toEqual({ claimed: total, "limit-reached": callers - total });
          expect(await value.totals("issues#autumn")).toEqual({ left: 0, pending: 0, posted: total });
        },
      });
      expect(schedules).toBeGreaterThan(5);
    },
  );
});

describe("32 claims in flight", () => {
  /** The stores with each of their calls put off until a scheduler lets it go. */
  function scheduled(scheduler: fc.Scheduler, world: OfferWorld): Using {
    const { store } = world;
    const put = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => scheduler.scheduleFunction(call);
    const allotments: AllotmentStore = {
      head: put((name) => store.allotments.head(name)),
      read: put((name) => store.allotments.read(name)),
      change: put((name, change) => store.allotments.change(name, change)),
    };
    const members: MemberStore = Object.assign(Object.create(store) as MemberStore, {
      load: put((...args: Parameters<MemberStore["load"]>) => store.load(...args)),
      commit: put((...args: Parameters<MemberStore["commit"]>) => store.commit(...args)),
    });
    return { store: members, allotments };
  }

  it.each([
    ["issues#autumn", "limit-reached", { perMember: 1, total: 20 }, 20, 1],
    ["issues#autumn", "limit-reached", { perMember: 1, total: 70 }, 70, 1],
    ["budget#autumn", "budget-exhausted", { perMember: 1, budgetMinor: 10_300 }, 20, 500],
    ["budget#autumn", "budget-exhausted", { perMember: 1, budgetMinor: 35_300 }, 70, 500],
  ] as const)(
    "keep %s exactly (%s), in whatever order their loads and commits come: %j",
    { timeout: 20_000 },
    async (allotment, because, limits, room, each) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const others = Math.max(0, room - 20);
          const world = await OfferWorld.withMembers(
            32 + others,
            aClaimableOffer({ limits, publicCode: aPublicCode() }),
          );
          // All but twenty are gone, so that shards hold remainders only.
          for (const memberId of members(32 + others).slice(32)) await world.claim(memberId);
          const using = scheduled(scheduler, world);
          const busy = (cause: unknown): string => {
            if (cause instanceof MemberBusyError || cause instanceof AllotmentBusyError) return "busy";
            throw cause;
          };
          const claims = members(32).map((memberId) =>
            world.claim(memberId, { key: `first-${memberId}`, using }).then(outcomeOf, busy),
          );
          const outcomes = await scheduler.waitFor(Promise.all(claims));
          const { claimed = 0, [because]: refused = 0, busy: again = 0 } = counted(outcomes);
          expect(claimed + refused + again).toBe(32);
          expect(claimed).toBeLessThanOrEqual(20);
          // A refusal says that too little is left; nothing was given back since, so it is so still.
          if (refused > 0) expect((await world.totals(allotment)).left).toBeLessThan(each);
          for (const memberId of members(32)) await world.claim(memberId, { key: `first-${memberId}` });
          const { left, pending, posted } = await world.totals(allotment);
          expect([left < each, (pending + posted) / each]).toEqual([true, room]);
        }),
        { numRuns: 15 },
      );
    },
  );
});
