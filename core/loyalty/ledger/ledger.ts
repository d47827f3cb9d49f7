import { type Account, type AccountName, type Accounts, accountOf, type Lot } from "./account.ts";
import { type Because, chained, type Entry, type EntryKind, type Hasher, type LotMove } from "./entry.ts";

/** Where a member's ledger stands: the view of its entries, how many there are, and the last one's hash. */
export interface Ledger {
  accounts: Accounts;
  entries: number;
  /** Of a ledger without entries: the member's id, so that no two members' chains can be exchanged. */
  entryHash: string;
}

/** A posting that the ledger can't hold, or entries that make no ledger: a fault of ours. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/** What is common to everything that is posted. Days are the shop's. */
interface Posting {
  account: AccountName;
  kind: EntryKind;
  /** Whole and above 0, whichever way it goes. */
  amount: number;
  because: Because;
  occurredOn: string;
  bookedOn: string;
}

/** Part of a lot as it was taken: all that is needed to put it back, also when the lot itself is used up. */
export type LotPart = Omit<Lot, "left"> & { amount: number };

/** What parts of lots come to together. */
export const amountOf = (parts: readonly { amount: number }[]): number =>
  parts.reduce((sum, { amount }) => sum + amount, 0);

export interface Credit extends Posting {
  /** Of the new lot. */
  expiresOn?: string;
  dueOn?: string;
  tier?: string;
  /** Puts it back into these lots (they add up to the amount) in place of making a new one. */
  into?: readonly LotPart[];
}

export interface Debit extends Posting {
  /** Lots of this source are taken first. */
  ownFirst?: string;
  /** Only lots that this says yes to are taken; not with `owe`, which owes nothing while a lot holds anything. */
  only?: (lot: Lot) => boolean;
  /** What becomes of that which the lots don't hold: it refuses the posting, is owed, or is left. */
  shortfall: "refuse" | "owe" | "leave";
}

/** The ledger after a posting, and the entry to append. */
export interface Posted {
  ledger: Ledger;
  entry: Entry;
}

/** `taken` has the parts of lots that it took, for whoever may give them back. */
export type PostedDebit = Posted & { kind: "posted"; taken: LotPart[] };

export type Debited =
  | PostedDebit
  /** Nothing was posted: `there` is what could have been taken. */
  | { kind: "short"; there: number };

export const emptyLedger = (memberId: string): Ledger => ({ accounts: {}, entries: 0, entryHash: memberId });

/**
 * Adds to an account. What is owed there is paid first, by what would expire first; the rest becomes a lot, or goes
 * back into the lots that it was taken from.
 * @throws LedgerError unless the amount is whole and above 0, and `into` adds up to it in such parts of lots made before.
 */
export function credit(ledger: Ledger, posting: Credit, hash: Hasher): Posted {
  const { account: name, amount, because, expiresOn, dueOn, tier, into } = posting;
  mustBeWhole(amount);
  const before = accountOf(ledger.accounts, name);
  const number = ledger.entries + 1;
  const made: LotPart = { entry: number, source: because.source, amount, ...defined({ expiresOn, dueOn, tier }) };
  const parts = (into ?? [made]).toSorted(earliestFirst);
  for (const part of into ?? []) {
    mustBeWhole(part.amount);
    if (part.entry >= number) throw new LedgerError(`nothing was taken from a lot of entry ${part.entry} yet`);
  }
  if (parts.reduce((sum, part) => sum + part.amount, 0) !== amount) {
    throw new LedgerError(`the lots given back don't add up to ${amount}`);
  }
  const paid = Math.min(before.owed, amount);
  let open = before.lots;
  const lots = lessFrom(parts, paid).map((part): LotMove => {
    const moved = part.entry !== number && part.expiresOn !== lastDayOf(open, part);
    open = putInto(open, part);
    return { entry: part.entry, amount: part.amount, ...(moved ? defined({ expiresOn: part.expiresOn }) : {}) };
  });
  const after: Account = { balance: before.balance + amount - paid, owed: before.owed - paid, lots: open };
  return append(ledger, after, { ...posting, number, lots, amount }, hash);
}

/**
 * Takes from an account: from the lots of its own source first, then earliest expiry first.
 * @throws LedgerError unless the amount is whole and above 0, and all lots are open to it when what is short is owed.
 */
