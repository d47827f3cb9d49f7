import { Temporal } from "temporal-polyfill";
import type { Operator } from "./operator.ts";
import type { DayPlan } from "./plan-days.ts";
import type { PostAnswer, Shop } from "./shop.ts";

/** When the parts of a replayed day take place, in the shop's zone. */
const HOURS = {
  /** What fell due overnight: an hour at which messages may go out nearly everywhere. */
  morning: "11:00",
  /** Trading is over (the sample's last order of a day is before eight), quiet hours haven't begun. */
  evening: "20:30",
  /** Of the next day: the night's jobs, for the day that has ended. */
  night: "00:30",
} as const;

/** How often what is due may be swept before a day is called endless. */
const SWEEPS = 200;

export interface ReplayPorts {
  shop: Shop;
  operator: Operator;
  timeZone: string;
  /** A function to be killed in the middle: by name, after which of its calls, among the events of which day (from 0). */
  kill?: { functionName: string; afterCall: number; day: number };
  /** Acts that the replay books beside the day's events once they are at rest (simulated, labelled). */
  acts: (day: string, answer: PostAnswer) => Promise<void>;
  progress: (day: string, done: number) => void;
}

/** The moment of a day at an hour of the shop, as an instant. */
export function momentOf(day: string, hour: string, timeZone: string): string {
  return Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(hour) })
    .toInstant()
    .toString();
}

/** Sweeps until nothing is due: each sweep takes a bounded part. */
async function untilNothingIsDue(operator: Operator, when: string): Promise<void> {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const { waits, started, unclear } = await operator.run("sweepDue", {});
    await operator.rest(`what was due (${when})`);
    if (waits === 0 && started === 0 && unclear === 0) return;
  }
  throw new Error(`after ${SWEEPS} sweeps there is still something due at ${when}`);
}

/** The night after `day`: scores, then who fell silent, then which coupons lapsed. */
export async function nightAfter(day: string, { operator, timeZone }: Pick<ReplayPorts, "operator" | "timeZone">) {
  const next = Temporal.PlainDate.from(day).add({ days: 1 }).toString();
  await operator.turnClock(momentOf(next, HOURS.night, timeZone));
  await operator.run("nightlyScoring", { asOf: day });
  await operator.run("sweepDormant", { asOf: day });
  await operator.run("lapseCoupons", { asOf: day });
  await operator.rest(`the night after ${day}`);
}

/**
 * Deployed replay: for each day in turn what fell due overnight, the day's events in batches, what became due, and the
 * night's jobs, with rest between. The clock is turned; nothing else differs from a day of trading.
 * @returns what the API answered over all days
 */
export async function replayDays(days: readonly DayPlan[], ports: ReplayPorts): Promise<Omit<PostAnswer, "results">> {
  const { shop, operator, timeZone, kill, acts, progress } = ports;
  const whole = { accepted: 0, duplicates: 0, rejected: 0 };
  for (const [done, { day, events }] of days.entries()) {
    await operator.turnClock(momentOf(day, HOURS.morning, timeZone));
    await untilNothingIsDue(operator, `the morning of ${day}`);
    await operator.turnClock(momentOf(day, HOURS.evening, timeZone));
    if (kill?.day === done) await operator.armFault(kill.functionName, kill.afterCall);
    const answer = await shop.post(events);
    whole.accepted += answer.accepted;
    whole.duplicates += answer.duplicates;
    whole.rejected += answer.rejected;
    await operator.rest(`the events of ${day}`);
    await acts(day, answer);
    await untilNothingIsDue(operator, `the evening of ${day}`);
    await nightAfter(day, { operator, timeZone });
    progress(day, done + 1);
  }
  return whole;
}
