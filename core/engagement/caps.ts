import { Temporal } from "temporal-polyfill";
import type { ContactItem } from "./contact.ts";

/** How many messages a member may get: over all journeys, and of one journey. */
export interface Caps {
  perDay: number;
  per7Days: number;
  per30DaysOfJourney: number;
}

export type CapReached = "cap-per-day" | "cap-per-7-days" | "cap-per-30-days-of-journey";

/** What may still be sent on a day: the tightest cap and how many it leaves. */
export interface Room {
  left: number;
  tightest: CapReached;
}

type Counted = Pick<ContactItem, "sentOn" | "sentOnByJourney">;

/** A count is needed for the 30 days that end with a day; one more, for a member who travels back over midnight. */
const DAYS_KEPT = 31;

function sumOf(counts: Record<string, number>, prefix: string, day: Temporal.PlainDate, days: number): number {
  let sum = 0;
  for (let back = 0; back < days; back += 1) sum += counts[`${prefix}${day.subtract({ days: back })}`] ?? 0;
  return sum;
}

/** Room on a day, in the member's own calendar; windows of 7 and 30 days end with that day. */
export function roomOn(
  { sentOn, sentOnByJourney }: Counted,
  journey: string,
  day: Temporal.PlainDate,
  caps: Caps,
): Room {
  const rooms: Room[] = [
    { tightest: "cap-per-day", left: caps.perDay - sumOf(sentOn, "", day, 1) },
    { tightest: "cap-per-7-days", left: caps.per7Days - sumOf(sentOn, "", day, 7) },
    {
      tightest: "cap-per-30-days-of-journey",
      left: caps.per30DaysOfJourney - sumOf(sentOnByJourney, `${journey}#`, day, 30),
    },
  ];
  return rooms.reduce((a, b) => (b.left < a.left ? b : a));
}

/** The contact after one more message of a journey; days that no cap looks at any more are forgotten. */
export function counted<C extends Counted>(contact: C, journey: string, localDay: string): C {
  const oldest = Temporal.PlainDate.from(localDay).subtract({ days: DAYS_KEPT }).toString();
  const kept = (counts: Record<string, number>): Record<string, number> =>
    Object.fromEntries(
      Object.entries(counts).filter(([key, count]) => count > 0 && key.slice(-oldest.length) >= oldest),
    );
  const plusOne = (counts: Record<string, number>, key: string) => ({ ...counts, [key]: (counts[key] ?? 0) + 1 });
  return {
    ...contact,
    sentOn: plusOne(kept(contact.sentOn), localDay),
    sentOnByJourney: plusOne(kept(contact.sentOnByJourney), `${journey}#${localDay}`),
  };
}
