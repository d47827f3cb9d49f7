import { describe, expect, it } from "vitest";
import { type PlanSettings, planDays } from "../../../tools/main-job/plan-days.ts";
import { sampleEvents } from "../../../tools/main-job/sample-events.ts";
import { loadSample } from "../../../tools/sample/load-sample.ts";

const sample = loadSample("samples");
const { history, live } = sampleEvents(sample, "2011-08-31T23:00:00Z");
const settings: PlanSettings = {
  from: "2011-09-01",
  to: "2011-11-30",
  timeZone: "Europe/London",
  seeds: { duplicates: "1", disorder: "1" },
  duplicateShare: 0.1,
  lateRefundShare: 0.3,
  lateOrderShare: 0,
};
const names = (days: ReturnType<typeof planDays>) =>
  days.map((day) => [...new Set(day.events.map((event) => event.eventId))].sort());

describe("the days of a replay", () => {
  const days = planDays(live, settings);
  const posted = days.flatMap((day) => day.events);

  it("hold every event of the period at least once, and some twice", () => {
    const within = live.filter((event) => event.occurredAt < "2011-12-01T00:00:00Z");
    expect(new Set(posted.map((event) => event.eventId)).size).toBe(within.length);
    const duplicates = days.reduce((sum, day) => sum + day.duplicates, 0);
    expect(posted.length).toBe(within.length + duplicates);
    expect(duplicates).toBeGreaterThan(20);
  });

  it("run from the first to the last of September to November", () => {
    expect(days.length).toBe(91);
    expect(days.at(0)?.day).toBe("2011-09-01");
    expect(days.at(-1)?.day).toBe("2011-11-30");
  });

  it("never bring an event before it occurred", () => {
    for (const day of days) for (const event of day.events) expect(event.occurredAt.slice(0, 10) <= day.day).toBe(true);
  });

  it("keep each event's day when the seed of the disorder changes, and move its place", () => {
    const other = planDays(live, { ...settings, seeds: { duplicates: "1", disorder: "2" } });
    expect(names(other)).toEqual(names(days));
    expect(other.map((day) => day.events.map((event) => event.eventId))).not.toEqual(
      days.map((day) => day.events.map((event) => event.eventId)),
    );
  });

  it("bring some refunds days late, whatever the seeds", () => {
    const late = days.reduce((sum, day) => sum + day.late, 0);
    expect(late).toBeGreaterThan(5);
    const other = planDays(live, { ...settings, seeds: { duplicates: "9", disorder: "9" } });
    expect(other.reduce((sum, day) => sum + day.late, 0)).toBe(late);
  });
});

describe("history", () => {
  it("is everything until the last day of August, marked as such", () => {
    expect(history.every((event) => event.historic === true && event.occurredAt < "2011-08-31T23:00:00Z")).toBe(true);
    expect(history.length + live.length).toBe(sample.members.length + sample.orders.length + sample.refunds.length);
  });
});
