/** The tier of a member who has none: no level may be called so. */
export const ORDINARY = "ordinary";

/** A move between tiers, with its reason: what the review, or a member who asks, is told. A review moves nobody who keeps the tier. */
export interface TierMove {
  from: string;
  to: string;
  /** The shop's day. */
  on: string;
  because: "reached" | "single-order" | "review" | "refund" | "operator";
  /** The order whose payment or refund moved it. */
  orderKey?: string;
  /** What the counter stood at, in the unit of the tiers' basis. */
  counter: number;
  programme: number;
  /** Of a move up: what it rests on, so that a refund can undo it. */
  rests?: Resting;
}

/** What a move up rests on: the counter as it then was, and the order that lifted it. */
export interface Resting {
  /** Number of the ledger's last entry that was counted. */
  upTo: number;
  /** Taken back since of what was counted. */
  lost: number;
  /** The order's goods as they stand, in minor units, where they were enough to lift a tier. */
  goodsMinor?: number;
  /** How the tier that it left was held: given back when the move is undone. */
  before?: Held;
}

/** Since when a tier is held, and when it is reviewed. */
export type Held = Pick<TierStanding, "since" | "reviewOn" | "inGrace">;

/** Where a member stands; absent for an ordinary member who never had a tier. */
export interface TierStanding {
  tier: string;
  /** The shop's day since which. */
  since: string;
  /** The shop's day on whose end it is reviewed; absent for who has come down to ordinary: nothing waits there. */
  reviewOn?: string;
  /** Reviewed and not reached: kept until `reviewOn`, and for good when it is reached again until then. */
  inGrace?: true;
  /** Latest first, twenty at most. */
  moves: TierMove[];
}

export const MOST_MOVES = 20;
