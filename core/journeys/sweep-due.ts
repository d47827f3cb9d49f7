import { lapsedClaim } from "../engagement/send-message.ts";
import { startEnrolment } from "./enrol-member.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import type { EnrolmentKey, JourneyStore, MessageKey, WaitKey } from "./journey-store.ts";

/**
 * What one minute takes on. 4,000 waits are 67 a second, well under what one Region's engine answers (300 to 500), and
 * 5.7 million a day; enrolments that were not started and leases that ran out are what crashes left over.
 */
const WAITS = 4_000;
const ENROLMENTS = 200;
const MESSAGES = 500;
/** Members that are worked on side by side. */
const AT_ONCE = 4;

export interface SweepPorts {
  store: JourneyStore;
  engine: JourneyEngine;
  /** Hands waits to the paced lane. Twice is harmless: what is done by then isn't there any more. */
  wake: (waits: readonly WaitKey[]) => Promise<void>;
}

/** How much was due, and whether more than one sweep takes on. */
export interface Swept {
  waits: number;
  started: number;
  unclear: number;
  more: boolean;
}

/**
 * Hands on whatever is due until now, not for this minute alone: waits to the lane that wakes them, enrolments whose
 * machine was never started to the engine, messages whose lease ran out to what their policy says (a promotion that may
 * have been sent is never sent again).
 * @param now the product's clock, by which waits and enrolments are due
 * @param systemNow the system's time, by which leases run
 */
export async function sweepDue(now: string, systemNow: string, ports: SweepPorts): Promise<Swept> {
  const { store, wake } = ports;
  const waits = await store.dueWaits(now, WAITS);
  await wake(waits);
  const messages = await store.dueMessages(systemNow, MESSAGES);
  const unclear = await sideBySide(messages, (key) => settleLapsed(key, systemNow, store));
  const enrolments = await store.dueEnrolments(now, ENROLMENTS);
  const started = await sideBySide(enrolments, (key) => startAgain(key, ports));
  const more = waits.length === WAITS || messages.length === MESSAGES || enrolments.length === ENROLMENTS;
  return { waits: waits.length, started, unclear, more };
}

async function settleLapsed({ memberId, messageId }: MessageKey, systemNow: string, store: JourneyStore) {
  const message = await store.message(memberId, messageId);
  const lapsed = message && lapsedClaim(message, systemNow);
  return lapsed !== undefined && (await store.settleMessage(lapsed)) === "settled";
}

async function startAgain({ memberId, enrolmentId }: EnrolmentKey, { store, engine }: SweepPorts) {
  const enrolment = await store.enrolment(memberId, enrolmentId);
  if (enrolment?.state !== "enrolled") return false;
  await startEnrolment(enrolment, { store, engine });
  return true;
}

/** Works through all, a few at a time; answers how many were done. */
async function sideBySide<T>(all: readonly T[], act: (one: T) => Promise<boolean>): Promise<number> {
  let done = 0;
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const outcomes = await Promise.all(all.slice(at, at + AT_ONCE).map(act));
    done += outcomes.filter(Boolean).length;
  }
  return done;
}
