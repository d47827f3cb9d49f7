import type { Message } from "../../../core/journeys/enrolment.ts";

/** A welcome message that was claimed on 1 September 2011. */
export function aMessage(change: Partial<Message> = {}): Message {
  return {
    messageId: "s_1",
    memberId: "m_1",
    journey: "welcome",
    enrolmentId: "e_1",
    step: "welcome",
    channel: "sms",
    state: "claimed",
    at: "2011-09-01T10:00:00.000Z",
    text: "Hello",
    leaseUntil: "2026-01-01T00:01:00.000Z",
    ...change,
  };
}
