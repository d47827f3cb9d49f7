import { type AccountName, type Accounts, accountOf, type Lot } from "./ledger/account.ts";
import type { Because, Entry } from "./ledger/entry.ts";
import { earliestFirst } from "./ledger/ledger.ts";
import type { Postings } from "./ledger/postings.ts";
import { MOST_LOTS_MOVED } from "./transfer-points.ts";

/** Accounts that go from one member to the other; growth counts orders, and stays with them. */
export const MERGED = ["points", "pending", "principal", "bonus"] as const satisfies readonly AccountName[];
export type Merged = (typeof MERGED)[number];

/** A lot leaves by an entry and arrives by another: of what one transaction holds, half as many as in a transfer. */
export const MOST_MOVES = MOST_LOTS_MOVED / 2;

/** One lot, or what an account owes. */
export type Move = { account: Merged; amount: number } & ({ lot: Lot } | { lot?: undefined });

/** All that stands in a member's accounts, each account's earliest expiry first: what the receiver owes is paid by that. */
export const movesOf = (accounts: Accounts): Move[] =>
  MERGED.flatMap((account): Move[] => {
    const { owed, lots } = accountOf(accounts, account);
    return [
      ...(owed === 0 ? [] : [{ account, amount: owed }]),
      ...lots.toSorted(earliestFirst).map((lot) => ({ account, amount: lot.left, lot })),
    ];
  });

interface Merging {
  given: Postings;
  received: Postings;
  /** The decision; of a lot, its own source stands in place of the decision's. */
  because: Because;
  bookedOn: string;
  /** The entries that made the sender's lots, by number. */
  makers: ReadonlyMap<number, Entry>;
}

/**
 * Posts the moves with both members. Either entry of a lot names the lot's source, campaign, journey and store, so that
 * over the two of them a merge comes to nothing under each, and pay-outs and take-backs find the lot as their own.
 * @returns what was moved and what was owed, by account
 */
export function postMoves(
  moves: readonly Move[],
  { given, received, because, bookedOn, makers }: Merging,
): { moved: Record<Merged, number>; owed: Record<Merged, number> } {
  const [moved, owed] = [nothing(), nothing()];
  for (const { account, amount, lot } of moves) {
    const posting = { account, kind: "transfer", amount, because, occurredOn: bookedOn, bookedOn } as const;
    if (lot === undefined) {
      received.debit({ ...posting, shortfall: "owe" });
      given.credit(posting);
      owed[account] += amount;
      continue;
    }
    const { source, left: _, entry, ...terms } = lot;
    const own = { ...posting, because: { ...because, ...originOf(makers.get(entry)), source } };
    given.debit({ ...own, only: (one) => one.entry === entry, shortfall: "refuse" });
    received.credit({ ...own, ...terms });
    moved[account] += amount;
  }
  return { moved, owed };
}

const nothing = (): Record<Merged, number> => ({ points: 0, pending: 0, principal: 0, bonus: 0 });

/** By what a lot is told in a close, as the entry has it that made it. */
function originOf(maker: Entry | undefined): Pick<Because, "campaign" | "journey" | "storeId"> {
  const { campaign, journey, storeId } = maker?.because ?? {};
  return {
    ...(campaign === undefined ? {} : { campaign }),
    ...(journey === undefined ? {} : { journey }),
    ...(storeId === undefined ? {} : { storeId }),
  };
}
