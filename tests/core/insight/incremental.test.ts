import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUYERS_AT_LEAST, measureIncrement } from "../../../core/insight/incremental.ts";
import type { MemberOutcome } from "../../../core/insight/member-outcomes.ts";
import { DAY_MS, windowFrom } from "../../../core/insight/window.ts";

const AS_OF_MS = 200 * DAY_MS;

const anOutcome = (row: Partial<MemberOutcome> = {}): MemberOutcome => {
  const first = windowFrom(row.enteredAtMs ?? 100 * DAY_MS);
  return {
    memberId: "m_1",
    journey: "welcome",
    arm: "treated",
    armChanged: false,
    enteredAtMs: first.fromMs,
    first,
    windows: [first],
    finished: first.untilMs < AS_OF_MS,
    orders: 0,
    marginMinor: 0,
    priorMarginMinor: 0,
    costMilli: 0,
    ...row,
  };
};

/** `members` rows of an arm, half of whom buy: the buyers' margins are 500, 510, 520, … and again from 500 after 1,490. */
const anArm = (arm: MemberOutcome["arm"], members: number, more: { lift?: number; costMilli?: number } = {}) =>
  Array.from({ length: members }, (_, at) =>
    anOutcome({
      memberId: `${arm}-${at}`,
      arm,
      orders: at % 2,
      marginMinor: (at % 2) * (500 + 10 * ((at >> 1) % 100)) + (more.lift ?? 0),
      costMilli: more.costMilli ?? 0,
    }),
  );

describe("the verdict on a campaign", () => {
  it("is a proven gain when the whole interval after cost lies above zero", () => {
    const increment = measureIncrement(
      [...anArm("treated", 800, { lift: 300, costMilli: 50_000 }), ...anArm("held-out", 200)],
      AS_OF_MS,
    );
    expect(increment).toMatchObject({ verdict: "proven gain", because: "above-zero" });
    expect(increment.afterCost?.low).toBeGreaterThan(0);
    expect(increment.beforeCost?.difference).toBeCloseTo(300, 9);
    expect(increment.afterCost?.difference).toBeCloseTo(250, 9);
    expect(increment.afterCost?.totalMinor).toBe(250 * 800);
  });

  it("is a proven loss when the campaign costs more than it brings, for certain", () => {
    const increment = measureIncrement(
      [...anArm("treated", 800, { lift: 20, costMilli: 250_000 }), ...anArm("held-out", 200)],
      AS_OF_MS,
    );
    expect(increment).toMatchObject({ verdict: "proven loss", because: "below-zero" });
    expect(increment.beforeCost?.difference).toBeGreaterThan(0);
    expect(increment.afterCost?.high).toBeLessThan(0);
  });

  it("is not proven when the interval holds zero, and says how many members and weeks would do", () => {
    const increment = measureIncrement(
      [...anArm("treated", 800, { lift: 40, costMilli: 10_000 }), ...anArm("held-out", 200)],
      AS_OF_MS,
    );
    expect(increment).toMatchObject({ verdict: "not proven", because: "holds-zero" });
    const { atObserved } = increment;
    expect(atObserved?.liftMinor).toBeCloseTo(30, 9);
    expect(atObserved?.power).toBeLessThan(0.8);
    expect(atObserved?.membersStillNeeded).toBe((atObserved?.membersNeeded ?? 0) - 1_000);
    // 1,000 members in 100 days are 70 a week; the last ones need four weeks more.
    expect(atObserved?.weeksStillNeeded).toBe(Math.ceil((atObserved?.membersStillNeeded ?? 0) / 70 + 4));
  });

  it("is not given on fewer buyers than the interval can bear, however clear it looks", () => {
    const increment = measureIncrement(
      [...anArm("treated", 400, { lift: 900 }), ...anArm("held-out", 2 * BUYERS_AT_LEAST - 2)],
      AS_OF_MS,
    );
    expect(increment.afterCost?.low).toBeGreaterThan(0);
    expect(increment).toMatchObject({ verdict: "not proven", because: "too-few-buyers" });
    expect(increment.membersForVerdict).toBe(Math.ceil((458 * BUYERS_AT_LEAST) / (BUYERS_AT_LEAST - 1)));
  });

  it.each([
    ["nobody is held out", anArm("treated", 50)],
    ["one member is held out", [...anArm("treated", 50), anOutcome({ arm: "held-out", marginMinor: 5 })]],
    ["nobody bought", [anOutcome(), anOutcome(), anOutcome({ arm: "held-out" }), anOutcome({ arm: "held-out" })]],
    [
      "the held-out don't differ",
      [...anArm("treated", 50), ...anArm("held-out", 2).map((row) => ({ ...row, orders: 1, marginMinor: 5 }))],
    ],
    ["nobody is there", []],
  ])("is not proven for want of data when %s", (_, outcomes) => {
    expect(measureIncrement(outcomes, AS_OF_MS)).toMatchObject({
      verdict: "not proven",
      because: "not-enough-data",
      beforeCost: undefined,
      afterCost: undefined,
      atObserved: undefined,
    });
  });
});

