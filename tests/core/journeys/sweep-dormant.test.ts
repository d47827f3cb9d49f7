import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import type { QuietStepReached } from "../../../core/contract/announcement.ts";
import {
  crossings,
  crossingsAfter,
  ladderOf,
  type SweepDormantPorts,
  sweepDormant,
} from "../../../core/journeys/sweep-dormant.ts";
import { daysAfter } from "../../../core/programme/shop-day.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { SnapshotMissingError } from "../../../core/scoring/snapshot.ts";
import { aDormantJourney, aJourney } from "../../support/builders/a-journey.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";

const LADDER = [30, 90, 180];
const row = (memberId: string, lastOrder: string | null) => ({
  memberId,
  lastOrderDay: lastOrder === null ? null : dayNumber(lastOrder),
});
const stepsOf = (lastOrder: string, scope: Parameters<typeof crossings>[2]) =>
  crossings([row("m_1", lastOrder)], LADDER, scope, sha256).map(({ step }) => step);

describe("who crosses a step of silence", () => {
  it("on the day on which the step is full, and on no other", () => {
    const last = "2011-08-02";
    const crossedBy = (asOf: string, after: string) => stepsOf(last, { asOf, after });
    expect(crossedBy("2011-08-31", "2011-08-30")).toEqual([]);
    expect(crossedBy("2011-09-01", "2011-08-31")).toEqual([30]);
    expect(crossedBy("2011-09-02", "2011-09-01")).toEqual([]);
    expect(crossedBy("2011-10-31", "2011-10-30")).toEqual([90]);
    expect(crossedBy("2012-01-29", "2012-01-28")).toEqual([180]);
  });

  it("says since when, and as of which day", () => {
    expect(crossings([row("m_1", "2011-08-02")], LADDER, { asOf: "2011-09-01", after: "2011-08-31" }, sha256)).toEqual([
      { type: "QuietStepReached", memberId: "m_1", step: 30, quietSince: "2011-08-02", asOf: "2011-09-01" },
    ]);
  });

  it("not who was quiet before the programme was live, nor who never ordered", () => {
    const scope = { asOf: "2011-09-01", after: "2011-08-31" };
    expect(stepsOf("2011-08-01", scope)).toEqual([]);
    expect(stepsOf("2010-01-01", scope)).toEqual([]);
    expect(crossings([row("m_1", null)], LADDER, scope, sha256)).toEqual([]);
  });

  it("after missed nights everyone once, by the highest step", () => {
    expect(stepsOf("2011-08-02", { asOf: "2011-09-20", after: "2011-08-31" })).toEqual([30]);
    expect(stepsOf("2011-08-02", { asOf: "2011-11-20", after: "2011-08-31" })).toEqual([90]);
  });

  it("with the backlog by an explicit flag: everyone who is quiet, by the highest step", () => {
    const backlog = { part: 0, of: 1 };
    const scope = { asOf: "2011-09-01", after: "2011-08-31", backlog };
    expect(stepsOf("2011-08-01", scope)).toEqual([30]);
    expect(stepsOf("2010-01-01", scope)).toEqual([180]);
    expect(stepsOf("2011-08-20", scope)).toEqual([]);
  });

  it("a backlog in parts: each member in one of them", () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => row(`m_${n}`, "2010-01-01"));
    const scope = { asOf: "2011-09-01", after: "2011-08-31" };
    const parts = [0, 1, 2].map((part) => crossings(rows, LADDER, { ...scope, backlog: { part, of: 3 } }, sha256));
    expect(
      parts
        .flat()
        .map(({ memberId }) => memberId)
        .sort(),
    ).toEqual(rows.map(({ memberId }) => memberId).sort());
    for (const part of parts) expect(Math.abs(part.length - 333)).toBeLessThan(70);
  });

  it("night after night everyone comes up once for each step, whichever nights are missed", () => {
    const night = fc.integer({ min: 1, max: 25 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.array(night, { minLength: 12, maxLength: 20 }), (since, gaps) => {
        const lastOrder = daysAfter("2011-08-02", since);
        let after = "2011-08-31";
        const steps: number[] = [];
        for (const gap of gaps) {
          const asOf = daysAfter(after, gap);
          steps.push(...stepsOf(lastOrder, { asOf, after }));
          after = asOf;
        }
        const full = LADDER.filter(
          (days) => daysAfter(lastOrder, days) <= after && daysAfter(lastOrder, days) > "2011-08-31",
        );
        expect(steps).toEqual(full);
      }),
    );
  });
});

