import type { Temporal } from "temporal-polyfill";
import { isWithin } from "../programme/clock-time.ts";

/** Hours in which nobody is written to, "HH:MM" in the member's zone; `from` may be later than `to` (overnight). */
export interface QuietHours {
  from: string;
  to: string;
}

/**
 * When the quiet hours that a moment lies in are over, or undefined when it lies in none. `from` belongs to them, `to`
 * doesn't. Where clocks go back, `to` comes twice and the later one counts; where they go forward over `to`, the first
 * moment after the gap does: so the answer is always later than the moment and lies in no quiet hour.
 */
export function quietUntil(moment: Temporal.ZonedDateTime, quiet: QuietHours): Temporal.ZonedDateTime | undefined {
  const hour = moment.toPlainTime().toString({ smallestUnit: "minute" });
  if (!isWithin(hour, quiet)) return undefined;
  // Overnight, the evening's part ends on the next day.
  const endDay = hour < quiet.to ? moment.toPlainDate() : moment.toPlainDate().add({ days: 1 });
  return endDay.toPlainDateTime(quiet.to).toZonedDateTime(moment.timeZoneId, { disambiguation: "later" });
}
