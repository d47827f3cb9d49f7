import { type Accounts, accountOf } from "../ledger/account.ts";
import { proportion } from "../share-out.ts";

/** Which part of the stored value pays first: what was paid in, what was given on top, or both by what is there. */
export type PaymentOrder = "principal-first" | "bonus-first" | "proportional";

/** A payment as its two parts, and what the stored value doesn't hold. Minor units. */
export interface SplitPayment {
  principalMinor: number;
  bonusMinor: number;
  missingMinor: number;
}

/** Divides a payment over principal and bonus: as much as is there, each whole and never more than its account holds. */
export function splitPayment(accounts: Accounts, amountMinor: number, order: PaymentOrder): SplitPayment {
  const principal = accountOf(accounts, "principal").balance;
  const bonus = accountOf(accounts, "bonus").balance;
  const paid = Math.min(amountMinor, principal + bonus);
  const principalMinor = fromPrincipal(paid, principal, bonus, order);
  return { principalMinor, bonusMinor: paid - principalMinor, missingMinor: amountMinor - paid };
}

function fromPrincipal(paid: number, principal: number, bonus: number, order: PaymentOrder): number {
  switch (order) {
    case "principal-first":
      return Math.min(paid, principal);
    case "bonus-first":
      return Math.max(0, paid - bonus);
    case "proportional":
      // Rounded down on the principal: the member keeps the penny that can be paid out.
      return paid === 0 ? 0 : Math.max(proportion(paid, principal, principal + bonus), paid - bonus);
  }
}
