import { studentCdf, studentQuantile } from "./student-t.ts";
import type { Moments } from "./welch.ts";
import { welchError } from "./welch.ts";

/** Share of repetitions in which a campaign with the lift that was looked for should be found out. */
export const POWER = 0.8;

/** Beyond this many members an answer is no help: it means "not with this campaign". */
const MEMBERS_AT_MOST = 1_000_000_000;

/**
 * Power of the two-sided Welch test to see a true difference of `lift`, at the variances that were observed: the chance
 * that the interval excludes zero. The shifted t distribution stands for the non-central one, to which it is close for
 * more than some twenty members.
 */
export function powerFor(lift: number, a: Moments, b: Moments, confidence: number): number {
  const { standardError, df } = welchError(a, b);
  const critical = studentQuantile((1 + confidence) / 2, df);
  const shift = Math.abs(lift) / standardError;
  return studentCdf(shift - critical, df) + studentCdf(-shift - critical, df);
}

/** The smallest true difference that would be seen with `power`, at the observed variances and sizes. */
export function minimumDetectable(a: Moments, b: Moments, confidence: number, power: number): number {
  const { standardError, df } = welchError(a, b);
  return standardError * (studentQuantile((1 + confidence) / 2, df) + studentQuantile(power, df));
}

/**
 * How many members, both arms together in the shares that they have now, would show a true difference of `lift` with
 * `power`. `null` when no number that a shop can have would do (a lift of nought among them).
 */
export function membersNeeded(lift: number, a: Moments, b: Moments, confidence: number, power: number): number | null {
  const share = a.n / (a.n + b.n);
  const spread = a.variance / share + b.variance / (1 - share);
  let members = a.n + b.n;
  // The quantiles depend on the size that is looked for; a handful of rounds settles it.
  for (let round = 0; round < 8; round += 1) {
    const scaled = { a: { ...a, n: members * share }, b: { ...b, n: members * (1 - share) } };
    const df = Math.max(1, welchError(scaled.a, scaled.b).df);
    const reach = studentQuantile((1 + confidence) / 2, df) + studentQuantile(power, df);
    const next = (reach / lift) ** 2 * spread;
    if (!(next <= MEMBERS_AT_MOST)) return null;
    // Each arm needs two members to vary at all.
    members = Math.max(next, 2 / share, 2 / (1 - share));
  }
  return Math.ceil(members);
}
