import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayNumber, isoDayOf, NotADayError } from "../../../core/scoring/day-number.ts";

describe("day numbers", () => {
  it("count from 1970-01-01", () => {
    expect(dayNumber("1970-01-01")).toBe(0);
    expect(dayNumber("2011-08-31")).toBe(15217);
    expect(isoDayOf(15217)).toBe("2011-08-31");
  });

  it("lead to the day and back", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => dayNumber(isoDayOf(day)) === day));
  });

  it.each(["2011-02-30", "2011-13-01", "2011-8-1", "2011-08-31T00:00:00Z", ""])("refuse %j", (text) => {
    expect(() => dayNumber(text)).toThrow(NotADayError);
  });
});
