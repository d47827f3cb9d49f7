import type { DueKind } from "./member-store.ts";

/**
 * Into how many shards members are divided for good: the head's `shard` is the key of an index that never changes, so
 * a job reads each shard by one Query and an order writes nothing to it. Sixteen keep a small night cheap (sixteen
 * queries); a shard that grows too large is read in stretches of its sort key, which is the member's hashed id.
 */
export const MEMBER_SHARDS = 16;

/** Due items of one kind are spread over so many index keys, so that a campaign's end doesn't heat one. */
export const DUE_LANES = 4;

/** FNV-1a over the characters of an id: even, quick, and the same for good. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

const shardKey = (shard: number): string => `S#${String(shard).padStart(2, "0")}`;

/** The index key of a member: `S#00` to `S#15`. */
export const shardOf = (memberId: string): string => shardKey(hashOf(memberId) % MEMBER_SHARDS);

/**
 * The index keys that worker `worker` (from 0) of `workers` reads, so that all workers read each member once. More
 * workers than shards leave some without work.
 */
export const shardsOfWorker = (worker: number, workers: number): string[] =>
  Array.from({ length: MEMBER_SHARDS }, (_, shard) => shard)
    .filter((shard) => shard % workers === worker)
    .map(shardKey);

/** Kinds of items in the due index. */
export type LaneKind = "COUPON" | "DISCREPANCY" | "PARKED" | DueKind;

/** `<kind>#<0..3>`: the lane of a member's due items of a kind. */
export const laneOf = (kind: LaneKind, memberId: string): string => `${kind}#${hashOf(memberId) % DUE_LANES}`;

/** Every lane of a kind. */
export const lanesOf = (kind: LaneKind): string[] => Array.from({ length: DUE_LANES }, (_, lane) => `${kind}#${lane}`);
