/**
 * The accounts of a member, each in whole numbers of its own unit: points in points, stored value (what was paid in
 * apart from what was given on top) in minor units of the programme's currency, growth in what the tiers count by.
 */
export const ACCOUNTS = ["points", "pending", "principal", "bonus", "growth"] as const;
export type AccountName = (typeof ACCOUNTS)[number];

/** What is left of one credit: debits take lots, so that what is given back goes where it came from. */
export interface Lot {
  /** Number of the entry that made it. */
  entry: number;
  left: number;
  /** The order, top-up or act that it came from, under its source's key: a refund takes back from its own lots first. */
  source: string;
  /** The shop's day on whose end it expires, 'YYYY-MM-DD'; absent: never. */
  expiresOn?: string;
  /** Of pending points: the shop's day on whose end they become points. */
  dueOn?: string;
  /** The member's tier when it was earned, for the close. */
  tier?: string;
}

/**
 * A view of an account's entries: balance = sum of its lots, and the sum of its entries is balance − owed. `owed` is
 * what was taken back beyond the balance. Neither is ever negative, and one of them is 0.
 */
export interface Account {
  balance: number;
  owed: number;
  lots: Lot[];
}

/** A member's accounts; one that was never used is absent. */
export type Accounts = Partial<Record<AccountName, Account>>;

const EMPTY: Account = Object.freeze({ balance: 0, owed: 0, lots: [] as Lot[] });

export const accountOf = (accounts: Accounts, name: AccountName): Account => accounts[name] ?? EMPTY;
