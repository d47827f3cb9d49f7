import { Temporal } from "temporal-polyfill";
import type { JourneyStep } from "../programme/programme.ts";
import { dueMoment } from "./due-moment.ts";

/** Hours in which nobody is written to, "HH:MM" in the member's zone; `from` may be later than `to` (overnight). */
export interface QuietHours {
  from: string;
  to: string;
}

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

/** The moment itself, or the end of the quiet hours that it lies in. `from` belongs to them, `to` doesn't. */
function afterQuietHours(moment: Temporal.ZonedDateTime, { from, to }: QuietHours): Temporal.ZonedDateTime {
  const time = moment.toPlainTime();
  const sinceFrom = Temporal.PlainTime.compare(time, from) >= 0;
  const beforeTo = Temporal.PlainTime.compare(time, to) < 0;
  const overnight = Temporal.PlainTime.compare(from, to) > 0;
  if (overnight ? !sinceFrom && !beforeTo : !(sinceFrom && beforeTo)) return moment;
  const day = overnight && sinceFrom ? moment.add({ days: 1 }) : moment;
  return day.withPlainTime(to);
}
