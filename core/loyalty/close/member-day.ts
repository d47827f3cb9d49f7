import type { Accounts } from "../ledger/account.ts";
import type { Entry, Hasher } from "../ledger/entry.ts";
import { checkChain } from "./check-chain.ts";
import type { Gap } from "./gap.ts";
import { differences, minus, type Net, netOfAccounts, netOfEntries, plus } from "./net.ts";
import { unsoundAccounts } from "./sound-accounts.ts";
import type { Standing } from "./standing.ts";

/** A member's ledger as it stands now, read at one moment: the head's last number and hash, and the accounts. */
export interface MemberNow {
  memberId: string;
  entries: number;
  entryHash: string;
  accounts: Accounts;
}

/** What a day brought to one member, and how their books fit. */
export interface MemberDay {
  /** Entries that were booked by the end of the day and are in no close yet. */
  counted: Entry[];
  /** Where the day leaves the member. */
  standing: Standing;
  /** What the balances come to at the end of the day: as they are now, without what was booked since. */
  balances: Net;
  gaps: Gap[];
}

/** Nothing was posted since the last close, and nothing else moved: no need to look closer. */
export const isUnmoved = (before: Standing, now: MemberNow): boolean =>
  now.entries === before.number &&
  now.entryHash === before.hash &&
  differences(netOfAccounts(now.accounts), before.net).length === 0 &&
  unsoundAccounts(now.accounts).length === 0;

/**
 * Closes a day for one member: the entries since the last close, checked against the balances and against the last number
 * and hash that the head tells of.
 *
 * The entries of a day are the next ones up to the first that was booked later: where a commit that was stamped before
 * midnight was overtaken by one stamped after it, it counts on the later day, so that what a close has seen is always
 * a beginning of the chain, and trading may go on meanwhile.
 * @param since the entries from `before.number + 1` to `now.entries`, by number
 */
export function memberDay(
  before: Standing,
  now: MemberNow,
  since: readonly Entry[],
  day: string,
  hash: Hasher,
): MemberDay {
  const { memberId } = now;
  const firstLater = since.findIndex(({ bookedOn }) => bookedOn > day);
  const counted = since.slice(0, firstLater === -1 ? since.length : firstLater);
  const last = counted.at(-1);
  const balances = minus(netOfAccounts(now.accounts), netOfEntries(since.slice(counted.length)));
  const standing: Standing = {
    memberId,
    number: last?.number ?? before.number,
    hash: last?.hash ?? before.hash,
    net: plus(before.net, netOfEntries(counted)),
  };
  const fault = checkChain(before, { number: now.entries, hash: now.entryHash }, since, hash);
  const off = differences(balances, standing.net);
  return { counted, standing, balances, gaps: [...gapsOf("day", memberId, fault, off), ...lotGaps("day", now)] };
}

/** A fault of the chain with the accounts that it put out of balance, or what is out of balance without one. */
export function gapsOf(
  check: Gap["check"],
  memberId: string,
  fault: Pick<Gap, "what" | "entry"> | undefined,
  off: readonly Pick<Gap, "account" | "by">[],
): Gap[] {
  const found = fault ?? { what: "balance" as const };
  if (off.length === 0) return fault === undefined ? [] : [{ check, memberId, ...found }];
  return off.map((difference) => ({ check, memberId, ...found, ...difference }));
}

export const lotGaps = (check: Gap["check"], { memberId, accounts }: MemberNow): Gap[] =>
  unsoundAccounts(accounts).map((account) => ({ check, what: "lots", memberId, account }));
