import type { AccountName } from "../ledger/account.ts";
import { amountOf, type LotPart } from "../ledger/ledger.ts";

/** What a till says that an order was paid with, beside money: at most five coupons, points, stored value. */
export interface Uses {
  holdId?: string | undefined;
  /** Taken off the order's goods; in its `discountMinor`. */
  coupons: { code: string; valueMinor: number }[];
  /** Points, and what they took off the order's goods; in its `discountMinor`. */
  points: number;
  pointsValueMinor: number;
  /** Part of the order's total that was paid from stored value. */
  storedValueMinor: number;
}

/** Accounts that an order may be paid from. */
export const PAYING = ["points", "principal", "bonus"] as const satisfies readonly AccountName[];
export type Paying = (typeof PAYING)[number];

/** What an order took from a member's accounts, with the lots, so that a refund can give back to the very same. */
export type UsedParts = Record<Paying, LotPart[]>;

/** Something that the till gave for and that was not there any more: the order counts, finance sees it. */
export interface Discrepancy {
  what: "points" | "stored-value" | "coupon";
  /** Points or minor units that were missing; for a coupon its value in minor units. */
  missing: number;
  code?: string;
  because:
    | "too-few"
    | "hold-released"
    | "hold-unknown"
    | "hold-of-another-order"
    | "unknown"
    | "used"
    | "held"
    | "lapsed"
    | "not-yet-valid";
}

/** What an order used, as it is kept with it. */
export interface Used {
  holdId?: string;
  parts: UsedParts;
  /** What the points took off, in minor units. */
  pointsValueMinor: number;
  coupons: { code: string; valueMinor: number }[];
  /** Of delivery, which no line carries: comes back with the whole order alone. */
  delivery: Record<Paying, number>;
  discrepancies: Discrepancy[];
}

/** Owed points that were paid out of a refund's money, and with how much of it in minor units. */
export interface Withheld {
  points: number;
  minor: number;
}

export const usedIn = (used: Used | undefined, account: Paying): number => amountOf(used?.parts[account] ?? []);

/**
 * The stretch of taken parts between two cumulative amounts, last to expire first: what partial refunds give back
 * depends on how much came back in all, never on how it was divided.
 */
export function partsBetween(parts: readonly LotPart[], from: number, to: number): LotPart[] {
  let at = 0;
  return parts.toReversed().flatMap((part) => {
    const [begins, ends] = [at, at + part.amount];
    at = ends;
    const amount = Math.min(ends, to) - Math.max(begins, from);
    return amount > 0 ? [{ ...part, amount }] : [];
  });
}
