import type { BgNbd } from "./bg-nbd.ts";
import { climb } from "./climb.ts";
import { distinctTriples, type Triples } from "./distinct-triples.ts";
import { sampleOf, slopeOf } from "./slope.ts";

/** What a fit came to. */
export type BgNbdFit =
  | {
      status: "fitted";
      model: BgNbd;
      logLikelihood: number;
      /** Of the logarithms of r, alpha, a, b: the inverse of the curvature, turned round. */
      logHessian: number[][];
      members: number;
      repeaters: number;
    }
  | { status: "not identified"; reason: string; members: number; repeaters: number };

/** Nine orders of magnitude to either side: whoever goes there goes for good. */
const BOUND = Math.log(1e9);

/**
 * Fits BG/NBD by maximum likelihood, at any unit of time: inside, time is counted in means of T, so that a change of unit
 * moves alpha and nothing else. Where the likelihood has no maximum inside (nobody is seen to leave, all buy at one
 * rate), it says so.
 */
export function fitBgNbd(members: Triples): BgNbdFit {
  const triples = distinctTriples(members);
  const weights = triples.weight;
  const sumOf = (of: ArrayLike<number>): number => weights.reduce((sum, weight, at) => sum + weight * (of[at] ?? 0), 0);
  const [purchases, time] = [sumOf(triples.x), sumOf(triples.T)];
  const count = members.x.length;
  const repeaters = weights.reduce((sum, weight, at) => sum + ((triples.x[at] ?? 0) > 0 ? weight : 0), 0);
  const counts = { members: count, repeaters };
  if (repeaters === 0) return { status: "not identified", reason: "nobody has come back yet", ...counts };
  const unit = time / count;
  const sample = sampleOf({
    ...triples,
    tx: triples.tx.map((one) => one / unit),
    T: triples.T.map((one) => one / unit),
  });
  const surface = (logs: readonly number[]) => {
    const [r = 1, alpha = 1, a = 1, b = 1] = logs.map(Math.exp);
    const { value, gradient, hessian } = slopeOf({ r, alpha, a, b }, sample);
    if (!Number.isFinite(value)) return undefined;
    const by = [r, alpha, a, b];
    return {
      value,
      gradient: gradient.map((one, at) => one * (by[at] ?? 0)),
      hessian: hessian.map((row, at) =>
        row.map(
          (one, of) => one * (by[at] ?? 0) * (by[of] ?? 0) + (at === of ? (gradient[at] ?? 0) * (by[at] ?? 0) : 0),
        ),
      ),
    };
  };
  const summit = climb(surface, [Math.log(0.5), Math.log((0.5 * count) / purchases), 0, Math.log(2)], BOUND);
  if (!summit.inside) return { status: "not identified", reason: reasonOf(summit.logs), ...counts };
  const [r = 1, alpha = 1, a = 1, b = 1] = summit.logs.map(Math.exp);
  return {
    status: "fitted",
    model: { r, alpha: alpha * unit, a, b },
    // Densities of purchases in time: counted in another unit, each is as much larger as the unit is.
    logLikelihood: summit.value - purchases * Math.log(unit),
    logHessian: summit.hessian,
    ...counts,
  };
}

function reasonOf([r = 0, , a = 0, b = 0]: readonly number[]): string {
  if (a - b < -12) return "nobody is seen to leave: the members who stopped are as many as chance would have";
  if (r > 6) return "all members buy at one rate: there is nothing to tell them apart by";
  if (a > 6 && b > 6) return "all members leave alike: there is nothing to tell them apart by";
  return "the likelihood has no maximum inside: more members, or more weeks, would be needed";
}
