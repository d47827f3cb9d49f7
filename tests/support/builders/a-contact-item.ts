import type { ContactItem } from "../../../core/engagement/contact.ts";

/** A member who may be written to by SMS and mail, and has had no message yet. */
export function aContactItem(change: Partial<ContactItem> = {}): ContactItem {
  return {
    memberId: "m_1",
    marketingConsent: { sms: true, email: true },
    reachable: { sms: true, email: true },
    timeZone: "Europe/London",
    language: "en",
    seq: 1,
    sentOn: {},
    sentOnByJourney: {},
    version: 1,
    ...change,
  };
}
