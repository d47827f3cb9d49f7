import { daysAfter } from "../programme/shop-day.ts";

/** A quarter: long enough for windows of 28 days to end in it, short enough to be reviewed. */
const DAYS = 91;

/** The scoring that a day's export begins after, unless another is asked for: a quarter back, but not before the programme went live. */
export function firstScoringOf(asOf: string, liveSince: string): string {
  const quarterAgo = daysAfter(asOf, -DAYS);
  const first = quarterAgo > liveSince ? quarterAgo : liveSince;
  return first < asOf ? first : asOf;
}
