import { ACCOUNTS, type AccountName, type Accounts, accountOf } from "../ledger/account.ts";

/** The accounts whose lots don't add up to the balance, or that are below their floor. */
export const unsoundAccounts = (accounts: Accounts): AccountName[] =>
  ACCOUNTS.filter((name) => {
    const { balance, owed, lots } = accountOf(accounts, name);
    const inLots = lots.reduce((sum, { left }) => sum + left, 0);
    return (
      inLots !== balance || balance < 0 || owed < 0 || (balance > 0 && owed > 0) || lots.some(({ left }) => left <= 0)
    );
  });
