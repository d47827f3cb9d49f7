import type { Contact } from "../contract/announcement.ts";
import type { ContactItem } from "../engagement/contact.ts";
import type { Enrolment, Message, Refusal, Wait, WakeReason } from "./enrolment.ts";

/** Enrolments, waits and messages. Everything that waits has a due moment; the base item's condition decides. */
export interface JourneyStore {
  contact(memberId: string): Promise<ContactItem | undefined>;
  /** Kept only when `seq` is later than what is there. */
  keepContact(memberId: string, contact: Contact, seq: number): Promise<"kept" | "older">;

  enrolment(memberId: string, enrolmentId: string): Promise<Enrolment | undefined>;
  enrolments(memberId: string): Promise<Enrolment[]>;
  /** Written once: `duplicate` answers what is there. A treated one is due in a minute until it is started. */
  enrol(
    enrolment: Enrolment,
    dueAt: string,
  ): Promise<{ kind: "enrolled" } | { kind: "duplicate"; enrolment: Enrolment }>;
  markStarted(memberId: string, enrolmentId: string): Promise<void>;
  /** Closing twice is success; the first reason stays. */
  close(memberId: string, enrolmentId: string, why: string, at: string): Promise<"closed" | "was-closed">;
  refuse(refusal: Refusal): Promise<void>;

  /** A retried state's new token takes the old one's place, under the same step. */
  openWait(wait: Wait): Promise<Wait>;
  retime(memberId: string, enrolmentId: string, step: string, dueAt: string): Promise<void>;
  waits(memberId: string): Promise<Wait[]>;
  wait(memberId: string, enrolmentId: string, step: string): Promise<Wait | undefined>;
  /** The first reason wins: answers the one that stands. Undefined when there is no such wait. */
  giveReason(
    memberId: string,
    enrolmentId: string,
    step: string,
    reason: WakeReason,
    dueAt: string,
  ): Promise<Wait | undefined>;
  /** Gone once the engine has taken the answer for this token. */
  closeWait(memberId: string, enrolmentId: string, step: string, token: string): Promise<void>;

  message(memberId: string, messageId: string): Promise<Message | undefined>;
  /**
   * One transaction over the contact (its `version` as read, counters up) and the message (not there yet).
   * `conflict`: the contact moved; `duplicate`: the message is claimed already.
   */
  claimMessage(
    message: Message,
    contact: ContactItem,
    counted: ContactItem,
  ): Promise<"claimed" | "conflict" | "duplicate">;
  settleMessage(message: Message, giveBack?: { localDay: string }): Promise<void>;

  /** Whatever of a lane is due by `until`: keys only, a page at most. */
  due(lane: "ENROL" | "WAIT" | "SEND", until: string, limit: number): Promise<{ memberId: string; sk: string }[]>;
}
