import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../core/contract/event.ts";
import { applyToMember, isPoison } from "../../core/members/apply-to-member.ts";
import { aCancellation, aRefund } from "../support/builders/a-refund.ts";
import { aRegistration } from "../support/builders/a-registration.ts";
import { aLine, anOrder } from "../support/builders/an-order.ts";
import { type Conditions, InMemoryMemberStore } from "../support/in-memory-member-store.ts";
import { KilledError, killedAfter } from "../support/killed-store.ts";
import { faultsOf, MemberWorld } from "../support/member-world.ts";

/** Stories of the suite; `RUNS=1000` is what is shown of them. */
const RUNS = Number(process.env.RUNS ?? 50);

/** One order of a story: its lines, and what comes back of it. */
interface Told {
  lines: { quantity: number; unitPriceMinor: number }[];
  /** Lines that come back a unit at a time, by position; each unit is a refund of its own. */
  returned: boolean[];
  cancelled: boolean;
  historic: boolean;
}

const told: fc.Arbitrary<Told> = fc.record({
  lines: fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 3 }), unitPriceMinor: fc.integer({ min: 0, max: 4_000 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  returned: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  cancelled: fc.boolean().map((yes) => yes),
  historic: fc.constantFrom(false, false, false, true),
});

/** The events of a story, each once, in the order in which they happened. */
function eventsOf(story: readonly Told[]): StoredEvent[] {
  return story.flatMap(({ lines, returned, cancelled, historic }, at): StoredEvent[] => {
    const orderId = String(at + 1);
    const order = anOrder({ orderId, historic, lines: lines.map(aLine) });
    const refunds = lines.flatMap(({ quantity, unitPriceMinor }, line) =>
      Array.from({ length: returned[line] ? quantity : 0 }, (_, unit) =>
        aRefund({
          orderId,
          refundId: `r${line}-${unit}`,
          lines: [{ lineId: String(line + 1), quantity: 1, amountMinor: unitPriceMinor }],
        }),
      ),
    );
    return [order, ...refunds, ...(cancelled ? [aCancellation({ orderId })] : [])];
  });
}

/** What the points must come to, by arithmetic alone: what was paid for goods, in whole pounds, less what came back. */
function pointsOf(story: readonly Told[]): number {
  return story.reduce((sum, { lines, returned, cancelled, historic }) => {
    if (historic || cancelled) return sum;
    const order = anOrder({ lines: lines.map(aLine) });
    const { totalMinor } = order.data;
    if (lines.every((_, line) => returned[line])) return sum;
    return sum + Math.floor(totalMinor / 100) - earnedBy(order.data.lines, returned);
  }, 0);
}

/** Points of the returned lines: largest remainder over what each line cost, worked out a second way. */
function earnedBy(lines: { amountMinor: number }[], returned: readonly boolean[]): number {
  const total = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  if (total === 0) return 0;
  const points = Math.floor(total / 100);
  const shares = lines.map(({ amountMinor }, at) => ({
    at,
    share: Math.floor((points * amountMinor) / total),
    rest: (points * amountMinor) % total,
  }));
  const left = points - shares.reduce((sum, { share }) => sum + share, 0);
  const lucky = new Set(
    shares
      .toSorted((a, b) => b.rest - a.rest || a.at - b.at)
      .slice(0, left)
      .map(({ at }) => at),
  );
  return shares.reduce((sum, { at, share }) => sum + (returned[at] ? share + (lucky.has(at) ? 1 : 0) : 0), 0);
}

const stories = fc.array(told, { minLength: 1, maxLength: 4 });

/** Each event at least once, some twice, in any order. */
const arrivals = stories.chain((story) => {
  const events = eventsOf(story);
  return fc.tuple(fc.constant(story), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }));
});

const outcomeOf = async (world: MemberWorld) => {
  const { account, summary, head } = await world.member();
  return { balance: account.balance, owed: account.owed, summary, parked: head?.parked };
};

/** Applies each event, again while it is poison: the retry queue's part. */
async function applyAll(world: MemberWorld, events: readonly StoredEvent[]): Promise<void> {
  for (const event of events) {
    let outcome = await applyToMember(event, world.ports());
    for (let tries = 1; tries < 50 && isPoison(outcome); tries += 1) {
      outcome = await applyToMember(event, world.ports());
    }
    if (isPoison(outcome)) throw new Error(outcome.because);
  }
}

