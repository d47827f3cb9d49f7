import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { roomOn } from "../../../core/engagement/caps.ts";
import { nextAllowed } from "../../../core/engagement/next-allowed.ts";
import { quietUntil } from "../../../core/engagement/quiet-hours.ts";
import { aContactItem } from "../../support/builders/a-contact-item.ts";

const NIGHT = { from: "21:00", to: "09:00" };
const CAPS = { perDay: 1, per7Days: 2, per30DaysOfJourney: 3 };
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/London]`);

function allowed(moment: string, sentOn: Record<string, number> = {}, wanted = 1) {
  const contact = aContactItem({ sentOn });
  const found = nextAllowed(at(moment), NIGHT, wanted, (day) => roomOn(contact, "welcome", day, CAPS));
  return found && `${found.at.toPlainDateTime()} ${found.putOffBy ?? "now"}`;
}

test("in the day and under every cap, now", () => {
  expect(allowed("2011-09-01T11:00")).toBe("2011-09-01T11:00:00 now");
});

test("at night, in the morning", () => {
  expect(allowed("2011-09-01T22:00")).toBe("2011-09-02T09:00:00 quiet-hours");
});

test("over the day's cap, the next morning and not at midnight", () => {
  expect(allowed("2011-09-01T11:00", { "2011-09-01": 1 })).toBe("2011-09-02T09:00:00 cap-per-day");
});

test("over the week's cap, the morning of the day on which the window has room", () => {
  expect(allowed("2011-09-07T11:00", { "2011-09-01": 1, "2011-09-06": 1 })).toBe("2011-09-08T09:00:00 cap-per-7-days");
});

test("more at once than a cap ever allows: never", () => {
  expect(allowed("2011-09-01T11:00", {}, 2)).toBeUndefined();
});

test("it is never quiet then, there is room then, and no earlier day with room was passed over", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 * 24 * 60 }),
      // Messages of the last five weeks; a member who flew west may have had one "tomorrow".
      fc.array(fc.tuple(fc.integer({ min: -35, max: 1 }), fc.integer({ min: 1, max: 3 }))),
      (minutes, sent) => {
        const now = at("2011-08-20T00:00").add({ minutes });
        const sentOn = Object.fromEntries(sent.map(([days, count]) => [`${now.toPlainDate().add({ days })}`, count]));
        const contact = aContactItem({ sentOn });
        const room = (day: Temporal.PlainDate) => roomOn(contact, "welcome", day, CAPS);
        const found = nextAllowed(now, NIGHT, 1, room);
        if (!found) throw new Error("one message always finds a day");
        expect(quietUntil(found.at, NIGHT)).toBeUndefined();
        expect(room(found.at.toPlainDate()).left).toBeGreaterThanOrEqual(1);
        for (
          let day = now.toPlainDate().add({ days: 1 });
          day.until(found.at.toPlainDate()).days > 0;
          day = day.add({ days: 1 })
        ) {
          expect(room(day).left).toBeLessThan(1);
        }
      },
    ),
    { numRuns: 200 },
  );
});
