import { Temporal } from "temporal-polyfill";

/** The shop sells from London; its file gives local times without a zone. */
export const SHOP_ZONE = "Europe/London";

/**
 * The instant, as ISO 8601 in UTC, of a local time of the shop such as `2011-07-01T09:30:00`. Throws a RangeError
 * when it can't be read. The hour that the autumn doubles is taken as summer time; the shop's own times lie between
 * 06:00 and 21:00, where there is no doubt.
 */
export function shopInstant(local: string): string {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(SHOP_ZONE).toInstant().toString();
}
