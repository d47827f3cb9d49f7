import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { counted, roomOn } from "../../../core/engagement/caps.ts";
import { aContactItem } from "../../support/builders/a-contact-item.ts";

const CAPS = { perDay: 2, per7Days: 4, per30DaysOfJourney: 5 };
const day = (text: string) => Temporal.PlainDate.from(text);

test("a day's room is what its tightest cap leaves", () => {
  const fresh = aContactItem();
  expect(roomOn(fresh, "welcome", day("2011-09-10"), CAPS)).toEqual({ left: 2, tightest: "cap-per-day" });
  const busy = aContactItem({ sentOn: { "2011-09-04": 2, "2011-09-08": 1, "2011-09-03": 2 } });
  // The 3rd is the eighth day back, the 4th the seventh.
  expect(roomOn(busy, "welcome", day("2011-09-10"), CAPS)).toEqual({ left: 1, tightest: "cap-per-7-days" });
  expect(roomOn(busy, "welcome", day("2011-09-11"), CAPS)).toEqual({ left: 2, tightest: "cap-per-day" });
});

test("a journey's own cap looks at its own messages of 30 days", () => {
  const contact = aContactItem({ sentOnByJourney: { "welcome#2011-09-01": 5, "dormant#2011-09-09": 3 } });
  expect(roomOn(contact, "welcome", day("2011-09-30"), CAPS)).toEqual({
    left: 0,
    tightest: "cap-per-30-days-of-journey",
  });
  expect(roomOn(contact, "welcome", day("2011-10-01"), CAPS).left).toBe(2);
  expect(roomOn(contact, "dormant", day("2011-09-30"), CAPS).left).toBe(2);
});

test("one more message counts for its day, over all journeys and for its own", () => {
  const contact = counted(aContactItem({ sentOn: { "2011-09-01": 1 } }), "welcome", "2011-09-01");
  expect(contact).toMatchObject({ sentOn: { "2011-09-01": 2 }, sentOnByJourney: { "welcome#2011-09-01": 1 } });
});

test("days that no cap looks at are forgotten, so the contact stays small", () => {
  let contact = aContactItem();
  for (let at = 0; at < 200; at += 1) {
    contact = counted(contact, "welcome", day("2011-01-01").add({ days: at }).toString());
  }
  expect(Object.keys(contact.sentOn)).toHaveLength(32);
  expect(Object.keys(contact.sentOnByJourney)).toHaveLength(32);
});

test("forgetting changes no cap's answer", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }), (offsets) => {
      const days = offsets.toSorted((a, b) => a - b).map((offset) => day("2011-01-01").add({ days: offset }));
      const contact = days.reduce((soFar, on) => counted(soFar, "welcome", on.toString()), aContactItem());
      const last = days.at(-1) ?? day("2011-01-01");
      const within = (span: number) => days.filter((on) => on.until(last).total("days") < span).length;
      expect(roomOn(contact, "welcome", last, { perDay: 99, per7Days: 99, per30DaysOfJourney: 99 }).left).toBe(
        99 - within(30),
      );
      expect(roomOn(contact, "other", last, { perDay: 99, per7Days: 99, per30DaysOfJourney: 99 }).left).toBe(
        99 - within(7),
      );
    }),
  );
});
