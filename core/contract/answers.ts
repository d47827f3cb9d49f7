import * as z from "zod";
import { COUPON_STATES } from "../loyalty/coupons/coupon.ts";
import { ACCOUNTS } from "../loyalty/ledger/account.ts";
import { ENTRY_KINDS } from "../loyalty/ledger/entry.ts";

/** What the API answers, as schemas: the OpenAPI document is made of them, and tests hold real answers against them. */
export const ProblemItem = z.strictObject({
  pointer: z.string().meta({ description: "JSON Pointer (RFC 6901) into what was sent" }),
  code: z.string().meta({ description: "stays the same for good: switch on it" }),
  message: z.string().meta({ description: "for people; Chinese when Accept-Language begins with zh" }),
});

export const ProblemAnswer = z.strictObject({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  problems: z.array(ProblemItem).optional(),
});

const memberId = z.string().regex(/^m_[a-z2-7]{20}$/);

/** What became of one event, by its place in the call. An event of an anonymous device has no `memberId`. */
export const EventResult = z.strictObject({
  index: z.int(),
  eventId: z.string().optional(),
  status: z.enum(["accepted", "duplicate", "rejected"]),
  memberId: memberId.optional(),
  problems: z.array(ProblemItem).optional(),
});
export type EventResult = z.infer<typeof EventResult>;

/** The answer to a call: the good part of it counts. */
export const AcceptAnswer = z.strictObject({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  results: z.array(EventResult),
});
export type AcceptAnswer = z.infer<typeof AcceptAnswer>;

/** The answer to a batch by Segment's protocol: `results` names only what was not newly kept. */
export const SegmentAnswer = AcceptAnswer.extend({
  success: z.literal(true),
  ignored: z.int().meta({ description: "page, screen, group, alias, and track calls that are no events of ours" }),
});

export const RedeemAnswer = z.strictObject({
  code: z.string(),
  status: z.literal("redeemed"),
  orderKey: z.string(),
  valueMinor: z.int(),
  simulated: z.boolean(),
  redeemedAt: z.string(),
});

/** The 360° view: docs/contracts.md. Parts that other schemas own are shown by their outline. */
export const MemberViewAnswer = z.strictObject({
  memberId,
  status: z.union([z.enum(["active", "erased"]), z.strictObject({ mergedInto: z.string() })]),
  registeredAt: z.string().nullable(),
  seq: z.int(),
  identity: z.record(z.string(), z.string()).meta({ description: "phone and e-mail are masked" }),
  contact: z.looseObject({ timeZone: z.string(), language: z.string() }).nullable(),
  points: z.strictObject({ balance: z.int(), owed: z.int(), lots: z.array(z.looseObject({ left: z.int() })) }),
  pendingPoints: z.int().meta({ description: "wait for the end of their return window" }),
  storedValue: z.strictObject({ principalMinor: z.int(), bonusMinor: z.int() }),
  tier: z
    .strictObject({
      tier: z.string().meta({ description: "`ordinary` is to have none" }),
      name: z.strictObject({ en: z.string(), "zh-CN": z.string() }).nullable(),
      since: z.iso.date().nullable(),
      reviewOn: z.iso.date().nullable(),
      inGrace: z.boolean().meta({ description: "reviewed and not reached: kept until `reviewOn`, or reached again" }),
      basis: z.enum(["spend", "orders", "growth"]),
      counter: z.int().meta({ description: "in minor units, orders or growth value, as the basis says" }),
      missingToKeep: z.int(),
      next: z.looseObject({ tier: z.string(), threshold: z.int(), missing: z.int() }).nullable(),
      benefits: z.looseObject({ discountShare: z.number(), pointsTimes: z.number() }).nullable(),
      moves: z.array(
        z.looseObject({ from: z.string(), to: z.string(), on: z.iso.date(), because: z.string(), counter: z.int() }),
      ),
    })
    .nullable()
    .meta({ description: "null where the programme has no tiers" }),
  coupons: z.array(z.looseObject({ code: z.string(), state: z.enum(COUPON_STATES) })),
  scores: z.looseObject({ r: z.int(), f: z.int(), m: z.int(), segment: z.string(), since: z.string() }).nullable(),
  summary: z
    .strictObject({
      asOf: z.iso.date(),
      recencyDays: z.int().nullable(),
      frequency: z.int(),
      monetaryMinor: z.int(),
      lastOrderOn: z.iso.date().nullable(),
    })
    .nullable(),
  journeys: z.array(
    z.looseObject({ enrolmentId: z.string(), journey: z.string(), arm: z.string(), state: z.string() }),
  ),
  timeline: z.strictObject({
    items: z.array(
      z.discriminatedUnion("kind", [
        z.looseObject({ kind: z.enum(["event", "message", "journey", "refusal"]), at: z.string() }),
        z.looseObject({
          kind: z.literal("entry"),
          at: z.iso.date(),
          number: z.int(),
          account: z.enum(ACCOUNTS),
          entry: z.enum(ENTRY_KINDS),
          amount: z.int().meta({ description: "signed, in the account's unit" }),
        }),
      ]),
    ),
    next: z.string().optional().meta({ description: "cursor of the next page; absent on the last" }),
  }),
});
export type MemberViewAnswer = z.infer<typeof MemberViewAnswer>;
export type SegmentAnswer = z.infer<typeof SegmentAnswer>;
