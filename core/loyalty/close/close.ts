import type { DaySummary } from "../discrepancies/discrepancies-of-day.ts";
import type { AccountName } from "../ledger/account.ts";
import type { EntryKind } from "../ledger/entry.ts";
import type { Cohort } from "./cohort.ts";
import type { Gap } from "./gap.ts";
import type { Liability } from "./liability.ts";
import type { Line } from "./line.ts";
import type { Net } from "./net.ts";

/** Entries that are named in a close, of each sort, at most; all of them are counted. */
export const NAMED_AT_MOST = 100;
/** Gaps that are named, of a shard and in all. */
export const GAPS_AT_MOST = 100;

/** An entry that a close names: one that arrived late, or was booked on a day that had closed. */
export interface NamedEntry {
  memberId: string;
  number: number;
  account: AccountName;
  kind: EntryKind;
  amount: number;
  occurredOn: string;
  bookedOn: string;
}

export interface Named {
  count: number;
  /** The first of them by member and number. */
  some: NamedEntry[];
}

/** Members whose whole chain was rolled through beside the day. */
export interface Rolled {
  members: number;
  entries: number;
}

/** One shard's part of a day. */
export interface ShardClose {
  shard: string;
  day: string;
  /** Members with a ledger, and those to whom the day brought something. */
  members: number;
  moved: number;
  entries: number;
  lines: Line[];
  /** The sum of the balances as they stood at the end of the day. */
  balances: Net;
  late: Named;
  strays: Named;
  /** What the day added to the cohorts of lots. */
  cohorts: Cohort[];
  rolled: Rolled;
  gaps: Gap[];
  /** How many there are, named or not. */
  gapCount: number;
}

/** A closed day: never changed. */
export interface Close {
  schema: 1;
  day: string;
  /** The close that it goes on from, and that one's digest; absent for the first. */
  previous?: { day: string; digest: string };
  closedAt: string;
  members: number;
  moved: number;
  entries: number;
  lines: Line[];
  /** Arrived after the day on which they occurred: booked in this day all the same. */
  late: Named;
  /** Stamped with a day that had closed before they were stored: counted in this one. */
  strays: Named;
  /** Since the ledger began. */
  cohorts: Cohort[];
  liability: Liability;
  /** Of the orders booked on the day; absent in closes from before there was one. */
  discrepancies?: DaySummary;
  rolled: Rolled;
  /** Where each shard's standings lie. */
  standings: Record<string, string>;
}

/** The books don't close: nothing was written, and these are why. */
export interface Unclosed {
  kind: "gap";
  day: string;
  gaps: Gap[];
  gapCount: number;
}

export type Closing = { kind: "closed"; close: Close } | Unclosed;
