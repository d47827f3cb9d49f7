/** Points of one earning that are still there: taken oldest expiry first. */
export interface Lot {
  /** Number of the entry that made it. */
  entry: number;
  orderKey: string;
  left: number;
  /** The shop's day on whose end it lapses, 'YYYY-MM-DD'. */
  expiresOn: string;
}

/** A view of the entries: balance = sum of lots; `owed` is what was taken back beyond the balance. Neither is negative. */
export interface Account {
  balance: number;
  owed: number;
  lots: Lot[];
}

export type EntryKind = "earn" | "take-back";

/**
 * One line of the ledger: appended, numbered from 1, chained by hash, never edited. `points` is signed.
 * The sum of a member's entries is balance − owed.
 */
export interface Entry {
  number: number;
  kind: EntryKind;
  points: number;
  /** What it was for: an order, a refund. */
  because: { orderKey: string; refundId?: string; rule: string };
  /** Lots that it touched, by the entry that made them, signed. */
  lots: { entry: number; points: number }[];
  occurredOn: string;
  bookedOn: string;
  /** SHA-256 over this entry and the hash of the one before (hex); made by the shell's hasher. */
  hash: string;
}

export type CouponState = "issued" | "redeemed" | "lapsed";

/** A coupon of one member. Issue claims the code, so a code is one coupon for good. */
export interface Coupon {
  code: string;
  state: CouponState;
  offer: string;
  kind: "amount-off" | "percent-off";
  faceMinor?: number;
  percent?: number;
  capMinor?: number;
  thresholdMinor: number;
  currency: string;
  /** The journey and step that gave it. */
  journey: string;
  enrolmentId: string;
  step: string;
  issuedAt: string;
  issuedOn: string;
  /** The moment at which it lapses (end of the shop's day); also its place in the due index while issued. */
  lapsesAt: string;
  redeemed?: {
    orderKey: string;
    at: string;
    bookedOn: string;
    goodsMinor: number;
    valueMinor: number;
    /** Booked beside a replayed order, labelled: no till took it. */
    simulated: boolean;
  };
  lapsedAt?: string;
}
