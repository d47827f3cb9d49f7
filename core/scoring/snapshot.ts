import type { RfmCuts } from "./rfm.ts";

/** A member in the night's snapshot: what moves daily for everyone, and how the member stood before. */
export interface SnapshotRow {
  memberId: string;
  /** Null where the window holds no order. */
  recencyDays: number | null;
  frequency: number;
  monetaryMinor: number;
  /** Day of the last order that stands, window or not, since 1970-01-01; null without any. */
  lastOrderDay: number | null;
  /** Day of the first order. */
  firstDay: number | null;
  /** In a snapshot: as stored when it was taken, null before a first scoring. In the classes: the night's own. */
  r: number | null;
  f: number | null;
  m: number | null;
  segment: string | null;
}

/** A night's cut points: null when nobody is scored. */
export interface NightCuts {
  asOf: string;
  shards: number;
  members: number;
  scored: number;
  cuts: RfmCuts | null;
}

/** Where the nights are kept: a file per day and shard, written again by a night that is run again. */
export interface SnapshotStore {
  /** Answers the key that it was written under. */
  writeSnapshot(asOf: string, shard: number, rows: readonly SnapshotRow[]): Promise<string>;
  /** @throws SnapshotMissingError */
  readSnapshot<C extends keyof SnapshotRow>(
    asOf: string,
    shard: number,
    columns: readonly C[],
  ): Promise<Pick<SnapshotRow, C>[]>;
  /** Rows with the night's own scores: for movement, audiences and any other engine. */
  writeClasses(asOf: string, shard: number, rows: readonly SnapshotRow[]): Promise<string>;
  /** @throws SnapshotMissingError */
  readClasses<C extends keyof SnapshotRow>(
    asOf: string,
    shard: number,
    columns: readonly C[],
  ): Promise<Pick<SnapshotRow, C>[]>;
  writeCuts(cuts: NightCuts): Promise<void>;
  /** @throws SnapshotMissingError */
  readCuts(asOf: string): Promise<NightCuts>;
}

/** That night was never scored, or not to its end. */
export class SnapshotMissingError extends Error {
  override readonly name = "SnapshotMissingError";
  constructor(key: string) {
    super(`${key} is not there: the night was not scored`);
  }
}
