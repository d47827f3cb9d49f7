import * as z from "zod";
import { day, slug, sourceId } from "../contract/event.ts";
import { id, minor, names, share, times } from "./fields.ts";

/** What members do beside buying that may be rewarded, by the event that tells of it. */
export const ACTIVITIES = {
  "store.checked-in": "check-in",
  "review.written": "review",
  "product.shared": "share",
  "campaign.joined": "taking-part",
} as const;
export const Activity = z.enum(["check-in", "review", "share", "taking-part"]);
export type Activity = z.infer<typeof Activity>;

/** More than so many a day is no reward for anything that a person does. */
export const MOST_PER_DAY = 20;

const ActivityRule = z.strictObject({
  points: z.int().min(0).max(1_000_000),
  /** Growth value, where the tiers count by it. */
  growth: z.int().min(0).max(1_000_000).default(0),
  /** So often on a shop's day; what comes beyond it earns nothing. */
  perDay: z.int().min(1).max(MOST_PER_DAY),
});

/** A stretch of days on which some orders earn more. What it doesn't name, it doesn't ask for. */
const Campaign = z.strictObject({
  id,
  name: names,
  times,
  /** First and last of the shop's days. */
  from: day,
  until: day,
  /** Lines of these categories only. */
  categories: z.array(slug).min(1).max(100).optional(),
  channels: z.array(slug).min(1).max(50).optional(),
  stores: z.array(sourceId).min(1).max(500).optional(),
});
export type Campaign = z.infer<typeof Campaign>;

const Multipliers = z.strictObject({
  /**
   * How those that apply to a line combine. `add`: what each gives beyond the single adds up, ×2 and ×1.5 are ×2.5;
   * `highest`: the highest alone; `multiply`: ×2 and ×1.5 are ×3.
   */
  combine: z.enum(["add", "highest", "multiply"]).default("add"),
  /** Days of the month on which every order earns more. */
  memberDay: z.strictObject({ days: z.array(z.int().min(1).max(31)).min(1).max(31), times }).optional(),
  /** On the member's birthday; who was born on 29 February has it on the 28th in the other years. */
  birthday: z.strictObject({ times }).optional(),
  /** By category of the line; ×0 earns nothing, whatever else applies. */
  categories: z.record(slug, times).default({}),
  campaigns: z.array(Campaign).max(50).default([]),
});

/**
 * How points are earned, kept and spent. Everything beside the first three fields has a default under which a programme
 * earns as it did before there were any.
 */
export const PointsRules = z.strictObject({
  /** Points for each whole major unit (100 minor) of goods paid. */
  perMajorUnit: z.int().min(0).max(1_000),
  expireDays: z.int().min(1).max(3_650),
  /** What finance books for a point: minor units per 1,000 points. 50 yuan for 1,000 is 5,000. */
  liabilityMinorPer1000: z.int().min(0).max(1_000_000),
  /** Until so many days after payment are over, what an order earned is pending. */
  returnWindowDays: z.int().min(0).max(90).default(0),
  /** What is given back into a lot that has expired meanwhile can be used for so many days more. */
  expiryGraceDays: z.int().min(0).max(90).default(30),
  /** At a till so many points take so many minor units off; `maxShare` of the goods at most. */
  spend: z
    .strictObject({
      points: z.int().min(1).max(1_000_000),
      minor: minor.min(1),
      maxShare: share.default(1),
    })
    .default({ points: 1_000, minor: 5_000, maxShare: 1 }),
  /**
   * What pays for points that a refund takes back when they are gone already: the member's next earnings, or the money
   * refunded, at what points take off at a till.
   */
  owed: z.enum(["next-earnings", "refund"]).default("next-earnings"),
  /** Rewarded acts; one that isn't named earns nothing. */
  activities: z.partialRecord(Activity, ActivityRule).default({}),
  multipliers: Multipliers.prefault({}),
  /** The most that one order earns. */
  capPerOrder: z.int().min(1).max(1_000_000_000).optional(),
});
export type PointsRules = z.infer<typeof PointsRules>;
