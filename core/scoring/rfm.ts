import { type Cuts, quintileCuts } from "./quintile-cuts.ts";

/**
 * RFM as Perennial defines it, so that two people get the same (docs/rfm.md). Every column has one row per member who
 * is scored, that is who has an order in the window: members without are not in the base, and have no scores.
 */
export interface RfmColumns {
  /** As-of day − last order's day. */
  recencyDays: Int32Array;
  /** Paid orders in the window that are not wholly cancelled. */
  frequency: Int32Array;
  /** Paid for the window's orders net of refunds by the as-of day: minor units, whole, up to 2^53. */
  monetaryMinor: Float64Array;
}

/** 1 to 5 each; 5 is best: the most recent, the most frequent, the most spent. */
export interface ScoreColumns {
  r: Uint8Array;
  f: Uint8Array;
  m: Uint8Array;
}

/** Cut points between the quintiles of the base. Fixed thresholds can stand in their place. */
export interface RfmCuts {
  recencyDays: Cuts;
  frequency: Cuts;
  monetaryMinor: Cuts;
}

/** Columns of one table differ in length: the caller mixed tables. */
export class RfmColumnsError extends Error {
  override readonly name = "RfmColumnsError";
}

/** The cut points of a member base; null when nobody is scored. @throws RfmColumnsError for columns unequal in length. */
export function rfmCuts(columns: RfmColumns): RfmCuts | null {
  mustBeOneTable(columns);
  const recencyDays = quintileCuts(columns.recencyDays);
  const frequency = quintileCuts(columns.frequency);
  const monetaryMinor = quintileCuts(columns.monetaryMinor);
  if (recencyDays === null || frequency === null || monetaryMinor === null) return null;
  return { recencyDays, frequency, monetaryMinor };
}

/** The scores of all, row by row. @throws RfmColumnsError for columns unequal in length. */
export function rfmScores(columns: RfmColumns, cuts: RfmCuts): ScoreColumns {
  mustBeOneTable(columns);
  return {
    r: scoreColumn(columns.recencyDays, cuts.recencyDays, 5, -1),
    f: scoreColumn(columns.frequency, cuts.frequency, 1, 1),
    m: scoreColumn(columns.monetaryMinor, cuts.monetaryMinor, 1, 1),
  };
}

/**
 * The scores of one member. Frequency and money: 1 + the number of cuts strictly below the value. Recency is that
 * reversed, 6 − it: 5 − the number of cuts strictly below. So equal values have equal scores, always, and a value on
 * a cut belongs to the quintile below it (for recency: to the more recent one).
 */
export function scoresOf(
  rfm: { recencyDays: number; frequency: number; monetaryMinor: number },
  cuts: RfmCuts,
): { r: number; f: number; m: number } {
  return {
    r: 5 - cutsBelow(rfm.recencyDays, cuts.recencyDays),
    f: 1 + cutsBelow(rfm.frequency, cuts.frequency),
    m: 1 + cutsBelow(rfm.monetaryMinor, cuts.monetaryMinor),
  };
}

function cutsBelow(value: number, cuts: Cuts): number {
  // By index: taking the four apart by destructuring runs an iterator, many times the cost of the comparisons.
  return Number(cuts[0] < value) + Number(cuts[1] < value) + Number(cuts[2] < value) + Number(cuts[3] < value);
}

function scoreColumn(values: Int32Array | Float64Array, cuts: Cuts, first: number, step: 1 | -1): Uint8Array {
  const scores = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i += 1) scores[i] = first + step * cutsBelow(values[i] ?? 0, cuts);
  return scores;
}

function mustBeOneTable({ recencyDays, frequency, monetaryMinor }: RfmColumns): void {
  if (recencyDays.length !== frequency.length || frequency.length !== monetaryMinor.length) {
    throw new RfmColumnsError(
      `columns of ${recencyDays.length}, ${frequency.length} and ${monetaryMinor.length} rows are not one table`,
    );
  }
}
