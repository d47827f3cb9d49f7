import { timesShare } from "../../insight/order-money.ts";
import { type Breakage, estimateBreakage } from "./breakage.ts";
import type { Cohort } from "./cohort.ts";
import { type Line, OWED } from "./line.ts";

/** What the shop owes for points at the end of a day. */
export interface Liability {
  /** Points and pending points that members hold; what members owe is not set off against it. */
  points: number;
  /** Owed by members: points taken back beyond what was there. */
  owedPoints: number;
  /** Minor units of the programme's currency for 1,000 points, as configured at the close. */
  minorPer1000: number;
  currency: string;
  /** All of them used: the most that they can cost. */
  grossMinor: number;
  breakage: Breakage;
  /** Gross less expected breakage; absent while there is not enough data for an estimate. */
  netMinor?: number;
}

/** Values the points of a close. Pending points count in full and without breakage: their expiry has not begun. */
export function liabilityOf(
  lines: readonly Line[],
  cohorts: readonly Cohort[],
  day: string,
  rules: { minorPer1000: number; currency: string },
): Liability {
  const pointLines = lines.filter(
    ({ view, account }) => view === "lot-tier" && (account === "points" || account === "pending"),
  );
  const sum = (of: readonly Line[]): number => of.reduce((total, { closing }) => total + closing, 0);
  const points = sum(pointLines.filter(({ key }) => key !== OWED));
  const breakage = estimateBreakage(cohorts, day);
  const grossMinor = timesShare(points, rules.minorPer1000, 1_000);
  return {
    points,
    owedPoints: 0 - sum(pointLines.filter(({ key }) => key === OWED)),
    ...rules,
    grossMinor,
    breakage,
    ...(breakage.kind === "estimated"
      ? { netMinor: grossMinor - timesShare(breakage.points, rules.minorPer1000, 1_000) }
      : {}),
  };
}
