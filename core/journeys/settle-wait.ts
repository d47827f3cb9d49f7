import type { MemberStore } from "../members/member-store.ts";
import type { ProgrammeStore } from "../programme/programme-store.ts";
import { decideWait } from "./decide-wait.ts";
import { inAMinute } from "./due-moment.ts";
import type { Wait } from "./enrolment.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import type { JourneyStore } from "./journey-store.ts";

export interface WaitPorts {
  store: JourneyStore;
  members: Pick<MemberStore, "load">;
  programme: Pick<ProgrammeStore, "programme">;
  engine: JourneyEngine;
}

export type Settled = "waiting" | "answered" | "gone";

/** A wait or a machine belongs to no enrolment: enrolments are written before their machine is started, for good. */
export class UnknownEnrolmentError extends Error {
  constructor(memberId: string, enrolmentId: string) {
    super(`member ${memberId} has no enrolment ${enrolmentId}`);
    this.name = "UnknownEnrolmentError";
  }
}

/**
 * Brings a wait to where it belongs now: armed with its true moment, or given its reason, answered and closed. Everyone
 * who looks at a wait (the machine that opened it, an order, the minute's sweep) ends here, so each of them finishes what
 * another was cut off from: an unarmed wait is armed, a reason that was not passed on is passed on.
 * @throws UnknownEnrolmentError
 */
export async function settleWait(wait: Wait, now: string, ports: WaitPorts): Promise<Settled> {
  const { store, engine } = ports;
  let answered: Wait | undefined = wait;
  if (wait.reason === undefined) {
    const decision = decideWait(await factsOf(wait, now, ports));
    if (decision.kind === "wait") {
      // Somebody who was faster has taken it further than this look could.
      if (!wait.armed) await store.arm(wait, decision.dueAt);
      return "waiting";
    }
    // The reason first: whatever happens from here on, the next one to look sends the same.
    answered = await store.giveReason(wait, decision.reason, inAMinute(now));
  }
  if (answered?.reason === undefined) return "gone";
  // A machine that is gone has taken an answer before, timed out or failed: there is nothing left to wait for.
  const outcome = await engine.answer(answered.token, answered.reason);
  await store.closeWait(answered);
  return outcome;
}

async function factsOf(wait: Wait, now: string, { store, members, programme }: WaitPorts) {
  const { memberId, enrolmentId } = wait;
  const [enrolment, { summary }, setting] = await Promise.all([
    store.enrolment(memberId, enrolmentId),
    members.load(memberId, { summary: true }),
    wait.armed ? undefined : settingOf(memberId, { store, programme }),
  ]);
  if (enrolment === undefined) throw new UnknownEnrolmentError(memberId, enrolmentId);
  return { wait, enrolment, summary: summary?.value, setting, now };
}

async function settingOf(memberId: string, { store, programme }: Pick<WaitPorts, "store" | "programme">) {
  const [contact, { value }] = await Promise.all([store.contact(memberId), programme.programme()]);
  return { timeZone: contact?.timeZone ?? value.timeZone, quietHours: value.contact.quietHours };
}
