import { describe, expect, it } from "vitest";
import { decideWait, type WaitFacts, WaitWithoutMomentError } from "../../../core/journeys/decide-wait.ts";
import type { Wait } from "../../../core/journeys/enrolment.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { applyOrder, emptySummary } from "../../../core/scoring/summary.ts";
import { aDormantEnrolment, anEnrolment } from "../../support/builders/an-enrolment.ts";

const SETTING = { timeZone: "Europe/London", quietHours: { from: "21:00", to: "09:00" } };
const aWait = (change: Partial<Wait> = {}): Wait => ({
  enrolmentId: "e_1",
  memberId: "m_1",
  journey: "welcome",
  step: "wait-day-3",
  token: "t",
  dueAt: "2011-09-02T10:01:00.000Z",
  armed: false,
  openedAt: "2011-09-02T10:00:00.000Z",
  ...change,
});
/** A newcomer's wait for day 3, opened a day after the entry on 1 September at 11:00 in London. */
const facts = (change: Partial<WaitFacts> = {}): WaitFacts => ({
  wait: aWait(),
  enrolment: anEnrolment({ state: "started" }),
  summary: undefined,
  setting: SETTING,
  now: "2011-09-02T10:00:00.000Z",
  ...change,
});
const orders = (...days: string[]) =>
  days.reduce(
    (summary, day) => applyOrder(summary, { orderDay: dayNumber(day), netMinor: 100, goodsMinor: 100 }),
    emptySummary(),
  );

describe("until when a wait lasts", () => {
  it("of a welcome: counted from the entry, however late the wait was opened", () => {
    expect(decideWait(facts())).toEqual({ kind: "wait", dueAt: "2011-09-04T09:00:00.000Z" });
    const seven = aWait({ step: "wait-day-7", openedAt: "2011-09-06T20:00:00.000Z" });
    expect(decideWait(facts({ wait: seven }))).toEqual({ kind: "wait", dueAt: "2011-09-08T09:00:00.000Z" });
  });

  it("of a wake-up: counted from when the wait was opened", () => {
    const wait = aWait({ journey: "dormant", step: "wait-for-order" });
    expect(decideWait(facts({ wait, enrolment: aDormantEnrolment({ state: "started" }) }))).toEqual({
      kind: "wait",
      dueAt: "2011-09-09T09:00:00.000Z",
    });
  });

  it("of a message that was put off: until then, and not in the quiet hours", () => {
    const until = (moment: string) => decideWait(facts({ wait: aWait({ step: "welcome@then", until: moment }) }));
    expect(until("2011-09-02T12:00:00Z")).toEqual({ kind: "wait", dueAt: "2011-09-02T12:00:00.000Z" });
    expect(until("2011-09-02T22:00:00Z")).toEqual({ kind: "wait", dueAt: "2011-09-03T08:00:00.000Z" });
  });

  it("once armed: until the moment that it has, which somebody may have moved", () => {
    const wait = aWait({ armed: true, dueAt: "2011-09-03T00:00:00.000Z" });
    expect(decideWait(facts({ wait, setting: undefined }))).toEqual({
      kind: "wait",
      dueAt: "2011-09-03T00:00:00.000Z",
    });
  });
});

describe("why a wait is over", () => {
  it("its time has come, at the very moment and not before", () => {
    expect(decideWait(facts({ now: "2011-09-04T08:59:59.999Z" })).kind).toBe("wait");
    expect(decideWait(facts({ now: "2011-09-04T09:00:00.000Z" }))).toEqual({ kind: "wake", reason: "time" });
    expect(decideWait(facts({ now: "2011-12-04T09:00:00.000Z" }))).toEqual({ kind: "wake", reason: "time" });
  });

  it("the goal was reached: it counts before the time, however late somebody looks", () => {
    const summary = orders("2011-08-01", "2011-09-02");
    expect(decideWait(facts({ summary }))).toEqual({ kind: "wake", reason: "goal" });
    expect(decideWait(facts({ summary, now: "2011-12-04T09:00:00.000Z" }))).toEqual({ kind: "wake", reason: "goal" });
    expect(decideWait(facts({ summary: orders("2011-09-02") })).kind).toBe("wait");
  });

  it("the enrolment was closed meanwhile", () => {
    expect(decideWait(facts({ enrolment: anEnrolment({ state: "closed" }) }))).toEqual({
      kind: "wake",
      reason: "left",
    });
  });
});

it("a wait that the plan doesn't know is a fault of ours, and says so", () => {
  expect(() => decideWait(facts({ wait: aWait({ step: "wait-day-99" }) }))).toThrow(WaitWithoutMomentError);
  expect(() => decideWait(facts({ setting: undefined }))).toThrow(WaitWithoutMomentError);
});
