import type { QuietStepReached } from "../contract/announcement.ts";
import type { Journey, Programme } from "../programme/programme.ts";
import type { ProgrammeStore } from "../programme/programme-store.ts";
import { dayNumber, isoDayOf } from "../scoring/day-number.ts";
import type { SnapshotStore } from "../scoring/snapshot.ts";
import type { Hash } from "./enrolment-arm.ts";

/** What the sweep reads of a member in the night's snapshot. */
export interface QuietRow {
  memberId: string;
  /** Day of the last order that stands, since 1970-01-01; null without any. */
  lastOrderDay: number | null;
}

/** A part of the backlog: everyone is in the same one of `of` parts every night. */
export interface BacklogPart {
  part: number;
  of: number;
}

export interface SweepScope {
  /** The day of the snapshot. */
  asOf: string;
  /** Crossings after this day count: the last sweep's, or the day on which the programme went live. */
  after: string;
  /** Whoever was quiet before, too: by an explicit flag only. */
  backlog?: BacklogPart | undefined;
}

/** The steps of every journey that is entered on silence and is on, in days, ascending. */
export const ladderOf = (journeys: readonly Journey[]): number[] =>
  [
    ...new Set(
      journeys.flatMap(({ enabled, trigger }) => (enabled && trigger.kind === "quiet" ? trigger.stepsDays : [])),
    ),
  ].sort((a, b) => a - b);

/** From which day on crossings count: never before the programme was live, and each only once. */
export const crossingsAfter = ({ liveSince }: Programme, lastSweep: string | undefined): string =>
  lastSweep !== undefined && lastSweep > liveSince ? lastSweep : liveSince;

/**
 * Who crossed a step of silence: the day on which the step was full lies after `after` and not after `asOf`. Of several
 * steps at once (nights were missed, or backlog) the highest counts, so nobody gets two messages for one silence.
 */
export function crossings(
  rows: Iterable<QuietRow>,
  ladder: readonly number[],
  { asOf, after, backlog }: SweepScope,
  hash: Hash,
): QuietStepReached[] {
  const [today, since] = [dayNumber(asOf), backlog ? Number.NEGATIVE_INFINITY : dayNumber(after)];
  const reached: QuietStepReached[] = [];
  for (const { memberId, lastOrderDay } of rows) {
    if (lastOrderDay === null) continue;
    const step = ladder.findLast((days) => lastOrderDay + days > since && lastOrderDay + days <= today);
    if (step === undefined || (backlog && partOf(memberId, backlog.of, hash) !== backlog.part)) continue;
    reached.push({ type: "QuietStepReached", memberId, step, quietSince: isoDayOf(lastOrderDay), asOf });
  }
  return reached;
}

const partOf = (memberId: string, parts: number, hash: Hash): number =>
  Number.parseInt(hash(`backlog#${memberId}`).slice(0, 8), 16) % parts;

/** The last day that the sweep has been through. */
export interface SweepMarks {
  lastSweep(): Promise<string | undefined>;
  markSweep(asOf: string): Promise<void>;
}

export interface SweepDormantPorts {
  programme: Pick<ProgrammeStore, "programme" | "journeys">;
  snapshots: Pick<SnapshotStore, "readCuts" | "readSnapshot">;
  marks: SweepMarks;
  /** Hands occasions to `journeys.enrol`. Twice is harmless: an occasion is one enrolment. */
  enrol: (reached: readonly QuietStepReached[]) => Promise<void>;
  hash: Hash;
}

/**
 * Goes through the night's snapshot, shard by shard, and tells whoever enrols of each crossing. The mark moves at the
 * end: cut off, it is done again, and what was told twice is one enrolment.
 * @throws SnapshotMissingError when the night has no snapshot, or it isn't finished.
 */
export async function sweepDormant(
  asOf: string,
  backlog: BacklogPart | undefined,
  { programme, snapshots, marks, enrol, hash }: SweepDormantPorts,
): Promise<{ after: string; reached: number }> {
  const [{ value }, journeys, last, { shards }] = await Promise.all([
    programme.programme(),
    programme.journeys(),
    marks.lastSweep(),
    snapshots.readCuts(asOf),
  ]);
  const ladder = ladderOf(journeys.map((journey) => journey.value));
  const after = crossingsAfter(value, last);
  let reached = 0;
  for (let shard = 0; shard < shards; shard += 1) {
    const rows = await snapshots.readSnapshot(asOf, shard, ["memberId", "lastOrderDay"]);
    const crossed = crossings(rows, ladder, { asOf, after, backlog }, hash);
    await enrol(crossed);
    reached += crossed.length;
  }
  if (after < asOf) await marks.markSweep(asOf);
  return { after, reached };
}
