/**
 * Student's t distribution for real degrees of freedom, which Welch's interval needs and no installed library has.
 *
 * Written here because the packages that offer it were worse than a hundred lines (docs/decisions/0032).
 * The values are held against thirty-digit ones in the tests.
 */

/** Thrown when a probability or the degrees of freedom lie outside of where the distribution is defined. */
export class StudentTDomainError extends Error {
  override readonly name = "StudentTDomainError";
}

/** From here on Student's t is the normal distribution to eight digits. */
const NORMAL_FROM = 1e9;

const tiny = 1e-300;

/**
 * Γ(a + ½) / Γ(a) for a > 0, without either gamma: both overflow long before their ratio does.
 * Recurrence up to a ≥ 64, then the asymptotic series (DLMF 5.11.13), which is right to 1e-18 from there on.
 */
const ratioSeries = [1, -1 / 8, 1 / 128, 5 / 1024, -21 / 32_768, -399 / 262_144, 869 / 4_194_304, 39_325 / 33_554_432];
function gammaHalfRatio(a: number): number {
  let shrink = 1;
  let z = a;
  while (z < 64) {
    shrink *= z / (z + 0.5);
    z += 1;
  }
  const series = ratioSeries.reduceRight((sum, coefficient) => sum / z + coefficient, 0);
  return shrink * Math.sqrt(z) * series;
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  // It converges in the order of sqrt(max(a, b)) steps; the bound is far beyond any sample a shop can have.
  for (let m = 1; m <= 100_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return fraction;
}

function notZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** Density of Student's t at `t` with `df` > 0 degrees of freedom. */
export function studentDensity(t: number, df: number): number {
  const scale = gammaHalfRatio(df / 2) / Math.sqrt(df * Math.PI);
  return scale * Math.exp((-(df + 1) / 2) * Math.log1p((t * t) / df));
}

/** P(T > t) for t ≥ 0: half the regularised incomplete beta function I_x(df/2, ½) at x = df / (df + t²) (DLMF 8.17.1). */
function upperTail(t: number, df: number): number {
  const a = df / 2;
  const rest = (t * t) / (df + t * t);
  const x = df / (df + t * t);
  // x^a · (1 − x)^½ / B(a, ½), with B(a, ½) = √π · Γ(a) / Γ(a + ½).
  const front = (Math.exp(-a * Math.log1p((t * t) / df)) * Math.sqrt(rest) * gammaHalfRatio(a)) / Math.sqrt(Math.PI);
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / (2 * a);
  return 0.5 - front * betaFraction(rest, 0.5, a);
}

/**
 * P(T ≤ t) for Student's t with `df` degrees of freedom (real, > 0).
 * @throws StudentTDomainError when df is not a positive number or t is not a number.
 */
export function studentCdf(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) throw new StudentTDomainError(`no Student t at t=${t}, df=${df}`);
  const tail = upperTail(Math.abs(t), df);
  return t > 0 ? 1 - tail : tail;
}

/**
 * The quantile of Student's t: the t with P(T ≤ t) = p, for 0 < p < 1 and real df ≥ 1.
 * Newton's method on the upper tail inside a bracket that always holds the root, so that it can't leave.
 * @throws StudentTDomainError outside of that domain.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1) || !(df >= 1)) throw new StudentTDomainError(`no Student t quantile at p=${p}, df=${df}`);
  if (p === 0.5) return 0;
  if (df > NORMAL_FROM) return studentQuantile(p, NORMAL_FROM);
  const tail = p < 0.5 ? p : 1 - p;
  let low = 0;
  let high = 2;
  // At df = 1 the tail is about 1 / (π t), so doubling reaches any double's tail within 1,100 steps.
  while (upperTail(high, df) > tail) {
    low = high;
    high *= 2;
  }
  let t = (low + high) / 2;
  for (let step = 0; step < 200; step += 1) {
    const excess = upperTail(t, df) - tail;
    if (excess > 0) low = t;
    else high = t;
    const newton = t + excess / studentDensity(t, df);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-15 * t) return p < 0.5 ? -next : next;
    t = next;
  }
  return p < 0.5 ? -t : t;
}
