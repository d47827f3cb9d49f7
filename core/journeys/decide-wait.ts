import type { QuietHours } from "../engagement/quiet-hours.ts";
import { shapeOf } from "../programme/machines.ts";
import type { Summary } from "../scoring/summary.ts";
import { hasCome } from "./due-moment.ts";
import type { Enrolment, Wait, WakeReason } from "./enrolment.ts";
import { goalReached } from "./goal.ts";
import { outsideQuietHours, waitMoment } from "./wait-moment.ts";

/** Everything that the decision is made on, read after the wait was. */
export interface WaitFacts {
  wait: Wait;
  enrolment: Enrolment;
  summary: Summary | undefined;
  /** The member's zone and the shop's quiet hours: needed until the wait is armed. */
  setting: { timeZone: string; quietHours: QuietHours } | undefined;
  now: string;
}

export type WaitDecision = { kind: "wake"; reason: WakeReason } | { kind: "wait"; dueAt: string };

/** A plan lacks the wait that its machine asks for, or a wait was to be armed without its setting. */
export class WaitWithoutMomentError extends Error {
  constructor({ enrolmentId, step }: Wait) {
    super(`enrolment ${enrolmentId} has no moment for its wait ${step}`);
    this.name = "WaitWithoutMomentError";
  }
}

/**
 * Whether a wait is over, and why, or until when it lasts. What has been reached by now counts before the time: a
 * member who ordered leaves by the goal, however late somebody looks.
 * @throws WaitWithoutMomentError
 */
export function decideWait(facts: WaitFacts): WaitDecision {
  const { wait, enrolment, summary, now } = facts;
  if (enrolment.state === "closed") return { kind: "wake", reason: "left" };
  if (goalReached(enrolment.plan.goal, summary)) return { kind: "wake", reason: "goal" };
  // Once armed, its own moment counts: that is what re-timing moves.
  const dueAt = wait.armed ? wait.dueAt : momentOf(facts);
  return hasCome(dueAt, now) ? { kind: "wake", reason: "time" } : { kind: "wait", dueAt };
}

function momentOf({ wait, enrolment, setting }: WaitFacts): string {
  const { plan, enteredAt } = enrolment;
  if (setting === undefined) throw new WaitWithoutMomentError(wait);
  if (wait.until !== undefined) return outsideQuietHours(wait.until, setting.timeZone, setting.quietHours);
  const step = plan.steps[wait.step];
  if (step === undefined) throw new WaitWithoutMomentError(wait);
  const fromEntry = shapeOf(plan.machine, []).waitsCount === "from-entry";
  return waitMoment(step, fromEntry ? enteredAt : wait.openedAt, setting.timeZone, setting.quietHours);
}
