import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { quietUntil } from "../../../core/engagement/quiet-hours.ts";
import { outsideQuietHours, waitMoment } from "../../../core/journeys/wait-moment.ts";

const NIGHT = { from: "21:00", to: "09:00" };
const LONDON = "Europe/London";

describe("a wait's moment", () => {
  it("lies so many calendar days on, at the step's hour in the member's zone", () => {
    const step = { afterDays: 3, atHour: "10:00" };
    expect(waitMoment(step, "2011-09-01T15:30:00Z", LONDON, NIGHT)).toBe("2011-09-04T09:00:00.000Z");
    expect(waitMoment(step, "2011-09-01T15:30:00Z", "Asia/Shanghai", NIGHT)).toBe("2011-09-04T02:00:00.000Z");
    expect(waitMoment(step, "2011-09-01T17:30:00Z", "Asia/Shanghai", NIGHT)).toBe("2011-09-05T02:00:00.000Z");
  });

  it("keeps the time of day when the step names none", () => {
    expect(waitMoment({ afterDays: 7 }, "2011-09-01T11:20:30Z", LONDON, NIGHT)).toBe("2011-09-08T11:20:30.000Z");
  });

  it("keeps the hour when the clocks change in between", () => {
    // London puts its clocks back on 30 October 2011: ten in the morning is 09:00 UTC before and 10:00 UTC after.
    const step = { afterDays: 3, atHour: "10:00" };
    expect(waitMoment(step, "2011-10-28T08:00:00Z", LONDON, NIGHT)).toBe("2011-10-31T10:00:00.000Z");
    expect(waitMoment({ afterDays: 3 }, "2011-10-28T11:00:00Z", LONDON, NIGHT)).toBe("2011-10-31T12:00:00.000Z");
  });

  it("is the next day's hour when today's has passed", () => {
    const step = { afterDays: 0, atHour: "10:00" };
    expect(waitMoment(step, "2011-09-01T08:00:00Z", LONDON, NIGHT)).toBe("2011-09-01T09:00:00.000Z");
    expect(waitMoment(step, "2011-09-01T15:00:00Z", LONDON, NIGHT)).toBe("2011-09-02T09:00:00.000Z");
  });

  it("moves out of the quiet hours to their end", () => {
    const at = (atHour: string) => waitMoment({ afterDays: 1, atHour }, "2011-09-01T15:00:00Z", LONDON, NIGHT);
    expect(at("22:30")).toBe("2011-09-03T08:00:00.000Z");
    expect(at("06:00")).toBe("2011-09-02T08:00:00.000Z");
    expect(at("09:00")).toBe("2011-09-02T08:00:00.000Z");
    expect(at("20:59")).toBe("2011-09-02T19:59:00.000Z");
  });

  it("is never before its base, never in the quiet hours, and at most a day and a night later than asked for", () => {
    const hour = fc.integer({ min: 0, max: 23 }).map((n) => `${String(n).padStart(2, "0")}:00`);
    const zone = fc.constantFrom(
      "Europe/London",
      "Asia/Shanghai",
      "America/New_York",
      "Pacific/Apia",
      "Australia/Lord_Howe",
    );
    const base = fc.date({ min: new Date("2010-01-01"), max: new Date("2013-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(
        base,
        fc.integer({ min: 0, max: 59 }),
        fc.option(hour, { nil: undefined }),
        hour,
        hour,
        zone,
        (date, afterDays, atHour, from, to, timeZone) => {
          fc.pre(from !== to);
          const step = { afterDays, ...(atHour === undefined ? {} : { atHour }) };
          const moment = Temporal.Instant.from(waitMoment(step, date.toISOString(), timeZone, { from, to }));
          const start = Temporal.Instant.fromEpochMilliseconds(date.getTime());
          expect(Temporal.Instant.compare(moment, start)).toBeGreaterThanOrEqual(0);
          expect(quietUntil(moment.toZonedDateTimeISO(timeZone), { from, to })).toBeUndefined();
          expect(start.until(moment).total("hours")).toBeLessThan((afterDays + 2) * 24 + 26);
        },
      ),
    );
  });
});

it("a message that was put off into the quiet hours waits for their end too", () => {
  expect(outsideQuietHours("2011-09-01T21:30:00Z", LONDON, NIGHT)).toBe("2011-09-02T08:00:00.000Z");
  expect(outsideQuietHours("2011-09-01T12:00:00Z", LONDON, NIGHT)).toBe("2011-09-01T12:00:00.000Z");
});
