import { Temporal } from "temporal-polyfill";

/** Days over which an enrolment is judged. */
export const WINDOW_DAYS = 28;
/** Days before it that tell members apart who would have spent differently anyway (for the adjusted estimate only). */
export const PRE_PERIOD_DAYS = 180;

export const DAY_MS = 86_400_000;

/** A stretch of time in epoch milliseconds; who uses it says which ends belong to it. */
export interface Window {
  fromMs: number;
  untilMs: number;
}

/** Epoch milliseconds of an RFC 3339 instant. @throws RangeError when it is none. */
export function instantMs(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

/** The moment at which the shop's day ends, in epoch milliseconds: the as-of day is inclusive. */
export function endOfDayMs(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
}

/** The window that an enrolment opens: 28 times 24 hours, so that every member's is equally long. */
export function windowFrom(enteredAtMs: number): Window {
  return { fromMs: enteredAtMs, untilMs: enteredAtMs + WINDOW_DAYS * DAY_MS };
}

/** An order counts when it was paid after the member entered: the order that brought a member in is not its result. */
export function bringsOrder(window: Window, paidAtMs: number): boolean {
  return window.fromMs < paidAtMs && paidAtMs <= window.untilMs;
}

/** A cost counts from the very moment of entering: the first message is sent in it. */
export function bringsCost(window: Window, atMs: number): boolean {
  return window.fromMs <= atMs && atMs <= window.untilMs;
}
