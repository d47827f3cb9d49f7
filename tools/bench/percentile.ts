/**
 * The nearest-rank percentile: the smallest value that at least this share of all values doesn't exceed. Always one that
 * was measured, and with few of them the cautious one: p99 of 100 values is the 99th, of 50 the largest.
 * @param share 0 to 1
 * @throws RangeError without values, or for a share outside of 0 to 1
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0 || !(share >= 0 && share <= 1))
    throw new RangeError(`percentile ${share} of ${values.length}`);
  const sorted = [...values].sort((a, b) => a - b);
  // 0.99 × 100 is 99 in floating point; 0.07 × 100 is 7.000000000000001 and must not become the 8th.
  const rank = Math.max(1, Math.ceil(share * sorted.length - 1e-9));
  return sorted[rank - 1] ?? Number.NaN;
}

/** How values spread, for a line of a table. */
export interface Spread {
  count: number;
  p50: number;
  p99: number;
  most: number;
}

/** @throws RangeError without values */
export const spreadOf = (values: readonly number[]): Spread => ({
  count: values.length,
  p50: percentile(values, 0.5),
  p99: percentile(values, 0.99),
  most: percentile(values, 1),
});

/** `p50 120 ms, p99 480 ms over 200 (longest 611 ms)`. */
export const inMilliseconds = ({ count, p50, p99, most }: Spread): string =>
  `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms over ${count} (longest ${most.toFixed(0)} ms)`;
