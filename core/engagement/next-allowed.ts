import type { Temporal } from "temporal-polyfill";
import type { CapReached, Room } from "./caps.ts";
import { type QuietHours, quietUntil } from "./quiet-hours.ts";

/** A moment at which so many messages may be sent, and what stood in the way of an earlier one. */
export interface Allowed {
  at: Temporal.ZonedDateTime;
  /** Undefined when `at` is now. */
  putOffBy: "quiet-hours" | CapReached | undefined;
}

/** A 30-day window empties within 30 days; quiet hours can cost one more. */
const DAYS_LOOKED_AHEAD = 32;

/**
 * The first moment from now on that lies in no quiet hour and on a day with room for `wanted` messages. A day's room
 * only grows as earlier messages leave its windows, so looking day by day finds the first.
 * @param now in the member's own zone.
 * @returns undefined when no day of the next month has room: `wanted` is more than a cap allows at all.
 */
export function nextAllowed(
  now: Temporal.ZonedDateTime,
  quiet: QuietHours,
  wanted: number,
  roomOn: (day: Temporal.PlainDate) => Room,
): Allowed | undefined {
  let at = now;
  let putOffBy: Allowed["putOffBy"];
  for (let looked = 0; looked < DAYS_LOOKED_AHEAD; looked += 1) {
    const quietEnd = quietUntil(at, quiet);
    if (quietEnd) {
      putOffBy ??= "quiet-hours";
      at = quietEnd;
    }
    const room = roomOn(at.toPlainDate());
    if (room.left >= wanted) return { at, putOffBy };
    putOffBy ??= room.tightest;
    at = at.toPlainDate().add({ days: 1 }).toZonedDateTime(at.timeZoneId);
  }
  return undefined;
}
