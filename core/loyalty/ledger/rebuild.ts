import type { Account, AccountName, Accounts, Lot } from "./account.ts";
import { chained, type Entry, type Hasher } from "./entry.ts";
import { amountOf, type Ledger, LedgerError } from "./ledger.ts";

/**
 * The accounts that a member's entries come to, worked out from nothing else: numbering and chain are checked on the
 * way, and that no lot gives more than it holds, none is paid that wasn't owed.
 * @throws LedgerError with the number of the first entry that is missing, altered or impossible.
 */
export function rebuild(memberId: string, entries: readonly Entry[], hash: Hasher): Ledger {
  const books = new Map<AccountName, { lots: Map<number, Lot>; owed: number }>();
  let entryHash = memberId;
  for (const [at, entry] of entries.entries()) {
    if (entry.number !== at + 1) throw new LedgerError(`entry ${at + 1} of ${memberId} is missing`);
    if (entry.hash !== hash(chained(entryHash, entry))) {
      throw new LedgerError(`entry ${at + 1} of ${memberId} was altered`);
    }
    const book = books.get(entry.account) ?? { lots: new Map<number, Lot>(), owed: 0 };
    books.set(entry.account, book);
    for (const { entry: number, amount, expiresOn } of entry.lots) {
      const lot = book.lots.get(number) ?? (number === entry.number ? lotOf(entry) : undefined);
      if (lot === undefined) throw new LedgerError(`entry ${at + 1} of ${memberId} moves a lot that was never made`);
      if (lot.left + amount < 0) throw new LedgerError(`entry ${at + 1} of ${memberId} takes more than its lot holds`);
      const { expiresOn: lastDay, ...kept } = lot;
      const day = expiresOn ?? (reopens(lot, entry) ? undefined : lastDay);
      book.lots.set(number, { ...kept, left: lot.left + amount, ...(day === undefined ? {} : { expiresOn: day }) });
    }
    book.owed -= entry.amount - amountOf(entry.lots);
    if (book.owed < 0) throw new LedgerError(`entry ${at + 1} of ${memberId} pays more than is owed`);
    entryHash = entry.hash;
  }
  const accounts: Accounts = {};
  for (const [name, { lots, owed }] of books) accounts[name] = accountOfLots([...lots.values()], owed);
  return { accounts, entries: entries.length, entryHash };
}

/** A lot that was used up takes its last day from what is put back, which may be: none. */
const reopens = (lot: Lot, by: Entry): boolean => lot.left === 0 && lot.entry !== by.number;

const lotOf = ({ number, because, expiresOn, dueOn, tier }: Entry): Lot => ({
  entry: number,
  left: 0,
  source: because.source,
  ...(expiresOn === undefined ? {} : { expiresOn }),
  ...(dueOn === undefined ? {} : { dueOn }),
  ...(tier === undefined ? {} : { tier }),
});

function accountOfLots(all: readonly Lot[], owed: number): Account {
  const lots = all.filter((lot) => lot.left > 0).toSorted((a, b) => a.entry - b.entry);
  return { balance: lots.reduce((sum, lot) => sum + lot.left, 0), owed, lots };
}
