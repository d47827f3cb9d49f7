/**
 * A quantity that many members share and that must never be overdrawn: a campaign's budget in minor units, how often a
 * coupon may be issued, a gift's stock, a lottery's prizes. It lies in shards that each hold an allotment, so that no
 * key is hot; whoever needs more than a shard has left moves the remainders of others there first.
 */
export interface AllotmentMove {
  /** `budget#<offer>`, `issues#<offer>`, `stock#<sku>`, … */
  allotment: string;
  shard: number;
  /** Signed; they add up to 0 for what only changes its state, and the shard may never be left with less than 0 of any. */
  left: number;
  /** Given out and not yet used: a coupon that is issued, stock that is held. */
  pending: number;
  /** Used for good. */
  posted: number;
}

/** What a coupon holds of its offer's budget, and in which shard: the one that it was issued from, for good. */
export interface Reservation {
  allotment: string;
  shard: number;
  /** The most that the coupon can take off, in minor units. */
  minor: number;
}
