/** Points of one earning that are still there: taken earliest expiry first. */
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
  because: Because;
  /** Lots that it touched, by the entry that made them, signed. What is not in them was paid to, or added to, `owed`. */
  lots: { entry: number; points: number }[];
  /** Of an earning: the shop's day on whose end its lot lapses. */
  expiresOn?: string;
  /** The shop's day of the order or refund itself. */
  occurredOn: string;
  /** The shop's day on which it reached the books. */
  bookedOn: string;
  /** SHA-256 over this entry and the hash of the one before (hex); made by the shell's hasher. */
  hash: string;
}

/** What an entry was for, and the rule that decided it: a decision is recorded with its inputs and never retaken. */
export interface Because {
  orderKey: string;
  refundId?: string;
  /** "per-major-unit" for an earning, "as-earned" for taking back. */
  rule: string;
  /** Version of the programme that the rule was read from: the one in force when the order was paid. */
  programme: number;
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
