import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { quietUntil } from "../../../core/engagement/quiet-hours.ts";

const NIGHT = { from: "21:00", to: "09:00" };
const NOON = { from: "12:00", to: "14:00" };
const at = (text: string) => Temporal.ZonedDateTime.from(text);
const endOf = (text: string, quiet = NIGHT) => quietUntil(at(text), quiet)?.toString({ timeZoneName: "never" });

describe("hours over midnight", () => {
  test.each([
    ["the evening lasts until the next morning", "2011-09-01T21:00[Europe/London]", "2011-09-02T09:00:00+01:00"],
    ["a minute before midnight too", "2011-09-01T23:59[Europe/London]", "2011-09-02T09:00:00+01:00"],
    ["the small hours last until the same morning", "2011-09-02T03:30[Europe/London]", "2011-09-02T09:00:00+01:00"],
    ["the last second", "2011-09-02T08:59:59[Europe/London]", "2011-09-02T09:00:00+01:00"],
    ["elsewhere it is another hour", "2011-09-01T23:00[Asia/Shanghai]", "2011-09-02T09:00:00+08:00"],
  ])("%s", (_what, moment, end) => {
    expect(endOf(moment)).toBe(end);
  });

  test("nine in the morning is open, and so is a second before nine in the evening", () => {
    expect(endOf("2011-09-02T09:00[Europe/London]")).toBeUndefined();
    expect(endOf("2011-09-02T20:59:59[Europe/London]")).toBeUndefined();
  });
});

test("hours within a day", () => {
  expect(endOf("2011-09-02T12:00[Europe/London]", NOON)).toBe("2011-09-02T14:00:00+01:00");
  expect(endOf("2011-09-02T14:00[Europe/London]", NOON)).toBeUndefined();
  expect(endOf("2011-09-02T11:59[Europe/London]", NOON)).toBeUndefined();
});

describe("when the clocks change", () => {
  test("nine in the morning is nine in the morning, an hour earlier or later", () => {
    expect(endOf("2011-10-29T22:00[Europe/London]")).toBe("2011-10-30T09:00:00+00:00");
    expect(endOf("2012-03-24T22:00[Europe/London]")).toBe("2012-03-25T09:00:00+01:00");
  });

  test("an end that comes twice is the later one: the hour is quiet both times", () => {
    const quiet = { from: "21:00", to: "01:30" };
    expect(endOf("2011-10-30T01:10+00:00[Europe/London]", quiet)).toBe("2011-10-30T01:30:00+00:00");
    expect(endOf("2011-10-30T01:10+01:00[Europe/London]", quiet)).toBe("2011-10-30T01:30:00+00:00");
  });

  test("an end that never comes is the first moment after the gap that isn't quiet", () => {
    expect(endOf("2012-03-25T00:30[Europe/London]", { from: "21:00", to: "01:30" })).toBe("2012-03-25T02:30:00+01:00");
  });
});

test("the end is later than the moment, within a day and an hour, and not quiet", () => {
  const hour = fc
    .integer({ min: 0, max: 1_439 })
    .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse("2011-01-01"), max: Date.parse("2013-01-01") }),
      fc.constantFrom("Europe/London", "Asia/Shanghai", "Australia/Lord_Howe", "America/New_York", "UTC"),
      hour,
      hour,
      (millis, zone, from, to) => {
        fc.pre(from !== to);
        const moment = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(zone);
        const end = quietUntil(moment, { from, to });
        if (!end) return;
        expect(Temporal.ZonedDateTime.compare(end, moment)).toBe(1);
        expect(moment.until(end).total("hours")).toBeLessThanOrEqual(25);
        expect(quietUntil(end, { from, to })).toBeUndefined();
      },
    ),
    { numRuns: 500 },
  );
});
