import type { AccountName } from "../ledger/account.ts";

/** Who found it: what a day brought, or the chain behind it, rolled through once in 30 days or by command. */
export const GAP_CHECKS = ["day", "chain"] as const;
export type GapCheck = (typeof GAP_CHECKS)[number];

export type GapWhat =
  /** The head counts an entry that isn't there. */
  | "entry-missing"
  /** An entry's hash isn't that of its content behind the one before. */
  | "entry-altered"
  /** The head tells of fewer entries than it did, or of another last one. */
  | "head-altered"
  /** Entries and balance differ, though every entry is there and unaltered. */
  | "balance"
  /** An account's lots aren't its balance, or it is below its floor. */
  | "lots"
  /** A member who was in the last close is nowhere to be found. */
  | "member-missing"
  /** No single member's: the columns and the balances of all differ. */
  | "sum";

/** Why the books don't close: at whom, on which account, by how much, and which check found it. */
export interface Gap {
  check: GapCheck;
  what: GapWhat;
  /** Absent for `sum`. */
  memberId?: string;
  /** Number of the first entry that is missing or altered. */
  entry?: number;
  account?: AccountName;
  /** How much the balance is above what the entries come to; absent where they agree. */
  by?: number;
}

/** A gap in a sentence, for the alarm, the log and the terminal. */
export function gapSentence({ check, what, memberId, entry, account, by }: Gap): string {
  const where = [memberId && `member ${memberId}`, entry && `entry ${entry}`, account].filter(Boolean).join(", ");
  const amount = by === undefined ? "" : `: the balance is ${Math.abs(by)} ${by > 0 ? "above" : "below"} its entries`;
  return `${what} (found by the ${check}'s check)${where && ` at ${where}`}${amount}`;
}
