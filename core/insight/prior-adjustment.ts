import type { Interval } from "./welch.ts";
import { momentsOf, welchInterval } from "./welch.ts";

/** One member's outcome beside what the same measure was before the campaign. */
export interface WithPrior {
  outcome: number;
  prior: number;
}

export interface AdjustedInterval extends Interval {
  /** Slope by which the prior was taken out. */
  theta: number;
  /** Share of the squared standard error that the adjustment took away (negative if it only added noise). */
  varianceReduction: number;
}

/**
 * Welch's interval after the pre-period adjustment (CUPED: Deng, Xu, Kohavi and Walker, "Improving the sensitivity of
 * online controlled experiments by utilizing pre-experiment data", WSDM 2013): y − θ(x − mean of x), where θ is the
 * slope of y on x inside the arms, so that the campaign's own effect doesn't enter it. The prior was fixed before the
 * arm was drawn, so the difference stays unbiased and only its noise shrinks.
 * Undefined where Welch's interval is, or when nobody's prior varies.
 */
export function adjustedInterval(
  treated: WithPrior[],
  heldOut: WithPrior[],
  confidence: number,
): AdjustedInterval | undefined {
  const arms = [treated, heldOut];
  let covariance = 0;
  let variance = 0;
  for (const arm of arms) {
    const prior = momentsOf(arm.map((row) => row.prior));
    const outcome = momentsOf(arm.map((row) => row.outcome));
    variance += prior.variance * (prior.n - 1);
    covariance += arm.reduce((sum, row) => sum + (row.prior - prior.mean) * (row.outcome - outcome.mean), 0);
  }
  if (!(variance > 0)) return undefined;
  const theta = covariance / variance;
  const centre = momentsOf(arms.flat().map((row) => row.prior)).mean;
  const [a, b] = arms.map((arm) => momentsOf(arm.map((row) => row.outcome - theta * (row.prior - centre))));
  const [rawA, rawB] = arms.map((arm) => momentsOf(arm.map((row) => row.outcome)));
  if (a === undefined || b === undefined || rawA === undefined || rawB === undefined) return undefined;
  const adjusted = welchInterval(a, b, confidence);
  const raw = welchInterval(rawA, rawB, confidence);
  if (adjusted === undefined || raw === undefined) return undefined;
  return { ...adjusted, theta, varianceReduction: 1 - (adjusted.standardError / raw.standardError) ** 2 };
}
