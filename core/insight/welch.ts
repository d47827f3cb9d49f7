import { studentQuantile } from "./student-t.ts";

/** Size, mean and variance of one arm's outcomes. `variance` is the unbiased one (n − 1), 0 for fewer than two values. */
export interface Moments {
  n: number;
  mean: number;
  variance: number;
}

/** A difference of two means with its interval, in the unit of the values. */
export interface Interval {
  difference: number;
  standardError: number;
  /** Welch–Satterthwaite degrees of freedom: real, not rounded. */
  df: number;
  low: number;
  high: number;
}

/** Moments of a sample by Welford's one pass, which loses nothing to a large mean beside a small spread. */
export function momentsOf(values: ArrayLike<number>): Moments {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
  }
  return { n: values.length, mean, variance: values.length > 1 ? squares / (values.length - 1) : 0 };
}

/** Standard error of `a`'s mean minus `b`'s, with Welch–Satterthwaite's degrees of freedom. */
export function welchError(a: Moments, b: Moments): { standardError: number; df: number } {
  const u = a.variance / a.n;
  const v = b.variance / b.n;
  return { standardError: Math.sqrt(u + v), df: (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1)) };
}

/**
 * Welch's interval for the mean of `a` minus the mean of `b`: variances need not be equal (B. L. Welch, Biometrika 34,
 * 1947; F. E. Satterthwaite, Biometrics Bulletin 2, 1946).
 * Undefined when an arm has fewer than two values or when nothing varies: there is then no interval to speak of.
 * @param confidence share of intervals that cover the true difference, such as 0.95
 */
export function welchInterval(a: Moments, b: Moments, confidence: number): Interval | undefined {
  if (a.n < 2 || b.n < 2) return undefined;
  const { standardError, df } = welchError(a, b);
  if (standardError === 0) return undefined;
  const difference = a.mean - b.mean;
  const reach = studentQuantile((1 + confidence) / 2, df) * standardError;
  return { difference, standardError, df, low: difference - reach, high: difference + reach };
}
