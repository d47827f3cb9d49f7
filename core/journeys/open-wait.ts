import { inAMinute } from "./due-moment.ts";
import { type Settled, settleWait, type WaitPorts } from "./settle-wait.ts";

/** What a machine asks for when it begins to wait. */
export interface WaitRequest {
  memberId: string;
  enrolmentId: string;
  journey: string;
  /** The wait's name in the plan, or the step whose message was put off. */
  step: string;
  /** The engine's, by which it can be answered. */
  token: string;
  /** Set for a message that was put off until then. */
  until?: string | undefined;
}

/** A step may be put off more than once: each time is a wait of its own. */
const nameOf = ({ step, until }: WaitRequest): string => (until === undefined ? step : `${step}@${until}`);

/**
 * Begins a wait that listens. Its very first call puts the wait, due in a minute, before anything is looked at: from
 * then on an order that comes finds it, and one that came before is seen in the summary below; and if this is cut off,
 * the minute's sweep finds it.
 */
export async function openWait(request: WaitRequest, now: string, ports: WaitPorts): Promise<Settled> {
  const { memberId, enrolmentId, journey, token, until } = request;
  const wait = await ports.store.openWait({
    memberId,
    enrolmentId,
    journey,
    step: nameOf(request),
    token,
    ...(until === undefined ? {} : { until }),
    dueAt: inAMinute(now),
    armed: false,
    openedAt: now,
  });
  return settleWait(wait, now, ports);
}
