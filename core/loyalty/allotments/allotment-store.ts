import type { AllotmentMove } from "../allotment.ts";

/** What one shard of an allotment holds; each whole and never below 0. */
export interface ShardQuantities {
  left: number;
  pending: number;
  posted: number;
}

/** What is known of an allotment as a whole. */
export interface AllotmentHead {
  /** What the shards hold together, given out or not. */
  granted: number;
  /** Still to be withdrawn: it was lowered below what is given out, so what comes back goes first. */
  owing: number;
  /** How many shards there are, numbered from 0; they only ever become more. */
  shards: number;
  /** Version of the programme that the quantity is from: an older one changes nothing. */
  programme: number;
  version: number;
}

/** An allotment as of one moment. */
export interface Allotment {
  head: AllotmentHead;
  /** By number. */
  shards: ShardQuantities[];
}

/** What one transaction does to an allotment: all of it, or nothing. */
export interface AllotmentChange {
  /** The head as it shall stand, on condition that it is at the version that was read (0: that there is none). */
  head?: { expected: number; value: Omit<AllotmentHead, "version"> };
  /** Shards that come to be, with what each begins with. */
  opens?: { shard: number; left: number }[];
  /** At most one of each shard, on condition that nothing in it falls below 0. */
  moves?: AllotmentMove[];
}

/** Shared quantities, beside the commits that take from them. */
export interface AllotmentStore {
  head(name: string): Promise<AllotmentHead | undefined>;
  /** Head and all shards as of one moment: what is moved between two shards is seen in exactly one of them. */
  read(name: string): Promise<Allotment | undefined>;
  /** Whether all conditions held, and it was stored. */
  change(name: string, change: AllotmentChange): Promise<boolean>;
}

/** Others were changing an allotment each time that we tried. */
export class AllotmentBusyError extends Error {
  override readonly name = "AllotmentBusyError";
  constructor(name: string) {
    super(`allotment ${name} was changed by others each time`);
  }
}
