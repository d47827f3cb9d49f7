import { emptyAccount, type Ledger, type Posted } from "../loyalty/ledger.ts";
import type { MemberItem } from "./member.ts";
import type { Loaded } from "./member-store.ts";

/** Where the member's ledger stands: its account, and what the head says of its last entry. */
export const ledgerOf = (loaded: Loaded, head: { entries: number; entryHash: string }): Ledger => ({
  account: loaded.account?.value ?? emptyAccount(),
  entries: head.entries,
  entryHash: head.entryHash,
});

/** What the head keeps of a ledger: a missing last entry shows. */
export const chainEnd = ({ entries, entryHash }: Ledger): { entries: number; entryHash: string } => ({
  entries,
  entryHash,
});

/** What a posting puts: the account as it stands then, and the entry. */
export const ledgerItems = (loaded: Loaded, { ledger, entry }: Posted): MemberItem[] => [
  { kind: "account", version: loaded.account?.version ?? 0, value: ledger.account },
  { kind: "entry", version: 0, value: entry },
];
