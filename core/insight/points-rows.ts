import { type AccountName, type Accounts, accountOf } from "../loyalty/ledger/account.ts";
import type { Entry } from "../loyalty/ledger/entry.ts";
import type { LedgerRow, MemberRow } from "./rows.ts";

/** Points, and those that wait for the end of their return window: finance owes both. */
export const isPoints = (account: AccountName): boolean => account === "points" || account === "pending";

/** What a member has of points, pending ones among them. */
export function pointsIn(accounts: Accounts): Pick<MemberRow, "pointsBalance" | "pointsOwed"> {
  const [points, pending] = [accountOf(accounts, "points"), accountOf(accounts, "pending")];
  return { pointsBalance: points.balance + pending.balance, pointsOwed: points.owed + pending.owed };
}

/** The movements of points among a member's entries. */
export const pointsRows = (memberId: string, entries: readonly Entry[]): LedgerRow[] =>
  entries
    .filter(({ account }) => isPoints(account))
    .map(({ number, kind, amount, because, occurredOn, bookedOn }) => ({
      ...{ memberId, number, kind, points: amount, because, occurredOn, bookedOn },
    }));

/** What an order earned, and what was taken back of it: spending is the use of points, not their cost. */
export const isEarning = ({ kind }: Pick<LedgerRow, "kind">): boolean => kind === "earn" || kind === "take-back";
