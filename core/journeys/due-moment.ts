import { Temporal } from "temporal-polyfill";

/**
 * A moment as due lists sort it: RFC 3339 in UTC with milliseconds. Texts of one form sort as the moments do; "…:00Z"
 * beside "…:00.000Z" would not.
 */
export const dueMoment = (moment: string | Temporal.Instant): string =>
  Temporal.Instant.from(moment).toString({ fractionalSecondDigits: 3 });

/** One minute ahead: when whatever is cut off here is looked at again. */
export const inAMinute = (now: string): string => dueMoment(Temporal.Instant.from(now).add({ minutes: 1 }));

/** Whether a moment has come. */
export const hasCome = (moment: string, now: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(moment), Temporal.Instant.from(now)) <= 0;
