import * as z from "zod";
import { currency, day } from "../contract/event.ts";
import { CouponRules } from "./coupon-rules.ts";
import { PointsRules } from "./earning.ts";
import { id, minor, share } from "./fields.ts";
import { Mall } from "./mall.ts";
import { Offer } from "./offer.ts";
import { ReferralRules } from "./referral.ts";
import { StoredValueRules } from "./stored-value.ts";
import { Tiers } from "./tiers.ts";

/**
 * The programme: what a marketer may change, as data. Checked when saved, versioned, never deleted.
 * Shares are 0 to 1, money is in minor units of `currency`, hours are "HH:MM" in the zone that the field names.
 */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");

export const Language = z.enum(["en", "zh-CN"]);
export type Language = z.infer<typeof Language>;

/** Liquid texts by language; the shop's own language must be there, and stands in for a missing one. */
const copy = z.strictObject({ subject: z.string().max(200).optional(), body: z.string().min(1).max(2_000) });
const copies = z.strictObject({ en: copy.optional(), "zh-CN": copy.optional() });
export type Copy = z.infer<typeof copy>;
/** SMS has a body alone; mail has a subject too. */
export const Template = z.strictObject({ id, sms: copies.optional(), email: copies.optional() });
export type Template = z.infer<typeof Template>;

export const Channel = z.enum(["sms", "email"]);
export type Channel = z.infer<typeof Channel>;

/** One step of a journey: what may be waited for, given and said. The machine gives the order, this the substance. */
export const JourneyStep = z.strictObject({
  /** Waits: days after the enrolment was entered (welcome) or after the step before (dormant); see the machine. */
  afterDays: z.int().min(0).max(59).optional(),
  /** Waits end at this hour of the member's day. */
  atHour: clockTime.optional(),
  offer: id.optional(),
  template: id.optional(),
  channels: z.array(Channel).max(4).optional(),
  /** "first": the first channel that may be used; "all": each that may be used. */
  channelMode: z.enum(["first", "all"]).default("first"),
  /** A deferred message is given up after this many hours. */
  worthHours: z.int().min(1).max(240).default(48),
});
export type JourneyStep = z.infer<typeof JourneyStep>;

export const Journey = z.strictObject({
  id,
  name: z.strictObject({ en: z.string().max(100), "zh-CN": z.string().max(100) }),
  enabled: z.boolean(),
  /** The machine that walks it. */
  machine: z.enum(["welcome", "dormant"]),
  trigger: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("joining") }),
    z.strictObject({ kind: z.literal("quiet"), stepsDays: z.array(z.int().min(1).max(720)).min(1).max(6) }),
  ]),
  /** An occasion older than this when it reaches us starts nothing. */
  maxAgeHours: z.int().min(1).max(2_160),
  /** Share of eligible members who are held out, to measure what the journey earns. */
  holdOutShare: share,
  /** Names the experiment: the arm is a hash of member and this. A new name draws anew. */
  experiment: id,
  /** Messages of this journey that one member may get in 30 days. */
  capPer30Days: z.int().min(1).max(60),
  steps: z.record(id, JourneyStep),
});
export type Journey = z.infer<typeof Journey>;

export const Programme = z.strictObject({
  name: z.string().max(100),
  currency,
  /** The shop's zone: its days are those of the books, of scores and of lapsing. */
  timeZone: z.string(),
  language: Language,
  /** Sweeps count crossings after this day only: whoever was quiet before is backlog. */
  liveSince: day,
  points: PointsRules,
  tiers: Tiers.prefault({}),
  storedValue: StoredValueRules.prefault({}),
  referral: ReferralRules.prefault({}),
  scoring: z.strictObject({ windowDays: z.int().min(7).max(1_095) }),
  contact: z.strictObject({
    /** In the member's own time zone; from may be later than to (overnight). */
    quietHours: z.strictObject({ from: clockTime, to: clockTime }),
    /** Marketing messages over all journeys. */
    capPerDay: z.int().min(1).max(24),
    capPer7Days: z.int().min(1).max(100),
  }),
  finance: z.strictObject({
    /** Assumed: margin as a share of net revenue by category. */
    marginByCategory: z.record(z.string(), share),
    marginDefault: share,
    /** Minor units per 1,000 messages. */
    feeMinorPer1000: z.strictObject({ sms: minor, email: minor }),
  }),
  coupons: CouponRules.prefault({}),
  mall: Mall.prefault({}),
  offers: z.array(Offer).max(200),
  templates: z.array(Template).max(200),
});
export type Programme = z.infer<typeof Programme>;
