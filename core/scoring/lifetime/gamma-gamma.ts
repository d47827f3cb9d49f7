import { climb } from "./climb.ts";
import { digamma, logGamma, trigamma } from "./log-gamma.ts";

/**
 * Gamma–Gamma: what a member spends a time varies about a mean of their own, and the means vary over members.
 *
 * P. S. Fader, B. G. S. Hardie, The Gamma-Gamma Model of Monetary Value, note 025 (2013). Money in one unit, `gamma` in
 * the same.
 */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

/** Mean spend over a member's repeated purchases: x > 0 of them, mean > 0. */
export interface Spend {
  readonly x: number;
  readonly mean: number;
}

export type GammaGammaFit =
  | { status: "fitted"; model: GammaGamma; logLikelihood: number; logHessian: number[][]; members: number }
  | { status: "not identified"; reason: string; members: number };

/** The mean of what a member spends a time, over what is known of all and of them. Undefined mean (q ≤ 1): infinite. */
export function expectedSpend({ p, q, gamma }: GammaGamma, { x, mean }: Spend): number {
  const below = p * x + q - 1;
  return below <= 0 ? Number.POSITIVE_INFINITY : (p * (gamma + mean * x)) / below;
}

const BOUND = Math.log(1e9);

/** Fits Gamma–Gamma by maximum likelihood; money is counted in its own mean inside, so the unit moves gamma alone. */
export function fitGammaGamma(spends: readonly Spend[]): GammaGammaFit {
  const known = spends.filter(({ x, mean }) => x > 0 && mean > 0);
  const members = known.length;
  if (members < 2) return { status: "not identified", reason: "fewer than two members have bought again", members };
  const unit = known.reduce((sum, { mean }) => sum + mean, 0) / members;
  const scaled = known.map(({ x, mean }) => ({ x, mean: mean / unit }));
  const summit = climb((logs) => surfaceOf(logs, scaled), [Math.log(2), Math.log(3), 0], BOUND);
  if (!summit.inside) {
    const reason = "the likelihood of spend has no maximum inside: members spend too much alike, or are too few";
    return { status: "not identified", reason, members };
  }
  const [p = 1, q = 1, gamma = 1] = summit.logs.map(Math.exp);
  return {
    status: "fitted",
    model: { p, q, gamma: gamma * unit },
    logLikelihood: summit.value - members * Math.log(unit),
    logHessian: summit.hessian,
    members,
  };
}

/** Log likelihood with slope and curvature in the logarithms of p, q, gamma. */
function surfaceOf(logs: readonly number[], spends: readonly Spend[]) {
  const [p = 1, q = 1, gamma = 1] = logs.map(Math.exp);
  let value = 0;
  let [gp, gq, gg, pp, pq, pg, qq, qg, gammaGamma] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  const ofQ = { log: logGamma(q), first: digamma(q), second: trigamma(q) };
  const logOfGamma = Math.log(gamma);
  for (const { x, mean } of spends) {
    const px = p * x;
    const all = gamma + x * mean;
    const logAll = Math.log(all);
    const logSpent = Math.log(x * mean);
    value +=
      logGamma(px + q) - logGamma(px) - ofQ.log + q * logOfGamma + px * logSpent - Math.log(mean) - (px + q) * logAll;
    const both = digamma(px + q);
    const bothCurve = trigamma(px + q);
    gp += x * (both - digamma(px) + logSpent - logAll);
    gq += both - ofQ.first + logOfGamma - logAll;
    gg += q / gamma - (px + q) / all;
    pp += x * x * (bothCurve - trigamma(px));
    pq += x * bothCurve;
    pg -= x / all;
    qq += bothCurve - ofQ.second;
    qg += 1 / gamma - 1 / all;
    gammaGamma += (px + q) / (all * all) - q / (gamma * gamma);
  }
  if (!Number.isFinite(value)) return undefined;
  const by = [p, q, gamma];
  const gradient = [gp, gq, gg];
  const hessian = [
    [pp, pq, pg],
    [pq, qq, qg],
    [pg, qg, gammaGamma],
  ];
  return {
    value,
    gradient: gradient.map((one, at) => one * (by[at] ?? 0)),
    hessian: hessian.map((row, at) =>
      row.map((one, of) => one * (by[at] ?? 0) * (by[of] ?? 0) + (at === of ? (gradient[at] ?? 0) * (by[at] ?? 0) : 0)),
    ),
  };
}
