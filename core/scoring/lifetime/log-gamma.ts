/**
 * ln Γ and its first two derivatives, by Stirling's series from 10 on and the recurrence below (Abramowitz and Stegun
 * 6.1.40, 6.3.18, 6.4.12): eight terms leave less than 1e-15 there.
 */

/** B₂ₙ / (2n (2n−1)), n from 1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156, -3617 / 122_400];
/** B₂ₙ / (2n). */
const DIGAMMA = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32_760, 1 / 12, -3617 / 8160];
/** B₂ₙ. */
const TRIGAMMA = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
const FROM = 10;
const HALF_LOG_2PI = Math.log(2 * Math.PI) / 2;

const powers = (coefficients: readonly number[], square: number): number =>
  coefficients.reduceRight((sum, one) => sum * square + one, 0);

/** ln Γ(v), v > 0. */
export function logGamma(v: number): number {
  let product = 1;
  let at = v;
  for (; at < FROM; at += 1) product *= at;
  const inverse = 1 / at;
  return (
    (at - 0.5) * Math.log(at) - at + HALF_LOG_2PI + inverse * powers(STIRLING, inverse * inverse) - Math.log(product)
  );
}

/** The slope of ln Γ at v > 0. */
export function digamma(v: number): number {
  let below = 0;
  let at = v;
  for (; at < FROM; at += 1) below += 1 / at;
  const square = 1 / (at * at);
  return Math.log(at) - 0.5 / at - square * powers(DIGAMMA, square) - below;
}

/** The curvature of ln Γ at v > 0. */
export function trigamma(v: number): number {
  let below = 0;
  let at = v;
  for (; at < FROM; at += 1) below += 1 / (at * at);
  const inverse = 1 / at;
  const square = inverse * inverse;
  return inverse + square / 2 + inverse * square * powers(TRIGAMMA, square) + below;
}
