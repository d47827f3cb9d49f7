import { Temporal } from "temporal-polyfill";
import { type QuietHours, quietUntil } from "../engagement/quiet-hours.ts";
import type { JourneyStep } from "../programme/programme.ts";
import { dueMoment } from "./due-moment.ts";

/**
 * When a wait of a plan is over: so many calendar days of the member's after `base`, at the step's hour (or base's own
 * time of day), moved out of the quiet hours to their end. With an hour that has passed on the very day, the next day's.
 * @param base RFC 3339: the entry, or when the wait was opened, as the machine counts.
 * @returns a due moment (RFC 3339, UTC, milliseconds).
 */
export function waitMoment(
  { afterDays = 0, atHour }: Pick<JourneyStep, "afterDays" | "atHour">,
  base: string,
  timeZone: string,
  quietHours: QuietHours,
): string {
  const start = Temporal.Instant.from(base).toZonedDateTimeISO(timeZone);
  const day = start.add({ days: afterDays });
  const wished = atHour === undefined ? day : day.withPlainTime(atHour);
  const reached = Temporal.ZonedDateTime.compare(wished, start) < 0 ? wished.add({ days: 1 }) : wished;
  return dueMoment(afterQuietHours(reached, quietHours).toInstant());
}

/** The same for a moment that somebody else worked out. */
export const outsideQuietHours = (moment: string, timeZone: string, quietHours: QuietHours): string =>
  dueMoment(afterQuietHours(Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone), quietHours).toInstant());

const afterQuietHours = (moment: Temporal.ZonedDateTime, quietHours: QuietHours): Temporal.ZonedDateTime =>
  quietUntil(moment, quietHours) ?? moment;
