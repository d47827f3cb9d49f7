import { type BgNbd, pActive, type Triple } from "./bg-nbd.ts";

/** The chance of so many purchases in a stretch of time ahead: of n at place n, and of more at the end. */
export interface PurchasesAhead {
  readonly chances: Float64Array;
  readonly beyond: number;
}

/** Purchases that are told apart at most; a hundred a day for a year is beyond any shop. */
const MOST_PURCHASES = 40_000;
/** What is left out of a distribution at most. */
const LEFT_OUT = 1e-9;

/**
 * How many purchases a member will make within `t` from the end of what was seen, exactly. Given that the member is
 * active, rate and chance to leave are independent: gamma (r+x, α+T) and beta (a, b+x). So n purchases are either all of
 * them in the stretch without leaving, negative binomial in n, or the n-th was the last; each is a product of two means.
 */
export function purchasesAhead(model: BgNbd, member: Triple, t: number): PurchasesAhead {
  const { r, alpha, a, b } = model;
  const { x, T } = member;
  const active = pActive(model, member);
  const z = t / (alpha + T + t);
  const [shape, stays] = [r + x, b + x];
  // Of exactly n in the stretch had nobody left, of at least n, of staying n times, and of leaving at the n-th.
  let exactly = Math.exp(shape * Math.log1p(-z));
  let atLeast = 1;
  let staysSo = 1;
  const chances = [1 - active + active * exactly];
  let sum = chances[0] ?? 0;
  for (let n = 1; 1 - sum > LEFT_OUT && n < MOST_PURCHASES; n += 1) {
    atLeast -= exactly;
    if (atLeast < LEFT_OUT * LEFT_OUT) break;
    exactly *= ((shape + n - 1) / n) * z;
    const leavesNow = (staysSo * a) / (a + stays + n - 1);
    staysSo *= (stays + n - 1) / (a + stays + n - 1);
    const chance = active * (staysSo * exactly + leavesNow * atLeast);
    chances.push(chance);
    sum += chance;
  }
  return { chances: Float64Array.from(chances), beyond: Math.max(0, 1 - sum) };
}

/**
 * The narrowest equal-tailed range of whole purchases that holds at least `share` of the chances: never less than it
 * says, more where counts are small.
 */
export function rangeOf({ chances }: PurchasesAhead, share: number): { low: number; high: number } {
  const tail = (1 - share) / 2;
  let below = 0;
  let low = 0;
  while (low < chances.length - 1 && below + (chances[low] ?? 0) <= tail) {
    below += chances[low] ?? 0;
    low += 1;
  }
  let high = low;
  let until = below + (chances[low] ?? 0);
  while (high < chances.length - 1 && until < 1 - tail) {
    high += 1;
    until += chances[high] ?? 0;
  }
  return { low, high };
}
