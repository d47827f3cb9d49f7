import type { AccountName } from "./account.ts";

/** Why an account moves. In a close, each kind stands in one column of its own (docs/finance.md). */
export const ENTRY_KINDS = [
  "earn",
  "hold",
  "release",
  "spend",
  "expire",
  "take-back",
  "give-back",
  "adjust",
  "transfer",
  "top-up",
  "bonus",
  "pay-out",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What an entry was for, and the rule that decided it: a decision is recorded with its inputs and never retaken. */
export interface Because {
  /** The order, top-up, transfer or act, under its source's key. */
  source: string;
  /** The rule that decided: `per-major-unit`, `as-earned`, `expiry`, `operator`, `merge#<channel>:<mergeId>`, … */
  rule: string;
  /** Version of the programme that the rule was read from: the one in force when it happened. */
  programme: number;
  lineId?: string;
  refundId?: string;
  campaign?: string;
  journey?: string;
  storeId?: string;
  /** The hold of the checkout that reserved it. */
  holdId?: string;
  /** Who did it by hand, and why. */
  operator?: string;
  reason?: string;
}

/** A lot that an entry touched: by how much, signed. */
export interface LotMove {
  /** Number of the entry that made the lot; its own number for the lot that it makes. */
  entry: number;
  amount: number;
  /** Where the entry moved the lot's last day: given back after it had expired. */
  expiresOn?: string;
}

/**
 * One line of the ledger: appended, numbered from 1 over all accounts of a member, chained by hash, never edited.
 * The sum of an account's entries is its balance − owed.
 */
export interface Entry {
  number: number;
  account: AccountName;
  kind: EntryKind;
  /** Signed, never 0. */
  amount: number;
  because: Because;
  /** What is not in them was paid to, or added to, `owed`. */
  lots: LotMove[];
  /** Of the lot that it makes. */
  expiresOn?: string;
  dueOn?: string;
  tier?: string;
  /** The shop's day of the order, refund or act itself. */
  occurredOn: string;
  /** The shop's day on which it reached the books. */
  bookedOn: string;
  /** SHA-256 over this entry and the hash of the one before (hex); made by the shell's hasher. */
  hash: string;
}

/** SHA-256 of a text, hex. The shell's: the core has no cryptography. */
export type Hasher = (text: string) => string;

/** What a hash is taken over: every field of the entry, in a fixed order, behind the hash before. */
export function chained(before: string, entry: Omit<Entry, "hash">): string {
  const { because } = entry;
  return JSON.stringify([
    before,
    entry.number,
    entry.account,
    entry.kind,
    entry.amount,
    [
      because.source,
      because.rule,
      because.programme,
      because.lineId ?? null,
      because.refundId ?? null,
      because.campaign ?? null,
      because.journey ?? null,
      because.storeId ?? null,
      because.holdId ?? null,
      because.operator ?? null,
      because.reason ?? null,
    ],
    entry.lots.map((lot) => [lot.entry, lot.amount, lot.expiresOn ?? null]),
    entry.expiresOn ?? null,
    entry.dueOn ?? null,
    entry.tier ?? null,
    entry.occurredOn,
    entry.bookedOn,
  ]);
}
