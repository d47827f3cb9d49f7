import type { Contact } from "../contract/announcement.ts";
import type { ContactItem } from "../engagement/contact.ts";
import type { Enrolment, Message, Refusal, Wait, WakeReason } from "./enrolment.ts";

/**
 * Enrolments, waits and messages. Every read is consistent. Everything that waits has a due moment in an index that only
 * hints: the base item's condition decides.
 */
export interface JourneyStore {
  contact(memberId: string): Promise<ContactItem | undefined>;
  /** Kept only when `seq` is later than what is there. Counters stay. */
  keepContact(memberId: string, contact: Contact, seq: number): Promise<"kept" | "older">;

  enrolment(memberId: string, enrolmentId: string): Promise<Enrolment | undefined>;
  enrolments(memberId: string): Promise<Enrolment[]>;
  /** Written once: `duplicate` answers what is there. A treated one is due at `dueAt` until it is started. */
  enrol(
    enrolment: Enrolment,
    dueAt: string,
  ): Promise<{ kind: "enrolled" } | { kind: "duplicate"; enrolment: Enrolment }>;
  /** Marking twice, or after it was closed, is success and changes nothing. */
  markStarted(memberId: string, enrolmentId: string): Promise<void>;
  /** Closing twice is success; the first reason stays. */
  close(memberId: string, enrolmentId: string, why: string, at: string): Promise<"closed" | "was-closed">;
  /** One refusal stands for each occasion of a journey: the latest. */
  refuse(refusal: Refusal): Promise<void>;
  refusals(memberId: string): Promise<Refusal[]>;
  /** The occasion was decided again and isn't refused any more. */
  dropRefusal(refusal: Refusal): Promise<void>;

  /**
   * Writes the wait, or gives the one that stands under its step the new token; everything else of that one stays
   * (moment, arming, reason). Answers what stands now.
   */
  openWait(wait: Wait): Promise<Wait>;
  /** Sets the true moment. `moved-on` when it was given a reason or another token since it was read. */
  arm(wait: Wait, dueAt: string): Promise<"armed" | "moved-on">;
  waits(memberId: string): Promise<Wait[]>;
  wait(memberId: string, enrolmentId: string, step: string): Promise<Wait | undefined>;
  /**
   * Gives a reason unless one stands: the first wins. Answers the wait as it stands then, with its token and the
   * reason to send; undefined when it is closed. `dueAt` is when it is looked at again if nobody closes it.
   * @throws WaitContendedError when it changes under the hand again and again.
   */
  giveReason(wait: Wait, reason: WakeReason, dueAt: string): Promise<Wait | undefined>;
  /** Gone, if it still has the token that was answered. */
  closeWait(wait: Wait): Promise<void>;

  message(memberId: string, messageId: string): Promise<Message | undefined>;
  messages(memberId: string): Promise<Message[]>;
  /**
   * One transaction over the contact (its `version` as read, counters up) and the message: not there yet, or refused,
   * which is definitely not sent. `conflict`: the contact moved; `duplicate`: the message is claimed already.
   */
  claimMessage(
    message: Message,
    contact: ContactItem,
    counted: ContactItem,
  ): Promise<"claimed" | "conflict" | "duplicate">;
  /**
   * Says what became of a claimed message; nothing that is known is overwritten (an unclear one may become known).
   * `giveBack` takes it out of the contact's counters of that local day.
   */
  settleMessage(message: Message, giveBack?: { localDay: string }): Promise<"settled" | "was-settled">;

  /** What is due by `until`, the earliest first, `limit` at most. */
  dueEnrolments(until: string, limit: number): Promise<EnrolmentKey[]>;
  dueWaits(until: string, limit: number): Promise<WaitKey[]>;
  dueMessages(until: string, limit: number): Promise<MessageKey[]>;
}

export interface EnrolmentKey {
  memberId: string;
  enrolmentId: string;
}
export interface WaitKey extends EnrolmentKey {
  step: string;
}
export interface MessageKey {
  memberId: string;
  messageId: string;
}

/** A wait was changed by others each time that it was to be given a reason. */
export class WaitContendedError extends Error {
  constructor({ memberId, enrolmentId, step }: WaitKey) {
    super(`wait ${step} of enrolment ${enrolmentId} of ${memberId} keeps changing`);
    this.name = "WaitContendedError";
  }
}
