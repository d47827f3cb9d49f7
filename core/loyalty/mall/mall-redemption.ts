import type { LotPart } from "../ledger/ledger.ts";

/**
 * Where something that was bought with points stands. Sent: `ordered` → `shipped` → `delivered`; fetched: `ordered` →
 * `ready` → `picked-up`. `cancelled`, until it is shipped or picked up, gives points and stock back. What needs nobody's
 * hand (a coupon, a ticket) is `delivered` at once.
 */
export const REDEMPTION_STATES = ["ordered", "shipped", "ready", "delivered", "picked-up", "cancelled"] as const;
export type RedemptionState = (typeof REDEMPTION_STATES)[number];

/** Something that a member got in the mall. */
export interface MallRedemption {
  redemptionId: string;
  item: string;
  kind: "gift" | "coupon" | "lottery" | "experience";
  state: RedemptionState;
  handover: "delivery" | "pick-up" | "at-once";
  /** Where it is picked up. */
  storeId?: string;
  points: number;
  /** The lots that the points came from: given back there. */
  parts: LotPart[];
  /** What it holds of the item's stock. */
  stock?: { allotment: string; shard: number };
  /** Coupon or ticket that it brought. */
  code?: string;
  /** Version of the programme that it was bought under. */
  programme: number;
  orderedAt: string;
  orderedOn: string;
  /** Each state with its moment, in order. */
  history: { state: RedemptionState; at: string; by: string }[];
}
