import type { Account, Because, Entry, Lot } from "./loyalty.ts";

/** SHA-256 of a text, hex. The shell's: the core has no cryptography. */
export type Hasher = (text: string) => string;

/** Where a member's ledger stands: the view of its entries, how many there are, and the last one's hash. */
export interface Ledger {
  account: Account;
  entries: number;
  /** Of a ledger without entries: the member's id, so that no two members' chains can be exchanged. */
  entryHash: string;
}

/** What is common to everything that is posted. Days are the shop's. */
interface Posting {
  /** Whole and above 0. */
  points: number;
  because: Because;
  occurredOn: string;
  bookedOn: string;
}

/** The ledger after a posting, and the entry to append. */
export interface Posted {
  ledger: Ledger;
  entry: Entry;
}

/** A posting that the ledger can't hold, or entries that make no ledger: a fault of ours. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

export const emptyAccount = (): Account => ({ balance: 0, owed: 0, lots: [] });

/** Adds points: first what is owed is paid, the rest becomes a lot. @throws LedgerError unless points are whole and > 0. */
export function earn(ledger: Ledger, posting: Posting & { expiresOn: string }, hash: Hasher): Posted {
  const { points, because, expiresOn } = posting;
  mustBePoints(points);
  const number = ledger.entries + 1;
  const paid = Math.min(ledger.account.owed, points);
  const left = points - paid;
  const lot: Lot = { entry: number, orderKey: because.orderKey, left, expiresOn };
  const account: Account = {
    balance: ledger.account.balance + left,
    owed: ledger.account.owed - paid,
    lots: left === 0 ? ledger.account.lots : [...ledger.account.lots, lot],
  };
  const lots = left === 0 ? [] : [{ entry: number, points: left }];
  return append(ledger, account, { ...posting, number, kind: "earn", lots }, hash);
}

/**
 * Takes points back for an order: from its own lots first, then from the others, earliest expiry first; what isn't
 * there is owed, and the next earning pays it. So neither balance nor owed is ever below 0, and one of them is 0.
 * @throws LedgerError unless points are whole and above 0.
 */
export function takeBack(ledger: Ledger, posting: Posting, hash: Hasher): Posted {
  mustBePoints(posting.points);
  const own = (lot: Lot): number => (lot.orderKey === posting.because.orderKey ? 0 : 1);
  const inOrder = ledger.account.lots.toSorted(
    (a, b) => own(a) - own(b) || compareText(a.expiresOn, b.expiresOn) || a.entry - b.entry,
  );
  let rest = posting.points;
  const taken = new Map<number, number>();
  for (const lot of inOrder) {
    const points = Math.min(lot.left, rest);
    if (points === 0) break;
    taken.set(lot.entry, points);
    rest -= points;
  }
  const account: Account = {
    balance: ledger.account.balance - (posting.points - rest),
    owed: ledger.account.owed + rest,
    lots: ledger.account.lots
      .map((lot) => ({ ...lot, left: lot.left - (taken.get(lot.entry) ?? 0) }))
      .filter((lot) => lot.left > 0),
  };
  const lots = [...taken].map(([entry, points]) => ({ entry, points: -points }));
  const number = ledger.entries + 1;
  return append(ledger, account, { ...posting, number, kind: "take-back", points: -posting.points, lots }, hash);
}

/**
 * The account that a member's entries come to, worked out from nothing else: numbering and chain are checked on the way.
 * @throws LedgerError with the number of the first entry that is missing, altered or impossible.
 */
export function rebuild(memberId: string, entries: readonly Entry[], hash: Hasher): Ledger {
  const lots = new Map<number, Lot>();
  let owed = 0;
  let entryHash = memberId;
  for (const [at, entry] of entries.entries()) {
    if (entry.number !== at + 1) throw new LedgerError(`entry ${at + 1} of ${memberId} is missing`);
    if (entry.hash !== hash(chained(entryHash, entry)))
      throw new LedgerError(`entry ${at + 1} of ${memberId} was altered`);
    for (const { entry: made, points } of entry.lots) {
      const opened = { entry: made, orderKey: entry.because.orderKey, left: 0, expiresOn: entry.expiresOn ?? "" };
      const lot = lots.get(made) ?? opened;
      if (lot.left + points < 0) throw new LedgerError(`entry ${at + 1} of ${memberId} takes more than its lot holds`);
      lots.set(made, { ...lot, left: lot.left + points });
    }
    owed -= entry.points - entry.lots.reduce((sum, { points }) => sum + points, 0);
    if (owed < 0) throw new LedgerError(`entry ${at + 1} of ${memberId} pays more than is owed`);
    entryHash = entry.hash;
  }
  const open = [...lots.values()].filter((lot) => lot.left > 0);
  const balance = open.reduce((sum, lot) => sum + lot.left, 0);
  return { account: { balance, owed, lots: open }, entries: entries.length, entryHash };
}

/** What a hash is taken over: every field of the entry, in a fixed order, behind the hash before. */
function chained(before: string, entry: Omit<Entry, "hash">): string {
  const { because, lots } = entry;
  return JSON.stringify([
    before,
    entry.number,
    entry.kind,
    entry.points,
    [because.orderKey, because.refundId ?? null, because.rule, because.programme],
    lots.map((lot) => [lot.entry, lot.points]),
    entry.expiresOn ?? null,
    entry.occurredOn,
    entry.bookedOn,
  ]);
}

function append(before: Ledger, account: Account, unhashed: Omit<Entry, "hash">, hash: Hasher): Posted {
  const entry: Entry = { ...unhashed, hash: hash(chained(before.entryHash, unhashed)) };
  return { ledger: { account, entries: entry.number, entryHash: entry.hash }, entry };
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function mustBePoints(points: number): void {
  if (!Number.isSafeInteger(points) || points <= 0)
    throw new LedgerError(`points must be whole and above 0: ${points}`);
}
