import type { Hasher } from "../ledger/entry.ts";
import { GAPS_AT_MOST } from "./close.ts";
import type { LedgerReader } from "./close-store.ts";
import type { Gap } from "./gap.ts";
import { checkMemberChain } from "./member-chain.ts";
import type { Standing } from "./standing.ts";

/** Members whose chains are read side by side. */
const AT_ONCE = 8;

export interface VerifiedLedgers {
  members: number;
  entries: number;
  /** The first hundred. */
  gaps: Gap[];
  gapCount: number;
}

/**
 * Rolls through the whole chain of every member of a shard, behind the last close and after it: what the nights do in
 * thirty.
 * @param closed where the last close left the shard's members
 */
export async function verifyLedgers(
  shard: string,
  closed: readonly Standing[],
  { ledgers, hash }: { ledgers: LedgerReader; hash: Hasher },
): Promise<VerifiedLedgers> {
  const standings = new Map(closed.map((standing) => [standing.memberId, standing]));
  const found: VerifiedLedgers = { members: 0, entries: 0, gaps: [], gapCount: 0 };
  const seen = new Set<string>();

  async function verify(memberId: string): Promise<void> {
    seen.add(memberId);
    const now = await ledgers.look(memberId);
    const all = now === undefined ? [] : await ledgers.entries(memberId, 1, now.entries);
    const gaps: Gap[] =
      now === undefined
        ? [{ check: "chain", what: "member-missing", memberId }]
        : checkMemberChain(now, all, standings.get(memberId), hash);
    found.members += 1;
    found.entries += all.length;
    found.gapCount += gaps.length;
    found.gaps.push(...gaps.slice(0, Math.max(0, GAPS_AT_MOST - found.gaps.length)));
  }

  async function verifyAll(memberIds: readonly string[]): Promise<void> {
    for (let at = 0; at < memberIds.length; at += AT_ONCE) {
      await Promise.all(memberIds.slice(at, at + AT_ONCE).map(verify));
    }
  }

  for await (const members of ledgers.glance(shard)) {
    await verifyAll(members.map(({ memberId }) => memberId).filter((memberId) => !seen.has(memberId)));
  }
  await verifyAll(closed.map(({ memberId }) => memberId).filter((memberId) => !seen.has(memberId)));
  return found;
}
