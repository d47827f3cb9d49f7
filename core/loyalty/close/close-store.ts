import type { Entry } from "../ledger/entry.ts";
import type { Close, ShardClose, Unclosed } from "./close.ts";
import type { MemberNow } from "./member-day.ts";
import type { Standing } from "./standing.ts";

/** A closed day as it is listed: the whole close is read by its key. */
export interface CloseRecord {
  day: string;
  /** SHA-256 of the close's canonical text. */
  digest: string;
  previousDigest?: string;
  closedAt: string;
  key: string;
}

/** A close that the list names isn't where it should be, or isn't what was written. */
export class CloseBrokenError extends Error {
  override readonly name = "CloseBrokenError";
}

/** Where closed days are kept. */
export interface CloseStore {
  /** The latest closed day, or the record of one. */
  record(day?: string): Promise<CloseRecord | undefined>;
  /** Up to `limit` records, the latest first, of days before `before`. */
  records(limit: number, before?: string): Promise<CloseRecord[]>;
  /** @throws CloseBrokenError when it is gone, or its text doesn't have the digest of its record */
  read(record: CloseRecord): Promise<Close>;
  /** Writes a close once: the first one stands. Answers whether this one is it. */
  write(close: Close): Promise<{ record: CloseRecord; first: boolean }>;
  /** Why a day didn't close the last time; it goes when the day closes. */
  gap(): Promise<(Unclosed & { foundAt: string }) | undefined>;
  keepGap(gap: Unclosed, foundAt: string): Promise<void>;
}

/** What shards hand to the one that adds up: kept under keys made of their content, so that no two runs mix. */
export interface ShardCloseStore {
  writeShard(part: ShardClose, standings: readonly Standing[]): Promise<ShardKeys>;
  readShard(key: string): Promise<ShardClose>;
  readStandings(key: string): Promise<Standing[]>;
}

export interface ShardKeys {
  shard: string;
  part: string;
  standings: string;
}

/** The ledgers of a shard's members, as a close reads them. */
export interface LedgerReader {
  /** Members of a shard with what their heads and accounts tell, some at a time. Not isolated: what moved is read again. */
  glance(shard: string): AsyncIterable<MemberNow[]>;
  /** A member's head and accounts at one moment; undefined where there is no head. */
  look(memberId: string): Promise<MemberNow | undefined>;
  /** The entries from one number to another, those that are there, by number. */
  entries(memberId: string, from: number, to: number): Promise<Entry[]>;
  /** Single entries by number, those that are there. */
  entriesNamed(memberId: string, numbers: readonly number[]): Promise<Entry[]>;
}
