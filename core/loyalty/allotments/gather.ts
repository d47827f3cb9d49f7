import type { AllotmentMove } from "../allotment.ts";
import { AllotmentBusyError, type AllotmentStore, type ShardQuantities } from "./allotment-store.ts";

/** How often remainders are looked at anew when others were faster to take them. */
const TRIES = 8;

/** What was given out of a shard isn't there to be used or given back: a fault of ours. */
export class AllotmentBrokenError extends Error {
  constructor(allotment: string, shard: number) {
    super(`shard ${shard} of allotment ${allotment} doesn't hold what was given out of it`);
    this.name = "AllotmentBrokenError";
  }
}

/**
 * Makes sure that the shards of these moves hold what they take, by moving remainders of other shards there. Answers
 * undefined when they do, else the name of the first allotment whose shards, seen as of one moment, hold too little
 * together: an exact verdict, since moving a remainder never changes the sum, and the reading is of one moment.
 * @throws AllotmentBusyError after eight tries in which others were faster.
 */
export async function gather(moves: readonly AllotmentMove[], store: AllotmentStore): Promise<string | undefined> {
  for (const move of moves) {
    if (!(await gatherInto(move, store))) return move.allotment;
  }
  return undefined;
}

async function gatherInto(taking: AllotmentMove, store: AllotmentStore): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const moves = await movesFor(taking, store, { halves: true });
    if (moves === undefined) return false;
    if (moves.length === 0 || (await store.change(taking.allotment, { moves }))) return true;
  }
  throw new AllotmentBusyError(taking.allotment);
}

/**
 * The same, for a commit that makes these moves itself, beside what it takes: so nobody can take away what was gathered
 * before it is used, and a commit that fails again has lost to somebody who took. Answers the moves of remainders, or the
 * name of the allotment that is short.
 * @param halves move more than is missing, so that the next to come finds some
 */
export async function remaindersOf(
  takings: readonly AllotmentMove[],
  store: AllotmentStore,
  { halves }: { halves: boolean },
): Promise<{ moves: AllotmentMove[] } | { short: string }> {
  const moves: AllotmentMove[] = [];
  for (const taking of takings) {
    const own = await movesFor(taking, store, { halves });
    if (own === undefined) return { short: taking.allotment };
    moves.push(...own);
  }
  return { moves };
}

/** Moves that put into a shard what is taken there, none where it is there already; undefined when all hold too little. */
async function movesFor(
  { allotment, shard, left }: AllotmentMove,
  store: AllotmentStore,
  { halves }: { halves: boolean },
): Promise<AllotmentMove[] | undefined> {
  const needed = -left;
  if (needed <= 0) throw new AllotmentBrokenError(allotment, shard);
  const read = await store.read(allotment);
  if (read === undefined) return undefined;
  const parts = remaindersFor(read.shards, shard, needed, halves);
  if (parts === undefined) return undefined;
  if (parts.length === 0) return [];
  const sum = parts.reduce((total, { amount }) => total + amount, 0);
  return [...parts.map(({ shard: from, amount }) => moved(allotment, from, -amount)), moved(allotment, shard, sum)];
}

const moved = (allotment: string, shard: number, left: number): AllotmentMove => ({
  allotment,
  shard,
  left,
  pending: 0,
  posted: 0,
});

/**
 * Which remainders to move to a shard so that it holds `needed`, the largest first; none when it does already,
 * undefined when all of them together don't. With `halves`, half of a remainder comes where that is more than is missing.
 */
export function remaindersFor(
  shards: readonly ShardQuantities[],
  shard: number,
  needed: number,
  halves: boolean,
): { shard: number; amount: number }[] | undefined {
  let missing = needed - (shards[shard]?.left ?? 0);
  const parts: { shard: number; amount: number }[] = [];
  const others = shards
    .map(({ left }, at) => ({ shard: at, left }))
    .filter((other) => other.shard !== shard && other.left > 0)
    .toSorted((a, b) => b.left - a.left || a.shard - b.shard);
  for (const other of others) {
    if (missing <= 0) break;
    const amount = Math.min(other.left, Math.max(missing, halves ? Math.floor(other.left / 2) : 0));
    parts.push({ shard: other.shard, amount });
    missing -= amount;
  }
  return missing > 0 ? undefined : parts;
}
