import { Temporal } from "temporal-polyfill";
import { daysAfter, shopDay } from "../../programme/shop-day.ts";

/**
 * A day is closed no earlier than this after its end. A commit that was stamped before midnight is stored, or stamped
 * anew, within five minutes; the rest is for clocks that disagree.
 */
const SETTLED_AFTER_MINUTES = 10;

export type OpenDay =
  /** `until` is the last day that this run is to close. */
  | { kind: "open"; day: string; until: string }
  | { kind: "closed"; until: string }
  /** The day asked for is not over, or only just. */
  | { kind: "too-early"; until: string };

/**
 * The next day to close: the one after the last close, so that days that were missed come in their order; of a ledger
 * without a close, the day asked for.
 */
export function findOpenDay(until: string, lastClosed: string | undefined, now: string, timeZone: string): OpenDay {
  const settled = Temporal.Instant.from(now).subtract({ minutes: SETTLED_AFTER_MINUTES }).toString();
  if (shopDay(settled, timeZone) <= until) return { kind: "too-early", until };
  if (lastClosed === undefined) return { kind: "open", day: until, until };
  return lastClosed < until ? { kind: "open", day: daysAfter(lastClosed, 1), until } : { kind: "closed", until };
}
