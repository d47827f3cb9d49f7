import { ACCOUNTS, type AccountName, type Accounts, accountOf } from "../ledger/account.ts";
import type { Entry } from "../ledger/entry.ts";

/** What stands on each account, net of what is owed there: the sum of its entries. Whole, may be below 0. */
export type Net = Record<AccountName, number>;

export const NOTHING: Net = Object.freeze({ points: 0, pending: 0, principal: 0, bonus: 0, growth: 0 });

const netBy = (of: (account: AccountName) => number): Net => ({
  points: of("points"),
  pending: of("pending"),
  principal: of("principal"),
  bonus: of("bonus"),
  growth: of("growth"),
});

/** Balance − owed of each account. */
export const netOfAccounts = (accounts: Accounts): Net =>
  netBy((name) => {
    const { balance, owed } = accountOf(accounts, name);
    return balance - owed;
  });

/** The sum of entries by account. */
export function netOfEntries(entries: readonly Entry[]): Net {
  const net = { ...NOTHING };
  for (const { account, amount } of entries) net[account] += amount;
  return net;
}

export const plus = (a: Net, b: Net): Net => netBy((name) => a[name] + b[name]);
export const minus = (a: Net, b: Net): Net => netBy((name) => a[name] - b[name]);

/** Accounts on which two differ, and by how much the first is above the second. */
export const differences = (a: Net, b: Net): { account: AccountName; by: number }[] =>
  ACCOUNTS.filter((name) => a[name] !== b[name]).map((account) => ({ account, by: a[account] - b[account] }));
