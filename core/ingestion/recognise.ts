import { type Identity, STRONG_IDENTITIES } from "../contract/event.ts";
import type { IdentityHash, IdentityKind } from "../members/identity-hash.ts";
import type { NewClaim } from "./event-log.ts";

/** Whom an event is about. Without `memberId` it is about a device that nobody is known by. */
export interface Recognised {
  memberId?: string;
  /** Identities that nobody held: they name this member from now on. */
  claims: (NewClaim & { kind: IdentityKind })[];
  /** Other members whom the same event named. */
  others: string[];
}

/** The claims that an identity may have, by kind, strongest first, the device last. */
export function claimsOf(
  identity: Identity,
  hash: IdentityHash,
): { kind: IdentityKind; claim: string; value: string }[] {
  return [...STRONG_IDENTITIES, "deviceId" as const].flatMap((kind) => {
    const value = identity[kind];
    return value === undefined ? [] : [{ kind, value, claim: hash.claimOf(kind, value) }];
  });
}

/**
 * Recognises a member by the strongest identity that somebody holds; where nobody holds any, the strongest one makes a
 * member. The others are linked. A device is linked to the first member seen on it, and never recognises anybody: a
 * tablet in a shop has many owners.
 */
export function recognise(identity: Identity, held: ReadonlyMap<string, string>, hash: IdentityHash): Recognised {
  const all = claimsOf(identity, hash);
  const strong = all.filter(({ kind }) => kind !== "deviceId");
  const strongest = strong[0];
  if (strongest === undefined) return { claims: [], others: [] };
  const holders = strong.flatMap(({ claim }) => held.get(claim) ?? []);
  const memberId = holders[0] ?? hash.memberOf(strongest.kind, strongest.value);
  return {
    memberId,
    claims: all.filter(({ claim }) => !held.has(claim)).map(({ kind, claim }) => ({ kind, claim, memberId })),
    others: [...new Set(holders)].filter((holder) => holder !== memberId),
  };
}
