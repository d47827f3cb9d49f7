import { chained, type Entry, type Hasher } from "../ledger/entry.ts";

/** A point of a member's chain: an entry's number and hash. */
export interface Link {
  number: number;
  hash: string;
}

/** The first fault of a stretch of a chain. */
export type ChainFault = { what: "entry-missing" | "entry-altered"; entry: number } | { what: "head-altered" };

/**
 * Follows a chain from one link to another: every number in between must be there once, every hash be that of its entry
 * behind the one before, and the last one the one that the head tells of.
 * @param entries of the stretch, by number
 */
export function checkChain(from: Link, to: Link, entries: readonly Entry[], hash: Hasher): ChainFault | undefined {
  if (to.number < from.number) return { what: "head-altered" };
  let before = from.hash;
  for (let number = from.number + 1; number <= to.number; number += 1) {
    const entry = entries[number - from.number - 1];
    if (entry?.number !== number) return { what: "entry-missing", entry: number };
    if (entry.hash !== hash(chained(before, entry))) return { what: "entry-altered", entry: number };
    before = entry.hash;
  }
  return before === to.hash ? undefined : { what: "head-altered" };
}
