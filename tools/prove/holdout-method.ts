import { momentsOf, welchInterval } from "../../core/insight/welch.ts";

/**
 * Shows the hold-out method on made outcomes: members draw their arm and their margin, a known share of the treated
 * places one extra order, and the interval either covers the true lift or it doesn't.
 *
 * The margins are as skewed as real ones: most members buy nothing in 28 days, those who buy spend log-normally
 * (the mean is 1.6 times the median), and the lift comes as extra orders, so the treated vary more than the held out.
 */

export interface CoverageQuestion {
  /** How often the campaign is run anew. */
  seeds: number;
  members: number;
  /** Share of members held out, 0 to 1. */
  holdOutShare: number;
  /** Share of the treated who place one extra order, 0 to 1. */
  lift: number;
  /** First seed; seed + 1, seed + 2, … follow. */
  firstSeed?: number;
}

export interface Coverage {
  seeds: number;
  members: number;
  /** The true lift in margin per treated member, in minor units. */
  trueLiftMinor: number;
  /** Share of runs whose 95 % interval held the true lift. */
  covered: number;
  /** Share of runs without any lift (A/A) whose interval excluded zero. */
  falseAlarms: number;
  /** Share of runs whose interval excluded zero on the right side: the power at this lift. */
  found: number;
}

const BUYERS = 0.2;
const MU = 7;
const SIGMA = 1;
const CONFIDENCE = 0.95;

/** xoshiro128** (D. Blackman and S. Vigna, 2018), its state filled by splitmix32: 128 bits, so that seeds share nothing. */
function uniform(seed: number): () => number {
  let fill = seed >>> 0;
  const next = (): number => {
    fill = (fill + 0x9e3779b9) | 0;
    let z = fill;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result / 0x1_0000_0000;
  };
}

/** One order's margin in whole minor units, log-normal, by Box and Muller's transform. */
function orderMargin(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(Math.exp(MU + SIGMA * normal));
}

/** Runs one campaign; answers where the interval lies, or undefined when an arm was too small for one. */
function campaign(seed: number, members: number, holdOutShare: number, lift: number) {
  const random = uniform(seed);
  const arms = { treated: new Float64Array(members), heldOut: new Float64Array(members) };
  let treated = 0;
  let heldOut = 0;
  for (let member = 0; member < members; member += 1) {
    let margin = random() < BUYERS ? orderMargin(random) : 0;
    if (random() < holdOutShare) {
      arms.heldOut[heldOut] = margin;
      heldOut += 1;
    } else {
      if (lift > 0 && random() < lift) margin += orderMargin(random);
      arms.treated[treated] = margin;
      treated += 1;
    }
  }
  return welchInterval(
    momentsOf(arms.treated.subarray(0, treated)),
    momentsOf(arms.heldOut.subarray(0, heldOut)),
    CONFIDENCE,
  );
}

/** Runs `seeds` campaigns with the lift and as many without, and counts how often the interval was right. */
export function coverage({ seeds, members, holdOutShare, lift, firstSeed = 1 }: CoverageQuestion): Coverage {
  const trueLiftMinor = lift * Math.exp(MU + SIGMA ** 2 / 2);
  let covered = 0;
  let found = 0;
  let falseAlarms = 0;
  for (let run = 0; run < seeds; run += 1) {
    const lifted = campaign(firstSeed + run, members, holdOutShare, lift);
    if (lifted !== undefined && lifted.low <= trueLiftMinor && trueLiftMinor <= lifted.high) covered += 1;
    if (lifted !== undefined && lifted.low > 0) found += 1;
    const same = campaign(firstSeed + seeds + run, members, holdOutShare, 0);
    if (same !== undefined && (same.low > 0 || same.high < 0)) falseAlarms += 1;
  }
  return {
    seeds,
    members,
    trueLiftMinor,
    covered: covered / seeds,
    falseAlarms: falseAlarms / seeds,
    found: found / seeds,
  };
}
