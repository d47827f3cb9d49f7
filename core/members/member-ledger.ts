import type { Entry } from "../loyalty/ledger/entry.ts";
import type { Ledger } from "../loyalty/ledger/ledger.ts";
import type { MemberItem } from "./member.ts";
import type { Loaded } from "./member-store.ts";

/** Where the member's ledger stands: its accounts, and what the head says of its last entry. */
export const ledgerOf = (loaded: Loaded, head: { entries: number; entryHash: string }): Ledger => ({
  accounts: loaded.accounts?.value ?? {},
  entries: head.entries,
  entryHash: head.entryHash,
});

/** What the head keeps of a ledger: a missing last entry shows. */
export const chainEnd = ({ entries, entryHash }: Ledger): { entries: number; entryHash: string } => ({
  entries,
  entryHash,
});

/** What postings put: the accounts as they stand then, and the entries; nothing where nothing was posted. */
export const ledgerItems = (loaded: Loaded, ledger: Ledger, entries: readonly Entry[]): MemberItem[] =>
  entries.length === 0
    ? []
    : [
        { kind: "accounts", version: loaded.accounts?.version ?? 0, value: ledger.accounts },
        ...entries.map((value): MemberItem => ({ kind: "entry", version: 0, value })),
      ];
