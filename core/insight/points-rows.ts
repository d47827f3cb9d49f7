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

/** A member's entries by what they move of points: 0 for one of another account, which keeps its number among them. */
export const pointsRows = (memberId: string, entries: readonly Entry[]): LedgerRow[] =>
  entries.map(({ number, account, kind, amount, because, occurredOn, bookedOn }) => ({
    ...{ memberId, number, kind, points: isPoints(account) ? amount : 0, because, occurredOn, bookedOn },
  }));

/** Whether an entry is of an order, and not of an act (a check-in, a referral, a spend): those sources have a #. */
export const isOfOrder = ({ because }: Pick<LedgerRow, "because">): boolean => !because.source.includes("#");

/** What an order earned, and what was taken back of it: spending is the use of points, not their cost. */
export const isEarning = ({ kind }: Pick<LedgerRow, "kind">): boolean => kind === "earn" || kind === "take-back";
