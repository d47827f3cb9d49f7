import type { BgNbd } from "./bg-nbd.ts";
import type { WeightedTriples } from "./distinct-triples.ts";

/** A log likelihood with its slope and curvature. Order of parameters: r, alpha, a, b. */
export interface Slope {
  value: number;
  gradient: number[];
  /** Symmetric, row by row. */
  hessian: number[][];
}

/** What of a sample doesn't change while its parameters are looked for. */
export interface Sample {
  readonly triples: WeightedTriples;
  readonly members: number;
  /** For k from 0: how many members have more than k repeated purchases. */
  readonly moreThan: Float64Array;
}

export function sampleOf(triples: WeightedTriples): Sample {
  const { x, weight } = triples;
  const most = x.reduce((largest, one) => Math.max(largest, one), 0);
  const moreThan = new Float64Array(most);
  let members = 0;
  for (const [at, one] of x.entries()) {
    const own = weight[at] ?? 0;
    members += own;
    if (one > 0) moreThan[one - 1] = (moreThan[one - 1] ?? 0) + own;
  }
  for (let k = most - 2; k >= 0; k -= 1) moreThan[k] = (moreThan[k] ?? 0) + (moreThan[k + 1] ?? 0);
  return { triples, members, moreThan };
}

/**
 * The log likelihood of all members, with its first and second derivatives. Each member's is
 * ln Γ(r+x)/Γ(r) + r ln α + ln B(a,b+x)/B(a,b) + ln(e^alive + e^gone): the gammas come down to sums over k < x, the same
 * for all members that have bought more than k times, and the last term is worked out triple by triple.
 */
export function slopeOf({ r, alpha, a, b }: BgNbd, { triples, members, moreThan }: Sample): Slope {
  const { x, tx, T, weight } = triples;
  let value = members * r * Math.log(alpha);
  let [gr, ga, gb] = [members * Math.log(alpha), 0, 0];
  let gAlpha = (members * r) / alpha;
  let [rr, rAlpha, aa, ab, bb] = [0, members / alpha, 0, 0, 0];
  let alphaAlpha = -(members * r) / (alpha * alpha);
  let [ra, rb, alphaA, alphaB] = [0, 0, 0, 0];

  for (let k = 0; k < moreThan.length; k += 1) {
    const own = moreThan[k] ?? 0;
    const [ofR, ofB, ofBoth] = [1 / (r + k), 1 / (b + k), 1 / (a + b + k)];
    value += own * Math.log(((r + k) * (b + k)) / (a + b + k));
    gr += own * ofR;
    ga -= own * ofBoth;
    gb += own * (ofB - ofBoth);
    rr -= own * ofR * ofR;
    aa += own * ofBoth * ofBoth;
    ab += own * ofBoth * ofBoth;
    bb -= own * (ofB * ofB - ofBoth * ofBoth);
  }

  for (let at = 0; at < x.length; at += 1) {
    const [ownX, own] = [x[at] ?? 0, weight[at] ?? 0];
    const power = r + ownX;
    const aliveLog = Math.log(alpha + (T[at] ?? 0));
    const aliveRate = 1 / (alpha + (T[at] ?? 0));
    if (ownX === 0) {
      value -= own * power * aliveLog;
      gr -= own * aliveLog;
      gAlpha -= own * power * aliveRate;
      rAlpha -= own * aliveRate;
      alphaAlpha += own * power * aliveRate * aliveRate;
      continue;
    }
    const goneLog = Math.log(alpha + (tx[at] ?? 0));
    const goneRate = 1 / (alpha + (tx[at] ?? 0));
    const rest = 1 / (b + ownX - 1);
    // The odds that this member has left; never beyond what a number holds, since alive is the other side of it.
    const odds = a * rest * Math.exp(power * (aliveLog - goneLog));
    const gone = odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
    const alive = 1 - gone;
    value +=
      own *
      (odds > 1 ? Math.log(a * rest) - power * goneLog + Math.log1p(1 / odds) : -power * aliveLog + Math.log1p(odds));
    const both = own * alive * gone;
    // How the two ways differ in each derivative.
    const [dr, dAlpha, da, db] = [aliveLog - goneLog, power * (aliveRate - goneRate), 1 / a, -rest];
    gr -= own * (alive * aliveLog + gone * goneLog);
    gAlpha -= own * power * (alive * aliveRate + gone * goneRate);
    ga += own * gone * da;
    gb += own * gone * db;
    rr += both * dr * dr;
    rAlpha += both * dr * dAlpha - own * (alive * aliveRate + gone * goneRate);
    ra += both * dr * da;
    rb += both * dr * db;
    alphaAlpha += both * dAlpha * dAlpha + own * power * (alive * aliveRate * aliveRate + gone * goneRate * goneRate);
    alphaA += both * dAlpha * da;
    alphaB += both * dAlpha * db;
    aa += both * da * da - own * gone * da * da;
    ab += both * da * db;
    bb += both * db * db + own * gone * rest * rest;
  }
  return {
    value,
    gradient: [gr, gAlpha, ga, gb],
    hessian: [
      [rr, rAlpha, ra, rb],
      [rAlpha, alphaAlpha, alphaA, alphaB],
      [ra, alphaA, aa, ab],
      [rb, alphaB, ab, bb],
    ],
  };
}
