const MS_PER_DAY = 86_400_000;

/** A text that should be a day is none. */
export class NotADayError extends Error {
  override readonly name = "NotADayError";
}

/** Days since 1970-01-01 of a day such as '2011-08-31'. @throws NotADayError for anything else. */
export function dayNumber(isoDay: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(isoDay) ? Date.parse(isoDay) : Number.NaN;
  // Date.parse takes 31 February for 3 March: only what comes back as it went in is a day.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== isoDay) {
    throw new NotADayError(`"${isoDay}" is no day of the form YYYY-MM-DD`);
  }
  return ms / MS_PER_DAY;
}

/** The day, 'YYYY-MM-DD', that lies so many days after 1970-01-01. */
export function isoDayOf(dayNumber: number): string {
  return new Date(dayNumber * MS_PER_DAY).toISOString().slice(0, 10);
}
