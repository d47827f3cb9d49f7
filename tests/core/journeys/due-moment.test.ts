import fc from "fast-check";
import { expect, it } from "vitest";
import { dueMoment, hasCome, inAMinute } from "../../../core/journeys/due-moment.ts";

it("texts of due moments sort as the moments do, however they were written", () => {
  expect(dueMoment("2011-09-01T10:00:00Z")).toBe(dueMoment("2011-09-01T11:00:00.000+01:00"));
  const date = fc.date({ min: new Date("2000-01-01"), max: new Date("2050-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(date, date, (a, b) => {
      const [x, y] = [dueMoment(a.toISOString().replace(".000Z", "Z")), dueMoment(b.toISOString())];
      return Math.sign(a.getTime() - b.getTime()) === (x < y ? -1 : x > y ? 1 : 0);
    }),
  );
});

it("a moment has come at itself", () => {
  expect(hasCome("2011-09-01T10:00:00Z", "2011-09-01T10:00:00.000Z")).toBe(true);
  expect(hasCome("2011-09-01T10:00:00.001Z", "2011-09-01T10:00:00.000Z")).toBe(false);
  expect(inAMinute("2011-12-31T23:59:30Z")).toBe("2012-01-01T00:00:30.000Z");
});