describe("the comparison", () => {
  it("gives the verdict that its interval gives, at any lift and cost", () => {
    const money = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(money, money, (lift, cost) => {
        const { afterCost, verdict } = measureIncrement(
          [...anArm("treated", 400, { lift, costMilli: cost * 1_000 }), ...anArm("held-out", 400)],
          AS_OF_MS,
        );
        const { low = 0, high = 0 } = afterCost ?? {};
        expect(afterCost?.difference).toBeCloseTo(lift - cost, 6);
        expect(verdict).toBe(low > 0 ? "proven gain" : high < 0 ? "proven loss" : "not proven");
      }),
    );
  });

  it("leaves unfinished windows out, counts them by arm and names the day on which the last one ends", () => {
    const open = [
      anOutcome({ enteredAtMs: 180 * DAY_MS, marginMinor: 1e9, orders: 1 }),
      anOutcome({ enteredAtMs: 190 * DAY_MS, arm: "held-out" }),
    ];
    const finished = [...anArm("treated", 800), ...anArm("held-out", 200)];
    const increment = measureIncrement([...finished, ...open], AS_OF_MS);
    expect(increment.treated).toMatchObject({ enrolled: 801, finished: 800, unfinished: 1 });
    expect(increment.heldOut).toMatchObject({ enrolled: 201, finished: 200, unfinished: 1 });
    expect(increment.unfinishedUntilMs).toBe(218 * DAY_MS);
    expect(increment.afterCost).toEqual(measureIncrement(finished, AS_OF_MS).afterCost);
  });

  it("is as wide after cost as the cost was unevenly spent", () => {
    const even = anArm("treated", 800, { costMilli: 100_000 });
    const uneven = anArm("treated", 800).map((row, at) => ({ ...row, costMilli: at % 20 === 0 ? 2_000_000 : 0 }));
    const width = (rows: MemberOutcome[]): number => {
      const { afterCost } = measureIncrement([...rows, ...anArm("held-out", 200)], AS_OF_MS);
      return (afterCost?.high ?? 0) - (afterCost?.low ?? 0);
    };
    expect(width(uneven)).toBeGreaterThan(width(even) * 1.02);
  });

  it("needs no more members when enough windows are only still open", () => {
    const finished = [...anArm("treated", 80, { lift: 100 }), ...anArm("held-out", 80)];
    const open = Array.from({ length: 4_000 }, (_, at) =>
      anOutcome({ enteredAtMs: (175 + (at % 20)) * DAY_MS, arm: at % 2 === 0 ? "treated" : "held-out" }),
    );
    const { atObserved } = measureIncrement([...finished, ...open], AS_OF_MS);
    expect(atObserved?.membersStillNeeded).toBe(0);
    expect(atObserved?.weeksStillNeeded).toBeGreaterThanOrEqual(1);
    expect(atObserved?.weeksStillNeeded).toBeLessThanOrEqual(4);
  });
});
