import * as z from "zod";
import { id, minor, names, share, times } from "./fields.ts";

/** What a member of a tier gets. */
export const Benefits = z.strictObject({
  /** Off every order's goods: 0.05 is five per cent. */
  discountShare: share.default(0),
  /** Delivery is free from so much goods on; 0: always; absent: as for everybody. */
  freeDeliveryFromMinor: minor.optional(),
  /** Multiplies the points of an order. */
  pointsTimes: times.default(1),
  /** The offer that is the birthday gift. */
  birthdayOffer: id.optional(),
  /** The service line that answers, as members are told of it. */
  serviceLine: z.string().min(1).max(100).optional(),
  /** Sales open so many hours earlier. */
  earlyAccessHours: z.int().min(0).max(720).default(0),
});
export type Benefits = z.infer<typeof Benefits>;

export const Level = z.strictObject({
  id,
  name: names,
  /** What the counter must reach: minor units, orders or growth value, as the basis says. */
  threshold: z.int().min(1).max(1_000_000_000_000),
  benefits: Benefits.prefault({}),
});
export type Level = z.infer<typeof Level>;

/** What a tier is held by. */
export const Basis = z.enum(["spend", "orders", "growth"]);
export type Basis = z.infer<typeof Basis>;

/**
 * The tiers above ordinary members, lowest first; none at all unless the programme names some. They go by a counter
 * over the last `windowDays` days: net goods paid in minor units (`spend`), paid orders (`orders`), or growth value,
 * so much per whole major unit and per act (`growth`).
 */
export const Tiers = z.strictObject({
  basis: Basis.default("spend"),
  windowDays: z.int().min(1).max(1_095).default(365),
  /** Growth value for each whole major unit (100 minor) of goods paid. */
  growthPerMajorUnit: z.int().min(0).max(1_000).default(1),
  /** An order of at least so much goods lifts one tier, whatever the counter says. */
  singleOrderMinor: minor.min(1).optional(),
  /** A tier is held so many days, then reviewed. */
  reviewDays: z.int().min(1).max(1_095).default(365),
  /** Whoever would go down keeps the tier so many days more, and keeps it for good by reaching it again meanwhile. */
  graceDays: z.int().min(0).max(180).default(30),
  /** How far a review takes down: one tier, or to the one that the counter reaches. */
  down: z.enum(["one-step", "to-earned"]).default("one-step"),
  levels: z.array(Level).max(10).default([]),
});
export type Tiers = z.infer<typeof Tiers>;
