import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account, Accounts } from "../../../../core/loyalty/ledger/account.ts";
import { splitPayment } from "../../../../core/loyalty/stored-value/split-payment.ts";

const holding = (balance: number): Account => ({ balance, owed: 0, lots: [] });
const accountsOf = (principal: number, bonus: number): Accounts => ({
  principal: holding(principal),
  bonus: holding(bonus),
});
const minor = fc.integer({ min: 0, max: 1_000_000_000_000 });
const order = fc.constantFrom("principal-first", "bonus-first", "proportional");

describe("dividing a payment over principal and bonus", () => {
  it("pays whole minor units, never more than an account holds, and what is missing is all that is missing", () => {
    fc.assert(
      fc.property(minor, minor, minor, order, (principal, bonus, amount, by) => {
        const { principalMinor, bonusMinor, missingMinor } = splitPayment(accountsOf(principal, bonus), amount, by);
        for (const part of [principalMinor, bonusMinor, missingMinor]) {
          expect(Number.isSafeInteger(part) && part >= 0).toBe(true);
        }
        expect(principalMinor).toBeLessThanOrEqual(principal);
        expect(bonusMinor).toBeLessThanOrEqual(bonus);
        expect(principalMinor + bonusMinor + missingMinor).toBe(amount);
        expect(missingMinor).toBe(Math.max(0, amount - principal - bonus));
      }),
      { numRuns: 1_000 },
    );
  });

  it("takes the other part only once the first is used up", () => {
    fc.assert(
      fc.property(minor, minor, minor, (principal, bonus, amount) => {
        const first = splitPayment(accountsOf(principal, bonus), amount, "principal-first");
        if (first.bonusMinor > 0) expect(first.principalMinor).toBe(principal);
        const last = splitPayment(accountsOf(principal, bonus), amount, "bonus-first");
        if (last.principalMinor > 0) expect(last.bonusMinor).toBe(bonus);
      }),
    );
  });

  it("divides by what is there, to the minor unit, in favour of what can be paid out", () => {
    expect(splitPayment(accountsOf(10_000, 5_000), 100, "proportional")).toEqual({
      principalMinor: 66,
      bonusMinor: 34,
      missingMinor: 0,
    });
    fc.assert(
      fc.property(minor, minor, minor, (principal, bonus, amount) => {
        const { principalMinor, missingMinor } = splitPayment(accountsOf(principal, bonus), amount, "proportional");
        fc.pre(missingMinor === 0 && principal + bonus > 0);
        const exact = (BigInt(amount) * BigInt(principal)) / BigInt(principal + bonus);
        const difference = BigInt(principalMinor) - exact;
        expect(difference >= 0n && difference <= 1n).toBe(true);
      }),
    );
  });
});
