import * as z from "zod";
import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";

/** A member's count is read with each issue; more of one offer to one person is no promotion. */
const MOST_PER_MEMBER = 100;

/** How often an offer may be given, and what it may cost. What isn't said is not limited. */
export const OfferLimits = z.strictObject({
  /** Coupons that one member may ever be given of it. */
  perMember: z.int().min(1).max(MOST_PER_MEMBER).optional(),
  /** Coupons that may ever be given of it: one that lapses unused counts. */
  total: z.int().min(0).max(1_000_000_000).optional(),
  /**
   * What it may take off in all, in minor units: the most that a coupon can take off is reserved when it is given,
   * what it took off is booked when it is used, and the difference, or all of it when it lapses, is free again.
   */
  budgetMinor: z.int().min(0).max(1_000_000_000_000).optional(),
});
export type OfferLimits = z.infer<typeof OfferLimits>;

/** A code for everybody: whoever knows it may claim a coupon of the offer, from one moment until before another. */
export const PublicCode = z.strictObject({
  code: z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/, "3 to 32 of A–Z, 0–9 and -"),
  from: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
});
export type PublicCode = z.infer<typeof PublicCode>;

/** What was typed as it would stand in a public code. */
export const readPublicCode = (typed: string): string => typed.trim().toUpperCase();

/** The part of an offer that its limits are about. */
export interface LimitedOffer {
  limits?: OfferLimits | undefined;
  publicCode?: PublicCode | undefined;
}

/** Everything that makes no sense in an offer's limits; `most` is the most that a coupon of it can take off. */
export function limitProblems(
  { limits = {}, publicCode }: LimitedOffer,
  most: number | undefined,
  at: readonly PropertyKey[],
): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found = (field: readonly string[], code: string, message: string) =>
    problems.push({ pointer: pointerOf([...at, ...field]), code, message });
  const { perMember, total, budgetMinor } = limits;
  if (budgetMinor !== undefined && most === undefined) {
    found(["limits", "budgetMinor"], "budget-without-cap", "a budget needs to know the most that a coupon takes off");
  }
  if (budgetMinor !== undefined && most !== undefined && budgetMinor < most) {
    found(["limits", "budgetMinor"], "budget-below-one", `no coupon could be given: one may take off ${most}`);
  }
  if (perMember !== undefined && total !== undefined && perMember > total) {
    found(["limits", "perMember"], "limit-above-total", `at most what all may get together (${total})`);
  }
  if (publicCode !== undefined) {
    if (perMember === undefined) {
      found(["limits", "perMember"], "per-member-missing", "a code for everybody needs to say how often for each");
    }
    if (Date.parse(publicCode.from) >= Date.parse(publicCode.until)) {
      found(["publicCode", "until"], "window-empty", "after from");
    }
  }
  return problems;
}

/** A public code leads to one offer. */
export function codeProblems(
  { id, publicCode }: LimitedOffer & { id: string },
  { offers }: { offers: readonly (LimitedOffer & { id: string })[] },
  at: readonly PropertyKey[],
): ProblemItem[] {
  const other = offers.find((one) => one.id !== id && publicCode && one.publicCode?.code === publicCode.code);
  if (other === undefined) return [];
  const pointer = pointerOf([...at, "publicCode", "code"]);
  return [{ pointer, code: "public-code-twice", message: `${other.id} has it too: a code leads to one offer` }];
}
