import type { MemberOutcome } from "./member-outcomes.ts";
import { membersNeeded, minimumDetectable, POWER, powerFor } from "./power.ts";
import type { AdjustedInterval } from "./prior-adjustment.ts";
import { adjustedInterval } from "./prior-adjustment.ts";
import type { Interval, Moments } from "./welch.ts";
import { momentsOf, welchInterval } from "./welch.ts";
import { DAY_MS, WINDOW_DAYS } from "./window.ts";

export const CONFIDENCE = 0.95;

/**
 * Members with an order that each arm needs before the interval is let speak. Margins are skewed: most members buy
 * nothing, a few buy much, and with few buyers held out the interval is too narrow on one side. Measured on made A/A
 * outcomes (20 % buy, log-normal with σ = 1, 20 % held out): "proven gain" came out of nothing in 8.0 % of runs of 400
 * members, where 2.5 % is meant; with this rule in 0.0 %, and in 2.0 % at 800.
 */
export const BUYERS_AT_LEAST = 30;

/** The lift that the plan reckons with when it says how many members are needed: a tenth of what the held-out bring. */
export const TARGET_SHARE = 0.1;

export type Verdict = "proven gain" | "proven loss" | "not proven";

/** Why the verdict is what it is: what the interval says, or why it isn't asked. */
export type VerdictReason = "above-zero" | "below-zero" | "holds-zero" | "too-few-buyers" | "not-enough-data";

export interface ArmFigures {
  /** Members enrolled, finished and unfinished windows together. */
  enrolled: number;
  /** Members whose window is over: the rows of the comparison. */
  finished: number;
  unfinished: number;
  /** Members among the finished with an order in the window. */
  buyers: number;
  /** Means over the finished, in minor units; 0 when there are none. */
  meanMarginMinor: number;
  meanAfterCostMinor: number;
}

/** Difference per member in minor units, and times the finished treated members, in whole minor units. */
export interface Estimate extends Interval {
  totalMinor: number;
  totalLowMinor: number;
  totalHighMinor: number;
}

/** What it takes to see a lift, after cost, with 80 % power. */
export interface LiftPlan {
  liftMinor: number;
  /** Power at the present size. */
  power: number;
  /** Finished members of both arms that it takes. `null`: no number would do. */
  membersNeeded: number | null;
  /** Of these, members who have not even been enrolled yet. */
  membersStillNeeded: number | null;
  /** Weeks until their windows are over, at the rate of enrolment so far. */
  weeksStillNeeded: number | null;
}

export interface Increment {
  treated: ArmFigures;
  heldOut: ArmFigures;
  /** When the last unfinished window ends, in epoch milliseconds. */
  unfinishedUntilMs: number | undefined;
  /** Undefined when an arm has fewer than two finished members or one doesn't vary. */
  beforeCost: Estimate | undefined;
  afterCost: Estimate | undefined;
  /** The after-cost difference again, with the 180 days before taken out. Never the verdict. */
  afterCostAdjusted: AdjustedInterval | undefined;
  verdict: Verdict;
  because: VerdictReason;
  /** Smallest true lift that 80 of 100 such campaigns would show. */
  minimumDetectableMinor: number | undefined;
  atObserved: LiftPlan | undefined;
  /** For a tenth of the held-out members' mean margin; undefined when that is nought. */
  atTarget: LiftPlan | undefined;
  /** Finished members, both arms together, before the interval is let speak, at the share of buyers so far. `null` when an arm has none. */
  membersForVerdict: number | null;
}

/**
 * Compares the treated with the held-out members of one journey: margin per member over 28 days from the first
 * enrolment, by intent to treat, before and after what the campaign cost. The cost is part of each row, so that the
 * interval after cost knows how unevenly it was spent; the held-out carry the points that their own orders earned,
 * just as their margin counts, so that only points on *extra* orders weigh on the campaign.
 */
export function measureIncrement(outcomes: MemberOutcome[], asOfMs: number): Increment {
  const treated = outcomes.filter(({ arm, finished }) => arm === "treated" && finished);
  const heldOut = outcomes.filter(({ arm, finished }) => arm === "held-out" && finished);
  const beforeCost = estimate(treated.map(margin), heldOut.map(margin));
  const afterCost = estimate(treated.map(afterCostMargin), heldOut.map(afterCostMargin));
  const arms = { treated: figures(outcomes, "treated"), heldOut: figures(outcomes, "held-out") };
  const open = outcomes.filter(({ finished }) => !finished).map(({ first }) => first.untilMs);
  const moments = { a: momentsOf(treated.map(afterCostMargin)), b: momentsOf(heldOut.map(afterCostMargin)) };
  const plan = (lift: number | undefined): LiftPlan | undefined =>
    afterCost === undefined || lift === undefined ? undefined : liftPlan(lift, moments, outcomes, asOfMs);
  const target = TARGET_SHARE * momentsOf(heldOut.map(margin)).mean;
  return {
    ...arms,
    unfinishedUntilMs: open.length === 0 ? undefined : Math.max(...open),
    beforeCost,
    afterCost,
    afterCostAdjusted: afterCost && adjustedInterval(treated.map(withPrior), heldOut.map(withPrior), CONFIDENCE),
    ...judge(afterCost, arms.treated, arms.heldOut),
    minimumDetectableMinor: afterCost && minimumDetectable(moments.a, moments.b, CONFIDENCE, POWER),
    atObserved: plan(afterCost?.difference),
    atTarget: plan(target > 0 ? target : undefined),
    membersForVerdict: membersForVerdict(arms.treated, arms.heldOut),
  };
}

