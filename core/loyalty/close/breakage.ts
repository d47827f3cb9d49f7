import { studentQuantile } from "../../insight/student-t.ts";
import { type Cohort, NEVER, outstandingOf } from "./cohort.ts";

/** Matured lots that an estimate takes: with 400 an interval of a share is at most five points of a hundred wide each way. */
export const LOTS_ENOUGH = 400;
/** Months of expiry that it takes: the interval comes from how much months differ. */
export const MONTHS_ENOUGH = 3;

/** The share of issued points that expires unused, found from months that are over. */
export interface BreakageRate {
  rate: number;
  /** 95 % interval, cut at 0 and 1. */
  low: number;
  high: number;
  maturedMonths: number;
  maturedLots: number;
}

export type Breakage =
  | ({ kind: "estimated" } & BreakageRate & {
        /** Points outstanding that are expected to expire, and between which bounds. */
        points: number;
        lowPoints: number;
        highPoints: number;
      })
  | {
      kind: "not-enough-data";
      maturedLots: number;
      maturedMonths: number;
      lotsNeeded: number;
      monthsNeeded: number;
      /** The month at whose end the lots that there are now will do; absent while there are too few of them. */
      enoughAfter?: string;
    };

/**
 * Expected breakage of the points outstanding.
 *
 * Rate: over cohorts by month of expiry whose month is over, expired ÷ issued, a ratio estimate whose variance comes from
 * the months' residuals (W. G. Cochran, *Sampling Techniques*, chapter 6: v(R) = Σ(x − R·y)² ÷ (n·(n − 1)·ȳ²)), with
 * Student's t of n − 1 degrees of freedom. Applied to what each open cohort was *issued*, as IFRS 15 (B46) has breakage
 * expected from the pattern of past use, but never above what the cohort has outstanding. Points that never expire have
 * none.
 * @param day a month that ends by this day is over
 */
export function estimateBreakage(cohorts: readonly Cohort[], day: string): Breakage {
  const dated = cohorts.filter(({ month, issued }) => month !== NEVER && issued > 0);
  // The month of the day itself is open until its last day is over: what expires on it is posted in the night after.
  const matured = dated.filter(({ month }) => month < day.slice(0, 7));
  const maturedLots = matured.reduce((sum, { lots }) => sum + lots, 0);
  if (matured.length < MONTHS_ENOUGH || maturedLots < LOTS_ENOUGH) {
    const after = enoughAfter(dated);
    return {
      kind: "not-enough-data",
      maturedLots,
      maturedMonths: matured.length,
      lotsNeeded: LOTS_ENOUGH,
      monthsNeeded: MONTHS_ENOUGH,
      ...(after === undefined ? {} : { enoughAfter: after }),
    };
  }
  const rate = rateOf(matured);
  const open = dated.filter(({ month }) => month >= day.slice(0, 7));
  const expected = (share: number): number =>
    open.reduce(
      (sum, cohort) => sum + Math.max(0, Math.min(outstandingOf(cohort), Math.round(share * cohort.issued))),
      0,
    );
  return {
    kind: "estimated",
    ...{ ...rate, maturedMonths: matured.length, maturedLots },
    ...{ points: expected(rate.rate), lowPoints: expected(rate.low), highPoints: expected(rate.high) },
  };
}

function rateOf(matured: readonly Cohort[]): Pick<BreakageRate, "rate" | "low" | "high"> {
  const n = matured.length;
  const issued = matured.reduce((sum, cohort) => sum + cohort.issued, 0);
  const rate = matured.reduce((sum, cohort) => sum + cohort.expired, 0) / issued;
  const squares = matured.reduce((sum, cohort) => sum + (cohort.expired - rate * cohort.issued) ** 2, 0);
  const error = Math.sqrt(squares / (n * (n - 1))) / (issued / n);
  const reach = studentQuantile(0.975, n - 1) * error;
  return { rate, low: Math.max(0, rate - reach), high: Math.min(1, rate + reach) };
}

/** The first month that closes with enough lots and months behind it. */
function enoughAfter(dated: readonly Cohort[]): string | undefined {
  let lots = 0;
  for (const [at, cohort] of dated.toSorted((a, b) => (a.month < b.month ? -1 : 1)).entries()) {
    lots += cohort.lots;
    if (at + 1 >= MONTHS_ENOUGH && lots >= LOTS_ENOUGH) return cohort.month;
  }
  return undefined;
}
