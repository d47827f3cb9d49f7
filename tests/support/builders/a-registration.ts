import type { EventOf } from "../../../core/members/apply-context.ts";
import { envelope } from "./an-event.ts";

type Registration = EventOf<"member.registered">;

/** Somebody registers, says yes to SMS, and has left both a phone and a mail address. */
export const aRegistration = (change: Partial<Registration> = {}): Registration => ({
  ...envelope("e_registration"),
  type: "member.registered",
  data: { marketingConsent: { sms: true }, reachable: { sms: true, email: true } },
  ...change,
});

type Update = EventOf<"member.updated">;

/** A change of the profile that says nothing until it is told what. */
export const anUpdate = (change: Partial<Update> = {}): Update => ({
  ...envelope("e_update"),
  type: "member.updated",
  data: { reachable: { sms: false, email: false } },
  ...change,
});

type Unsubscribing = EventOf<"message.unsubscribed">;

/** One tap on "no more SMS". */
export const anUnsubscribing = (change: Partial<Unsubscribing> = {}): Unsubscribing => ({
  ...envelope("e_unsubscribing"),
  type: "message.unsubscribed",
  data: { channel: "sms" },
  ...change,
});
