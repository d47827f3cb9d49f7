import { ACCOUNTS, type Accounts, accountOf } from "../ledger/account.ts";
import type { Entry, Hasher } from "../ledger/entry.ts";
import { LedgerError } from "../ledger/ledger.ts";
import { rebuild } from "../ledger/rebuild.ts";
import { checkChain } from "./check-chain.ts";
import type { Gap } from "./gap.ts";
import { gapsOf, type MemberNow } from "./member-day.ts";
import { differences, netOfAccounts, netOfEntries } from "./net.ts";
import { beginningOf, type Standing } from "./standing.ts";

/**
 * Checks a member's whole chain: every entry from the first, the balances and lots that they come to, and that the chain
 * still goes through the link at which the last close left it.
 * @param all the entries from 1 to `now.entries`, by number
 */
export function checkMemberChain(
  now: MemberNow,
  all: readonly Entry[],
  closed: Standing | undefined,
  hash: Hasher,
): Gap[] {
  const { memberId } = now;
  const end = { number: now.entries, hash: now.entryHash };
  const fault = checkChain(beginningOf(memberId), end, all, hash) ?? unlikeClosed(all, closed);
  const gaps = gapsOf("chain", memberId, fault, differences(netOfAccounts(now.accounts), netOfEntries(all)));
  return gaps.length > 0 ? gaps : lotsUnlike(now, all, hash);
}

/** A chain that was written anew from somewhere on fits in itself, and not to what was closed. */
function unlikeClosed(all: readonly Entry[], closed: Standing | undefined): Pick<Gap, "what" | "entry"> | undefined {
  if (closed === undefined || closed.number === 0) return undefined;
  const { number } = closed;
  return all[number - 1]?.hash === closed.hash ? undefined : { what: "entry-altered", entry: number };
}

/** Accounts whose lots are not those that the entries make, though the sums agree. */
function lotsUnlike(now: MemberNow, all: readonly Entry[], hash: Hasher): Gap[] {
  const gap = (account: Gap["account"]): Gap => ({
    ...{ check: "chain", what: "lots", memberId: now.memberId },
    ...(account === undefined ? {} : { account }),
  });
  try {
    const { accounts } = rebuild(now.memberId, all, hash);
    return ACCOUNTS.filter((name) => lotsOf(accounts, name) !== lotsOf(now.accounts, name)).map(gap);
  } catch (cause) {
    // Entries that fit in sum and hash, and take more of a lot than it holds.
    if (cause instanceof LedgerError) return [gap(undefined)];
    throw cause;
  }
}

/** The lots of an account as one text: by the entry that made them, with what is left. */
const lotsOf = (accounts: Accounts, name: (typeof ACCOUNTS)[number]): string => {
  const { balance, owed, lots } = accountOf(accounts, name);
  const open = lots.map(({ entry, left, expiresOn }) => [entry, left, expiresOn ?? null]);
  return JSON.stringify([balance, owed, open.sort(([a], [b]) => Number(a) - Number(b))]);
};
