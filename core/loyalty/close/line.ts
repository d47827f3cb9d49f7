import type { AccountName } from "../ledger/account.ts";
import { ENTRY_KINDS, type Entry, type EntryKind } from "../ledger/entry.ts";
import { campaignOf, type LotOrigin } from "./lot-origin.ts";

/**
 * How a close is divided. `campaign` and `store` are those of the posting itself (where points were used, too); the
 * views of lots follow the points: what a tier, campaign or store once gave, and what is left of it.
 */
export const VIEWS = ["account", "campaign", "store", "lot-tier", "lot-campaign", "lot-store"] as const;
export type View = (typeof VIEWS)[number];

/** Under this key stands what no campaign, store or tier is named for. */
export const NONE = "(none)";
/** In the views of lots: what was owed or paid back, and so is in no lot. */
export const OWED = "(owed)";
/** The one key of the view `account`. */
export const ALL = "(all)";

/** Every kind of entry in exactly one column, signed. */
export type Columns = Record<EntryKind, number>;

/** One line of a close: opening + columns = closing, in whole units of the account. */
export interface Line {
  view: View;
  account: AccountName;
  key: string;
  opening: number;
  columns: Columns;
  closing: number;
  /** Entries in it: of a view of lots, those that touched a lot of the key. */
  entries: number;
}

export const noColumns = (): Columns => Object.fromEntries(ENTRY_KINDS.map((kind) => [kind, 0])) as unknown as Columns;

export const sumOfColumns = (columns: Columns): number => ENTRY_KINDS.reduce((sum, kind) => sum + columns[kind], 0);

/** The parts of an entry's amount by key, in each view: each view's parts add up to the amount. */
export function partsOf(entry: Entry, originOfLot: (number: number) => LotOrigin): Record<View, Map<string, number>> {
  const { amount, because, lots } = entry;
  const inLots = lots.reduce((sum, move) => sum + move.amount, 0);
  const byLot = (keyOf: (origin: LotOrigin) => string | undefined): Map<string, number> => {
    const parts = new Map<string, number>();
    const add = (key: string, by: number) => parts.set(key, (parts.get(key) ?? 0) + by);
    for (const move of lots) add(keyOf(originOfLot(move.entry)) ?? NONE, move.amount);
    if (inLots !== amount) add(OWED, amount - inLots);
    return parts;
  };
  return {
    account: new Map([[ALL, amount]]),
    campaign: new Map([[campaignOf(entry) ?? NONE, amount]]),
    store: new Map([[because.storeId ?? NONE, amount]]),
    "lot-tier": byLot(({ tier }) => tier),
    "lot-campaign": byLot(({ campaign }) => campaign),
    "lot-store": byLot(({ storeId }) => storeId),
  };
}
