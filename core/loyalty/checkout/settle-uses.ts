import type { Because } from "../ledger/entry.ts";
import { amountOf } from "../ledger/ledger.ts";
import type { Postings } from "../ledger/postings.ts";
import { type PaymentOrder, splitPayment } from "../stored-value/split-payment.ts";
import type { Hold } from "./hold.ts";
import { type Discrepancy, PAYING, type Paying, type UsedParts, type Uses } from "./used.ts";

/** What the posting of an order's uses rests on. */
export interface Settling {
  uses: Uses;
  /** The hold that the till names, as it was read; undefined when there is none of that id. */
  hold: Hold | undefined;
  orderKey: string;
  because: Omit<Because, "rule">;
  occurredOn: string;
  bookedOn: string;
  paymentOrder: PaymentOrder;
}

/** What an order's uses came to in the books. */
export interface Settled {
  parts: UsedParts;
  /** The hold as it is then. */
  hold: Hold | undefined;
  discrepancies: Discrepancy[];
}

/**
 * Takes from the accounts what an order was paid with. What its hold had reserved is put back and spent, so that it is
 * there whatever happened since; what goes beyond it, or whose hold has lapsed, is taken if it is still free. What isn't
 * is a discrepancy: the order counts all the same, since the goods are out of the door.
 */
export function settleUses(postings: Postings, settling: Settling): Settled {
  const { uses, orderKey } = settling;
  const hold = settling.hold?.state === "held" ? settling.hold : undefined;
  const days = { occurredOn: settling.occurredOn, bookedOn: settling.bookedOn };
  if (hold !== undefined) {
    for (const account of PAYING) {
      const into = hold.parts[account];
      // Under the hold's own name: what a hold took and gave back comes to nothing, whatever became of it.
      const because = { ...settling.because, source: hold.holdId, holdId: hold.holdId, rule: "hold-committed" };
      postings.credit({ account, kind: "release", amount: amountOf(into), because, ...days, into });
    }
  }
  const why = missingBecause(settling);
  const parts: UsedParts = { points: [], principal: [], bonus: [] };
  const discrepancies: Discrepancy[] = [];
  const spend = (account: Paying, amount: number): number => {
    if (amount === 0) return 0;
    const held = new Set(hold === undefined ? [] : hold.parts[account].map(({ entry }) => entry));
    const because = { ...settling.because, ...(hold ? { holdId: hold.holdId } : {}), rule: "checkout" };
    const posting = { account, kind: "spend", because, ...days, shortfall: "leave" } as const;
    // The lots that were reserved first: they are what the member was shown.
    let rest = amount;
    for (const only of [(lot: { entry: number }) => held.has(lot.entry), () => true]) {
      if (rest === 0) break;
      const taken = postings.debit({ ...posting, amount: rest, only });
      if (taken.kind === "short") continue;
      parts[account] = [...parts[account], ...taken.taken];
      rest -= amountOf(taken.taken);
    }
    return rest;
  };
  const fewer = spend("points", uses.points);
  if (fewer > 0) discrepancies.push({ what: "points", missing: fewer, because: why });
  const split = splitPayment(postings.ledger.accounts, uses.storedValueMinor, settling.paymentOrder);
  const short = spend("principal", split.principalMinor) + spend("bonus", split.bonusMinor) + split.missingMinor;
  if (short > 0) discrepancies.push({ what: "stored-value", missing: short, because: why });
  return { parts, discrepancies, hold: hold && { ...hold, state: "committed", orderKey } };
}

/** Why something may be missing, from what became of the hold that the till named. */
function missingBecause({ uses, hold, orderKey }: Settling): Discrepancy["because"] {
  if (uses.holdId === undefined) return "too-few";
  if (hold === undefined) return "hold-unknown";
  if (hold.state === "committed" && hold.orderKey !== orderKey) return "hold-of-another-order";
  return hold.state === "released" ? "hold-released" : "too-few";
}
