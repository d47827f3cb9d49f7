import type { Entry } from "../ledger/entry.ts";
import type { LotOrigin } from "./lot-origin.ts";

/** Points that never expire stand under this instead of a month. */
export const NEVER = "never";

/**
 * What became of the points whose lots expire in one month, since the ledger began: outstanding is issued − used −
 * expired. What was taken back, adjusted or transferred away counts as less issued; what was given back as less used.
 */
export interface Cohort {
  /** `YYYY-MM` of the day that the lots were given at their making, or `never`. */
  month: string;
  /** Lots made. */
  lots: number;
  issued: number;
  used: number;
  expired: number;
}

export type Cohorts = Map<string, Cohort>;

export const outstandingOf = ({ issued, used, expired }: Cohort): number => issued - used - expired;

function cohortOf(cohorts: Cohorts, month: string): Cohort {
  const there = cohorts.get(month) ?? { month, lots: 0, issued: 0, used: 0, expired: 0 };
  cohorts.set(month, there);
  return there;
}

/** Follows an entry of the points account into the cohorts of the lots that it touched. */
export function addToCohorts(cohorts: Cohorts, entry: Entry, originOfLot: (number: number) => LotOrigin): void {
  if (entry.account !== "points") return;
  for (const { entry: maker, amount } of entry.lots) {
    const cohort = cohortOf(cohorts, originOfLot(maker).expiresOn?.slice(0, 7) ?? NEVER);
    if (maker === entry.number) {
      cohort.lots += 1;
      cohort.issued += amount;
    } else if (entry.kind === "expire") cohort.expired -= amount;
    else if (CHANGES_ISSUED.has(entry.kind)) cohort.issued += amount;
    else cohort.used -= amount;
  }
}

/** Kinds that undo or move what was issued; every other kind on a lot that is there uses it, or gives back what was used. */
const CHANGES_ISSUED: ReadonlySet<Entry["kind"]> = new Set([
  "earn",
  "take-back",
  "adjust",
  "transfer",
  "bonus",
  "top-up",
]);

export function addCohort(cohorts: Cohorts, { month, lots, issued, used, expired }: Cohort): void {
  const cohort = cohortOf(cohorts, month);
  cohort.lots += lots;
  cohort.issued += issued;
  cohort.used += used;
  cohort.expired += expired;
}

/** By month; what never expires last. */
export const cohortsOf = (cohorts: Cohorts): Cohort[] =>
  [...cohorts.values()].sort((a, b) => (a.month === b.month ? 0 : a.month < b.month ? -1 : 1));