it("the ladder is every step of the quiet journeys that are on", () => {
  const off = aDormantJourney({ id: "off", enabled: false, trigger: { kind: "quiet", stepsDays: [10] } });
  const vip = aDormantJourney({ id: "vip", trigger: { kind: "quiet", stepsDays: [90, 20] } });
  expect(ladderOf([aJourney(), aDormantJourney(), vip, off])).toEqual([20, 30, 90]);
});

it("crossings count from the last sweep, and never from before the programme was live", () => {
  const programme = aProgramme({ liveSince: "2011-08-31" });
  expect(crossingsAfter(programme, undefined)).toBe("2011-08-31");
  expect(crossingsAfter(programme, "2011-08-01")).toBe("2011-08-31");
  expect(crossingsAfter(programme, "2011-09-10")).toBe("2011-09-10");
});

describe("the sweep", () => {
  function world() {
    const enrolled: QuietStepReached[] = [];
    const state = { mark: undefined as string | undefined, diesAfterShards: Number.POSITIVE_INFINITY };
    const shards = [[row("m_1", "2011-08-02"), row("m_2", "2011-08-20")], [row("m_3", "2011-08-02")]];
    const savedAt = { savedAt: "2011-08-01T00:00:00Z", savedBy: "k_1", version: 1 };
    const ports: SweepDormantPorts = {
      programme: {
        programme: async () => ({ ...savedAt, value: aProgramme() }),
        journeys: async () => [{ ...savedAt, value: aDormantJourney() }],
      },
      snapshots: {
        readCuts: async (asOf) => {
          if (asOf > "2011-09-05") throw new SnapshotMissingError(asOf);
          return { asOf, shards: 2, members: 3, scored: 3, cuts: null };
        },
        readSnapshot: async (_asOf, shard) => {
          if (shard >= state.diesAfterShards) throw new Error("out of memory");
          return (shards[shard] ?? []) as never[];
        },
      },
      marks: {
        lastSweep: async () => state.mark,
        markSweep: async (asOf) => {
          state.mark = asOf;
        },
      },
      enrol: async (reached) => {
        enrolled.push(...reached);
      },
      hash: sha256,
    };
    return { enrolled, state, ports, members: () => enrolled.map(({ memberId }) => memberId) };
  }

  it("goes through every shard, and a second time over the same night tells of nobody", async () => {
    const { ports, members, state } = world();
    expect(await sweepDormant("2011-09-01", undefined, ports)).toEqual({ after: "2011-08-31", reached: 2 });
    expect(members()).toEqual(["m_1", "m_3"]);
    expect(state.mark).toBe("2011-09-01");
    expect(await sweepDormant("2011-09-01", undefined, ports)).toEqual({ after: "2011-09-01", reached: 0 });
  });

  it("cut off in the middle, it is done again from the same mark: nobody is lost", async () => {
    const { ports, members, state } = world();
    state.diesAfterShards = 1;
    await expect(sweepDormant("2011-09-01", undefined, ports)).rejects.toThrow("out of memory");
    expect(state.mark).toBeUndefined();
    state.diesAfterShards = 9;
    await sweepDormant("2011-09-01", undefined, ports);
    expect(members()).toEqual(["m_1", "m_1", "m_3"]);
  });

  it("a night run again late doesn't set the mark back", async () => {
    const { ports, state } = world();
    await sweepDormant("2011-09-03", undefined, ports);
    await sweepDormant("2011-09-01", undefined, ports);
    expect(state.mark).toBe("2011-09-03");
  });

  it("a night without its snapshot is refused by name", async () => {
    await expect(sweepDormant("2011-09-06", undefined, world().ports)).rejects.toThrow(SnapshotMissingError);
  });
});