describe("points under fire", () => {
  it("come to the same by any order of arrival, with every event twice, as by the order in which it happened", async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ([story, arriving]) => {
        const asItHappened = new MemberWorld();
        await applyAll(asItHappened, eventsOf(story));
        const asItArrived = new MemberWorld();
        await applyAll(asItArrived, arriving);
        const expected = await outcomeOf(asItHappened);
        const actual = await outcomeOf(asItArrived);
        expect(expected).toMatchObject({ balance: pointsOf(story), owed: 0, parked: 0 });
        const { balance, owed, parked } = actual;
        expect({ balance, owed, parked }).toEqual({ balance: expected.balance, owed: 0, parked: 0 });
        // A cancellation that overtakes a refund gives all back on its own day: only then may days differ.
        const { orders, cancelled, paidMinor, refundedMinor } = actual.summary ?? {};
        expect({ orders, cancelled, paidMinor, refundedMinor }).toEqual({
          orders: expected.summary?.orders,
          cancelled: expected.summary?.cancelled,
          paidMinor: expected.summary?.paidMinor,
          refundedMinor: expected.summary?.refundedMinor,
        });
        if (!story.some((one) => one.cancelled)) expect(actual.summary).toEqual(expected.summary);
        expect(await faultsOf(asItArrived.store, "m_1")).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("come to the same when all events arrive at once and their reads and commits interleave in any way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), arrivals, async (scheduler, [story, arriving]) => {
        const world = new MemberWorld();
        const { store } = world;
        const ports = world.ports({
          store: {
            load: scheduler.scheduleFunction((...args: Parameters<typeof store.load>) => store.load(...args)),
            commit: scheduler.scheduleFunction((...args: Parameters<typeof store.commit>) => store.commit(...args)),
            parkedFor: scheduler.scheduleFunction((...args: Parameters<typeof store.parkedFor>) =>
              store.parkedFor(...args),
            ),
            commitTogether: store.commitTogether,
            standingHolds: store.standingHolds,
            ownerOfCoupon: store.ownerOfCoupon,
            dueCoupons: store.dueCoupons,
            due: store.due,
            dueParked: store.dueParked,
          },
        });
        const applying = Promise.all(arriving.map((event) => applyToMember(event, ports)));
        await scheduler.waitFor(applying);
        // Whoever lost five times in a row is brought again by the retry queue, what had been parked among them.
        const lost = (await applying).flatMap((outcome) => (isPoison(outcome) ? [outcome.event] : []));
        await applyAll(world, [...lost, ...world.setAside.map(({ event }) => event)]);
        expect(await outcomeOf(world)).toMatchObject({ balance: pointsOf(story), owed: 0, parked: 0 });
        expect(await faultsOf(store, "m_1")).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("are counted and announced once, whatever call of the applying was the last before it was killed", async () => {
    const story = [
      aRegistration(),
      aRefund(),
      anOrder(),
      anOrder({ orderId: "2", lines: [aLine({ quantity: 2 })] }),
      aRefund({ orderId: "2" }),
      aCancellation({ orderId: "2" }),
    ];
    const whole = new MemberWorld();
    await applyAll(whole, story);
    const expected = await whole.member();
    let killed = 0;
    for (let calls = 1; calls <= 20; calls += 1) {
      const world = new MemberWorld();
      const dying = world.ports({ store: killedAfter(world.store, calls) });
      try {
        for (const event of story) await applyToMember(event, dying);
      } catch (cause) {
        if (!(cause instanceof KilledError)) throw cause;
        killed += 1;
      }
      // The stream brings the whole batch again.
      await applyAll(world, story);
      expect(await world.member(), `killed after call ${calls}`).toEqual(expected);
    }
    // Six events: two calls each, and three more for the refund that was parked.
    expect(killed).toBe(15);
  });
});

describe("the conditions of a commit", () => {
  /** Runs one drawn story on a store that lacks a condition; what is wrong in the end. */
  async function faultsWithout(conditions: Partial<Conditions>, seed: number): Promise<string[]> {
    const [[story, arriving] = [[], []]] = fc.sample(arrivals, { seed, numRuns: 1 });
    let draw = seed;
    let over = false;
    const oneInFive = () => {
      draw = (Math.imul(draw, 1_664_525) + 1_013_904_223) >>> 0;
      return !over && draw >>> 24 < 51;
    };
    const world = new MemberWorld(new InMemoryMemberStore({ conditions, handsOutOldItems: oneInFive }));
    // Two hands on the same member, and items that are older than the head beside them.
    const halves = [arriving.filter((_, at) => at % 2 === 0), arriving.filter((_, at) => at % 2 === 1)];
    const ends = await Promise.allSettled(halves.map((half) => applyAll(world, half)));
    over = true;
    // What was set aside, and what a killed hand had left, comes again.
    await applyAll(world, [...world.setAside.map(({ event }) => event), ...eventsOf(story)]).catch(() => {});
    const thrown = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
    const { account, head } = await world.member();
    const rightBalance = account.balance - account.owed === pointsOf(story);
    return [
      ...thrown,
      ...(await faultsOf(world.store, "m_1")),
      ...(rightBalance ? [] : ["points are not what the orders earned"]),
      ...(head?.parked ? ["something is parked for ever"] : []),
    ];
  }
  const seeds = Array.from({ length: 100 }, (_, at) => at + 1);
  const broken = async (conditions: Partial<Conditions>) => {
    const faults = await Promise.all(seeds.map((seed) => faultsWithout(conditions, seed)));
    return faults.filter((one) => one.length > 0).length;
  };

  it("keep the books right, though reads hand out old items beside a new head", async () => {
    expect(await broken({})).toBe(0);
  });

  it.each<keyof Conditions>(["head", "versions", "claims"])(
    "are all needed: without the one on %s the books break",
    async (condition) => {
      expect(await broken({ [condition]: false })).toBeGreaterThan(0);
    },
  );
});
