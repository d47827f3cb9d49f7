import { hashOf } from "../../members/shard.ts";

/** More shards would make gathering dear: a transaction that moves all remainders stays small. */
export const MOST_SHARDS = 16;

/** So many of the largest takings a shard should hold at first: below that, members would gather all the time. */
const TAKINGS_A_SHARD = 32;

/**
 * How many shards a quantity is spread over: one for small ones, 16 at most. A shard stands some hundred transactions
 * a second, so 16 stand a campaign whose coupon is gone within seconds.
 * @param grain the largest amount that is taken at once, in the quantity's unit
 */
export const shardsFor = (quantity: number, grain: number): number =>
  Math.min(MOST_SHARDS, Math.max(1, Math.floor(quantity / (TAKINGS_A_SHARD * Math.max(1, grain)))));

/** A quantity in as equal whole parts as can be, the larger first. */
export function evenly(quantity: number, parts: number): number[] {
  const each = Math.floor(quantity / parts);
  const more = quantity - each * parts;
  return Array.from({ length: parts }, (_, at) => each + (at < more ? 1 : 0));
}

/** The shard that a member takes from. */
export const shardOfMember = (memberId: string, shards: number): number => hashOf(memberId) % shards;