export function debit(ledger: Ledger, posting: Debit & { shortfall: "owe" }, hash: Hasher): PostedDebit;
export function debit(ledger: Ledger, posting: Debit, hash: Hasher): Debited;
export function debit(ledger: Ledger, posting: Debit, hash: Hasher): Debited {
  const { account: name, ownFirst, only = () => true, shortfall } = posting;
  mustBeWhole(posting.amount);
  if (shortfall === "owe" && posting.only !== undefined)
    throw new LedgerError("what is owed is taken from any lot first");
  const before = accountOf(ledger.accounts, name);
  const own = (lot: Lot): number => (lot.source === ownFirst ? 0 : 1);
  const inOrder = before.lots.filter(only).toSorted((a, b) => own(a) - own(b) || earliestFirst(a, b));
  const taken: LotPart[] = [];
  let rest = posting.amount;
  for (const { left, ...lot } of inOrder) {
    const amount = Math.min(left, rest);
    if (amount === 0) break;
    taken.push({ ...lot, amount });
    rest -= amount;
  }
  const there = posting.amount - rest;
  if (rest > 0 && shortfall === "refuse") return { kind: "short", there };
  if (there === 0 && shortfall === "leave") return { kind: "short", there };
  const amountOf = new Map(taken.map((part) => [part.entry, part.amount]));
  const after: Account = {
    balance: before.balance - there,
    owed: before.owed + (shortfall === "owe" ? rest : 0),
    lots: before.lots
      .map((lot) => ({ ...lot, left: lot.left - (amountOf.get(lot.entry) ?? 0) }))
      .filter((lot) => lot.left > 0),
  };
  const amount = shortfall === "owe" ? posting.amount : there;
  const lots = taken.map((part): LotMove => ({ entry: part.entry, amount: -part.amount }));
  const number = ledger.entries + 1;
  return { kind: "posted", taken, ...append(ledger, after, { ...posting, number, lots, amount: -amount }, hash) };
}

/** Earliest expiry first, what never expires last, then the older one. */
export function earliestFirst(
  a: { expiresOn?: string; entry: number },
  b: { expiresOn?: string; entry: number },
): number {
  const [first, second] = [a.expiresOn ?? "~", b.expiresOn ?? "~"];
  return first === second ? a.entry - b.entry : first < second ? -1 : 1;
}

/** The parts without their first `amount`. */
function lessFrom(parts: readonly LotPart[], amount: number): LotPart[] {
  let rest = amount;
  return parts
    .map((part) => {
      const less = Math.min(part.amount, rest);
      rest -= less;
      return { ...part, amount: part.amount - less };
    })
    .filter((part) => part.amount > 0);
}

/** Lots with a part put back: into the lot that is open still, or as it once stood. */
function putInto(lots: readonly Lot[], { amount, ...part }: LotPart): Lot[] {
  const open = lots.find((lot) => lot.entry === part.entry);
  if (open === undefined) return [...lots, { ...part, left: amount }].toSorted((a, b) => a.entry - b.entry);
  return lots.map((lot) => (lot === open ? { ...lot, ...part, left: lot.left + amount } : lot));
}

/** Where an open lot says that it expires; a part that goes into one that is closed brings its own day. */
const lastDayOf = (lots: readonly Lot[], part: LotPart): string | undefined =>
  lots.find((lot) => lot.entry === part.entry)?.expiresOn;

function append(before: Ledger, after: Account, posting: Omit<Entry, "hash">, hash: Hasher): Posted {
  const { number, account, kind, amount, because, lots, expiresOn, dueOn, tier, occurredOn, bookedOn } = posting;
  mustBeExact(after);
  const optional = defined({ expiresOn, dueOn, tier });
  const unhashed = { number, account, kind, amount, because, lots, ...optional, occurredOn, bookedOn };
  const entry: Entry = { ...unhashed, hash: hash(chained(before.entryHash, unhashed)) };
  const accounts = { ...before.accounts, [account]: after };
  return { ledger: { accounts, entries: number, entryHash: entry.hash }, entry };
}

/** The fields that have a value: an absent one is left out. */
const defined = <T extends Record<string, string | undefined>>(fields: T): { [K in keyof T]?: string } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };

function mustBeWhole(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    throw new LedgerError(`an amount must be whole and above 0: ${amount}`);
  }
}

/** Beyond 2⁵³ a sum would be rounded, and the books would be off without a sign. */
function mustBeExact({ balance, owed }: Account): void {
  if (!Number.isSafeInteger(balance) || !Number.isSafeInteger(owed)) {
    throw new LedgerError(`an account can't hold ${balance} and owe ${owed} exactly`);
  }
}
