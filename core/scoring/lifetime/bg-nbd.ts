/**
 * BG/NBD: buying at a rate of one's own until, after some purchase, one never comes back.
 *
 * P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD
 * Model, Marketing Science 24 (2005), 275–284. Rates are gamma distributed over members (shape `r`, rate `alpha` in
 * units of time), the chance to leave after a purchase beta distributed (`a`, `b`).
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** What the model needs of a member. Times are in one unit, whichever; `alpha` is in the same. */
export interface Triple {
  /** Purchases after the first one. */
  readonly x: number;
  /** From the first purchase to the last; 0 where there was one. */
  readonly tx: number;
  /** From the first purchase to the end of what was seen. */
  readonly T: number;
}

/** A series that would not end: horizon and parameters are beyond anything a shop has. */
export class SeriesBoundError extends Error {
  override readonly name = "SeriesBoundError";
}

/** ln(v (v+1) … (v+n−1)): a ratio of gammas without their cancellation. */
export function logRising(v: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k += 1) sum += Math.log(v + k);
  return sum;
}

/** The log likelihood of one member (equation 6 of the paper, without its binomial-free constant: it has none). */
export function logLikelihoodOf({ r, alpha, a, b }: BgNbd, { x, tx, T }: Triple): number {
  const common = logRising(r, x) + r * Math.log(alpha) + logRising(b, x) - logRising(a + b, x);
  const alive = -(r + x) * Math.log(alpha + T);
  if (x === 0) return common + alive;
  const gone = Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + tx);
  const [more, less] = alive > gone ? [alive, gone] : [gone, alive];
  return common + more + Math.log1p(Math.exp(less - more));
}

/** The odds that somebody has left: none for who never came back, since only a repeated purchase can be the last. */
const oddsGone = ({ r, alpha, a, b }: BgNbd, { x, tx, T }: Triple): number =>
  x === 0 ? 0 : (a / (b + x - 1)) * Math.exp((r + x) * Math.log1p((T - tx) / (alpha + tx)));

/**
 * The probability that a member still buys. Published as it is, it is 1 for everybody who bought once: it ranks nobody
 * for care (`churnRisk` does).
 */
export const pActive = (model: BgNbd, member: Triple): number => 1 / (1 + oddsGone(model, member));

/** Purchases to be expected of a member within `t` from the end of what was seen (equation 10 of the paper). */
export const expectedPurchases = (model: BgNbd, member: Triple, t: number): number =>
  purchasesWithin(model, member.x, member.T, t) / (1 + oddsGone(model, member));

/** Purchases after the first to be expected of a newcomer within `t` of it (equation 9). */
export const expectedOfNewcomer = (model: BgNbd, t: number): number => purchasesWithin(model, 0, 0, t);

/** Terms of a series at most: enough for horizons of some thousand times what was seen. */
const MOST_TERMS = 1_000_000;

/**
 * (a+b+x−1)/(a−1) · [1 − ((α+T)/(α+T+t))^(r+x) · ₂F₁(r+x, b+x; a+b+x−1; t/(α+T+t))], in a form that knows no a = 1.
 * Euler's transformation turns power and series into (1−z)^e · ₂F₁(a+b−1−r, e; a+b+x−1; z) with e = a−1: small
 * parameters however large x is, and each term behind the first carries the e that is divided by.
 */
function purchasesWithin({ r, alpha, a, b }: BgNbd, x: number, T: number, t: number): number {
  const z = t / (alpha + T + t);
  const e = a - 1;
  const upper = a + b - 1 - r;
  const lower = a + b + x - 1;
  let term = (upper / lower) * z;
  let series = term;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(series); n += 1) {
    if (n > MOST_TERMS) throw new SeriesBoundError(`no end after ${n} terms, at z = ${z}`);
    term *= (((upper + n) * (e + n)) / ((lower + n) * (n + 1))) * z;
    series += term;
  }
  const log = Math.log1p(-z);
  const power = e === 0 ? log : Math.expm1(e * log) / e;
  return -lower * (power + series * Math.exp(e * log));
}