const margin = (row: MemberOutcome): number => row.marginMinor;
const afterCostMargin = (row: MemberOutcome): number => row.marginMinor - row.costMilli / 1_000;
const withPrior = (row: MemberOutcome) => ({ outcome: afterCostMargin(row), prior: row.priorMarginMinor });

function estimate(treated: number[], heldOut: number[]): Estimate | undefined {
  const [a, b] = [momentsOf(treated), momentsOf(heldOut)];
  // An arm in which nobody differs says nothing about how much members differ.
  if (a.variance === 0 || b.variance === 0) return undefined;
  const interval = welchInterval(a, b, CONFIDENCE);
  if (interval === undefined) return undefined;
  return {
    ...interval,
    totalMinor: Math.round(interval.difference * a.n),
    totalLowMinor: Math.round(interval.low * a.n),
    totalHighMinor: Math.round(interval.high * a.n),
  };
}

function figures(outcomes: MemberOutcome[], arm: MemberOutcome["arm"]): ArmFigures {
  const all = outcomes.filter((row) => row.arm === arm);
  const finished = all.filter((row) => row.finished);
  return {
    enrolled: all.length,
    finished: finished.length,
    unfinished: all.length - finished.length,
    buyers: finished.filter(({ orders }) => orders > 0).length,
    meanMarginMinor: momentsOf(finished.map(margin)).mean,
    meanAfterCostMinor: momentsOf(finished.map(afterCostMargin)).mean,
  };
}

function judge(
  afterCost: Estimate | undefined,
  treated: ArmFigures,
  heldOut: ArmFigures,
): { verdict: Verdict; because: VerdictReason } {
  if (afterCost === undefined) return { verdict: "not proven", because: "not-enough-data" };
  if (Math.min(treated.buyers, heldOut.buyers) < BUYERS_AT_LEAST) {
    return { verdict: "not proven", because: "too-few-buyers" };
  }
  if (afterCost.low > 0) return { verdict: "proven gain", because: "above-zero" };
  if (afterCost.high < 0) return { verdict: "proven loss", because: "below-zero" };
  return { verdict: "not proven", because: "holds-zero" };
}

function membersForVerdict(treated: ArmFigures, heldOut: ArmFigures): number | null {
  const buyers = Math.min(treated.buyers, heldOut.buyers);
  return buyers === 0 ? null : Math.ceil(((treated.finished + heldOut.finished) * BUYERS_AT_LEAST) / buyers);
}

function liftPlan(
  liftMinor: number,
  { a, b }: { a: Moments; b: Moments },
  outcomes: MemberOutcome[],
  asOfMs: number,
): LiftPlan {
  const needed = membersNeeded(liftMinor, a, b, CONFIDENCE, POWER);
  const stillNeeded = needed === null ? null : Math.max(0, needed - outcomes.length);
  return {
    liftMinor,
    power: powerFor(liftMinor, a, b, CONFIDENCE),
    membersNeeded: needed,
    membersStillNeeded: stillNeeded,
    weeksStillNeeded:
      needed === null || stillNeeded === null ? null : weeksUntil(needed, stillNeeded, outcomes, asOfMs),
  };
}

/** Weeks to enrol who is still missing, and the four that their windows take; or until the open windows are over. */
function weeksUntil(needed: number, stillNeeded: number, outcomes: MemberOutcome[], asOfMs: number): number {
  const weekMs = 7 * DAY_MS;
  const finished = outcomes.filter((row) => row.finished).length;
  if (finished >= needed) return 0;
  if (stillNeeded === 0) {
    const ends = outcomes.filter((row) => !row.finished).map(({ first }) => first.untilMs);
    ends.sort((x, y) => x - y);
    return Math.ceil(((ends[needed - finished - 1] ?? asOfMs) - asOfMs) / weekMs);
  }
  const since = outcomes.reduce((earliest, row) => Math.min(earliest, row.enteredAtMs), asOfMs);
  const perWeek = outcomes.length / Math.max(1, (asOfMs - since) / weekMs);
  return Math.ceil(stillNeeded / perWeek + WINDOW_DAYS / 7);
}
