import { Temporal } from "temporal-polyfill";

/** The shop's day, 'YYYY-MM-DD', on which a moment (RFC 3339) falls in the shop's time zone. */
export const shopDay = (moment: string, timeZone: string): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** The moment at which a shop's day is over: the start of the next one, UTC with milliseconds. */
export const endOfShopDay = (day: string, timeZone: string): string =>
  Temporal.PlainDate.from(day)
    .add({ days: 1 })
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString({ smallestUnit: "millisecond" });

/** The day that lies `days` after another. */
export const daysAfter = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();
