import type { QuietStepReached } from "../contract/announcement.ts";
import { endOfShopDay } from "../programme/shop-day.ts";

/**
 * What a journey may be entered on. `key` names it for good: the same occasion arriving twice, or by another way, has
 * the same key, and with the member and the journey it makes the enrolment's id.
 */
export type JourneyOccasion =
  | { kind: "joining"; key: string; occurredAt: string }
  | { kind: "quiet"; key: string; occurredAt: string; step: number; quietSince: string };

/** A member joins once, whatever it was that told us. */
export const joining = (occurredAt: string): JourneyOccasion => ({ kind: "joining", key: "joining", occurredAt });

/** A step of silence since a given order's day. It counts as old as the day whose night found it. */
export const quiet = ({ step, quietSince, asOf }: QuietStepReached, shopTimeZone: string): JourneyOccasion => ({
  kind: "quiet",
  key: `quiet:${step}:${quietSince}`,
  occurredAt: endOfShopDay(asOf, shopTimeZone),
  step,
  quietSince,
});

/** The occasion's name in a record makes no sense. */
export class UnknownOccasionError extends Error {
  constructor(key: string) {
    super(`no occasion is called ${key}`);
    this.name = "UnknownOccasionError";
  }
}

/**
 * The occasion that a refusal tells of.
 * @throws UnknownOccasionError
 */
export function occasionOf({ occasion: key, occurredAt }: { occasion: string; occurredAt: string }): JourneyOccasion {
  if (key === "joining") return joining(occurredAt);
  const [, step, quietSince] = /^quiet:(\d+):(\d{4}-\d{2}-\d{2})$/.exec(key) ?? [];
  if (step === undefined || quietSince === undefined) throw new UnknownOccasionError(key);
  return { kind: "quiet", key, occurredAt, step: Number(step), quietSince };
}
