import { type RfmCuts, scoresOf } from "./rfm.ts";
import { type Segment, segmentOf } from "./segments.ts";
import type { Rfm } from "./summary.ts";

/** Where a member stands. `r`, `f` and `m` are 1 to 5, or all 0 for a member without an order in the window. */
export interface Standing {
  r: number;
  f: number;
  m: number;
  segment: Segment;
}

/** A standing with since when it holds. Days are the shop's, 'YYYY-MM-DD'. */
interface DatedStanding extends Standing {
  /** The as-of day of the night that first found these scores. */
  since: string;
  /** The same for the segment alone: it outlives changes of scores within it. */
  segmentSince: string;
}

/** What is stored: how a member stands and stood before. */
export interface Classes extends DatedStanding {
  previous: DatedStanding | null;
}

/**
 * Where a member stands by cut points.
 * @param rfm null for a member without an order in the window
 * @param cuts null when nobody has one
 * @param hasBought whether the member has any order at all that is not wholly cancelled
 */
export function standingOf(rfm: Rfm | null, cuts: RfmCuts | null, hasBought: boolean): Standing {
  if (rfm === null || cuts === null) return { r: 0, f: 0, m: 0, segment: hasBought ? "inactive" : "prospect" };
  const scores = scoresOf(rfm, cuts);
  return { ...scores, segment: segmentOf(scores) };
}

const same = (a: Standing, b: Standing): boolean =>
  a.r === b.r && a.f === b.f && a.m === b.m && a.segment === b.segment;

/**
 * What is to be stored after a night found `next` as of `day`: the new classes, or null when nothing is to be written
 * because the scores are as they were, or because a later night has spoken already.
 *
 * The same night again with another result is a correction: what that night said before is replaced, and the standing
 * before it stays the one before (or comes back, its own predecessor forgotten, when the correction undoes the move).
 */
export function changed(previous: Classes | undefined, next: Standing, day: string): Classes | null {
  if (previous === undefined) return { ...next, since: day, segmentSince: day, previous: null };
  if (same(previous, next) || day < previous.since) return null;
  const { previous: earlier, ...latest } = previous;
  const before = day === latest.since ? earlier : latest;
  if (before === null) return { ...next, since: day, segmentSince: day, previous: null };
  if (same(before, next)) return { ...before, previous: null };
  const segmentSince = next.segment === before.segment ? before.segmentSince : day;
  return { ...next, since: day, segmentSince, previous: before };
}
