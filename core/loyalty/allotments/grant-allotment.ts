import type { AllotmentMove } from "../allotment.ts";
import {
  type Allotment,
  AllotmentBusyError,
  type AllotmentChange,
  type AllotmentHead,
  type AllotmentStore,
} from "./allotment-store.ts";
import { evenly, shardsFor } from "./spread.ts";

/** How often a grant is worked out anew when others move the shards meanwhile. */
const TRIES = 8;

/** What a programme says of a shared quantity. */
export interface Grant {
  name: string;
  /** In all, whole and 0 or more. */
  quantity: number;
  /** The largest amount that is taken at once. */
  grain: number;
  /** Version of the programme that says so. */
  programme: number;
}

/**
 * Makes an allotment what the programme says: opened at its first use, raised, or lowered. Lowering takes what is left;
 * what is given out already can't be withdrawn and is `owing`: whatever of it comes back is withdrawn at the next use.
 * A version of the programme that is older than the one that it is from changes nothing.
 * @throws AllotmentBusyError after eight tries in which others were faster.
 */
export async function grantAllotment(grant: Grant, store: AllotmentStore): Promise<AllotmentHead> {
  const { name, quantity, programme } = grant;
  const head = await store.head(name);
  if (head !== undefined && isSettled(head, quantity, programme)) return head;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await store.read(name);
    if (before !== undefined && isSettled(before.head, quantity, programme)) return before.head;
    const change = changeTo(grant, before);
    if (change === undefined) return before?.head ?? missing(name);
    if (await store.change(name, change)) return { ...change.head.value, version: change.head.expected + 1 };
  }
  throw new AllotmentBusyError(name);
}

const isSettled = (head: AllotmentHead, quantity: number, programme: number): boolean =>
  programme < head.programme || (head.granted === quantity && head.owing === 0);

function missing(name: string): never {
  throw new AllotmentBusyError(name);
}

type GrantChange = AllotmentChange & Required<Pick<AllotmentChange, "head">>;

/** What makes an allotment what is granted; undefined while nothing of what is owing has come back. */
function changeTo({ name, quantity, grain, programme }: Grant, before: Allotment | undefined): GrantChange | undefined {
  const wanted = shardsFor(quantity, grain);
  if (before === undefined) {
    return {
      head: { expected: 0, value: { granted: quantity, owing: 0, shards: wanted, programme } },
      opens: evenly(quantity, wanted).map((left, shard) => ({ shard, left })),
    };
  }
  const { head } = before;
  const delta = quantity - head.granted;
  if (delta >= 0) return raised(name, before, { delta, shards: Math.max(head.shards, wanted), programme });
  const moves = withdrawn(name, before, -delta);
  const taken = moves.reduce((sum, { left }) => sum - left, 0);
  if (taken === 0 && head.owing === -delta && head.programme === programme) return undefined;
  const value = { granted: head.granted - taken, owing: -delta - taken, shards: head.shards, programme };
  return { head: { expected: head.version, value }, moves };
}

function raised(
  name: string,
  { head }: Allotment,
  { delta, shards, programme }: { delta: number; shards: number; programme: number },
): GrantChange {
  const parts = evenly(delta, shards);
  return {
    head: { expected: head.version, value: { granted: head.granted + delta, owing: 0, shards, programme } },
    opens: parts.flatMap((left, shard) => (shard < head.shards ? [] : [{ shard, left }])),
    moves: parts.flatMap((left, shard) => (shard < head.shards && left > 0 ? [moveOfLeft(name, shard, left)] : [])),
  };
}

/** Takes from what is left, the fullest shard first. */
function withdrawn(name: string, { shards }: Allotment, amount: number): AllotmentMove[] {
  let rest = amount;
  return shards
    .map(({ left }, shard) => ({ left, shard }))
    .toSorted((a, b) => b.left - a.left)
    .flatMap(({ left, shard }) => {
      const taken = Math.min(left, rest);
      rest -= taken;
      return taken === 0 ? [] : [moveOfLeft(name, shard, -taken)];
    });
}

const moveOfLeft = (allotment: string, shard: number, left: number): AllotmentMove => ({
  allotment,
  shard,
  left,
  pending: 0,
  posted: 0,
});
