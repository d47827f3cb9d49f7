import * as z from "zod";
import { moment } from "./event.ts";

/**
 * What the product announces on its bus. An announcement is stored in the outbox item of the commit that it tells of,
 * and carries no personal data; its id is made of member, seq and index, so that a second delivery can be told.
 */
const base = {
  memberId: z.string(),
  seq: z.int(),
  index: z.int(),
  id: z.string(),
  occurredAt: moment,
  bookedOn: z.iso.date(),
};

export const Contact = z.strictObject({
  marketingConsent: z.strictObject({ sms: z.boolean(), email: z.boolean() }),
  reachable: z.strictObject({ sms: z.boolean(), email: z.boolean() }),
  timeZone: z.string(),
  language: z.enum(["en", "zh-CN"]),
});
export type Contact = z.infer<typeof Contact>;

/** Registered with us: the joining occasion. Not announced for history. */
export const MemberRegistered = z.strictObject({ ...base, type: z.literal("MemberRegistered"), contact: Contact });
/** Consent, address or time zone changed, history included: engagement keeps its contact item by it. */
export const ContactChanged = z.strictObject({ ...base, type: z.literal("ContactChanged"), contact: Contact });
/** A paid order was counted. Not announced for history. `orders` counts those paid and not wholly cancelled. */
export const OrderPaid = z.strictObject({
  ...base,
  type: z.literal("OrderPaid"),
  orderKey: z.string(),
  currency: z.string(),
  totalMinor: z.int(),
  orders: z.int(),
});
/** The member's segment moved in the night's scoring. */
export const SegmentChanged = z.strictObject({
  ...base,
  type: z.literal("SegmentChanged"),
  from: z.string().nullable(),
  to: z.string(),
});

/** The member went up or down a tier; `ordinary` is to have none. */
export const TierChanged = z.strictObject({
  ...base,
  type: z.literal("TierChanged"),
  from: z.string(),
  to: z.string(),
  because: z.enum(["reached", "single-order", "review", "refund", "operator"]),
});

export const Announcement = z.discriminatedUnion("type", [
  MemberRegistered,
  ContactChanged,
  OrderPaid,
  SegmentChanged,
  TierChanged,
]);
export type Announcement = z.infer<typeof Announcement>;
export type AnnouncementType = Announcement["type"];

/** An announcement before its commit has given it member, seq and index. */
type Bare<T> = T extends Announcement ? Omit<T, "memberId" | "seq" | "index" | "id" | "bookedOn"> : never;
export type AnnouncementDraft = Bare<Announcement>;

/**
 * A step of silence was crossed. Comes from the dormant sweep straight onto the enrolment queue: the sweep writes
 * nothing, and the enrolment's id (member, journey, occasion) makes a second one harmless.
 */
export const QuietStepReached = z.strictObject({
  type: z.literal("QuietStepReached"),
  memberId: z.string(),
  /** Quiet days of the step: 30, 90 or 180 as shipped. */
  step: z.int(),
  /** The day of the last order: with the step, the occasion. */
  quietSince: z.iso.date(),
  asOf: z.iso.date(),
});
export type QuietStepReached = z.infer<typeof QuietStepReached>;

/** What `journeys.enrol` listens to. */
export const Occasion = z.discriminatedUnion("type", [MemberRegistered, ContactChanged, QuietStepReached]);
export type Occasion = z.infer<typeof Occasion>;
