import { dayNumber } from "../../scoring/day-number.ts";

/** Every chain is rolled through once in so many nights. */
export const ROLL_NIGHTS = 30;

/** FNV-1a over an id, with its own offset: members of one shard spread over all nights. */
function laneOf(memberId: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `roll/${memberId}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  // The low bits of FNV of short ids hang together; folding the high half in spreads them.
  return (((hash >>> 16) ^ hash) >>> 0) % ROLL_NIGHTS;
}

/** Whether a member's whole chain is this night's to check: a thirtieth of all, by a hash that never changes. */
export const rollsOn = (memberId: string, day: string): boolean => laneOf(memberId) === dayNumber(day) % ROLL_NIGHTS;
