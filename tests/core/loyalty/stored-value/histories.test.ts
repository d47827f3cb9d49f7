import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import type { LotPart } from "../../../../core/loyalty/ledger/ledger.ts";
import { Postings } from "../../../../core/loyalty/ledger/postings.ts";
import { type PaymentOrder, splitPayment } from "../../../../core/loyalty/stored-value/split-payment.ts";
import { changeOf } from "../../../../core/loyalty/value-call.ts";
import { ledgerOf } from "../../../../core/members/member-ledger.ts";
import { bonusOf, StoredValueRules } from "../../../../core/programme/stored-value.ts";
import { killedAfter } from "../../../support/killed-store.ts";
import { faultsOf } from "../../../support/member-world.ts";
import { bodyOf, codeOf, orKilled, ValueWorld } from "../../../support/value-world.ts";

/** What happens to a member's stored value; amounts in minor units. */
type Act =
  | { kind: "top-up"; amount: number; killed: number }
  | { kind: "pay-out"; of: number; killed: number }
  | { kind: "pay"; amount: number; order: PaymentOrder }
  | { kind: "undo-payment"; of: number };

const amount = fc.integer({ min: 1, max: 60_000 });
const killed = fc.integer({ min: 0, max: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("top-up" as const), amount, killed }),
  fc.record({ kind: fc.constant("pay-out" as const), of: fc.nat({ max: 5 }), killed }),
  fc.record({
    kind: fc.constant("pay" as const),
    amount,
    order: fc.constantFrom("principal-first", "bonus-first", "proportional"),
  }),
  fc.record({ kind: fc.constant("undo-payment" as const), of: fc.nat({ max: 5 }) }),
);

const STEPS = [
  { fromMinor: 5_000, bonusMinor: 250 },
  { fromMinor: 30_000, bonusMinor: 4_000 },
];

interface Paid {
  principal: LotPart[];
  bonus: LotPart[];
}

/** Pays as a checkout does, or puts a payment back: straight on the ledger. */
async function post(world: ValueWorld, move: (postings: Postings) => void): Promise<void> {
  const loaded = await world.store.load("m_1", { accounts: true });
  if (loaded.head === undefined) throw new Error("nobody there");
  const postings = new Postings(ledgerOf(loaded, loaded.head), sha256);
  move(postings);
  const stamp = { now: world.now, bookedOn: "2011-09-01" };
  if (postings.entries.length > 0) await world.store.commit(loaded, changeOf(loaded, postings, stamp), stamp);
}

const days = { occurredOn: "2011-09-01", bookedOn: "2011-09-01" };
const because = { source: "till:order", rule: "checkout", programme: 1 };

function pay(postings: Postings, asked: Extract<Act, { kind: "pay" }>): Paid {
  const split = splitPayment(postings.ledger.accounts, asked.amount, asked.order);
  const paid: Paid = { principal: [], bonus: [] };
  for (const account of ["principal", "bonus"] as const) {
    const posting = { account, kind: "spend", amount: split[`${account}Minor`], because, ...days } as const;
    const taken = postings.debit({ ...posting, shortfall: "refuse" });
    if (taken.kind === "posted") paid[account] = taken.taken;
    else expect(posting.amount).toBe(0);
  }
  return paid;
}

const sum = (parts: readonly { amount: number }[]): number => parts.reduce((total, one) => total + one.amount, 0);

describe("stored value through any history", () => {
  it("is neither lost nor made: what was paid in is there, spent, or paid out; a bonus is there, spent, or taken back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
        const world = await ValueWorld.withMembers("m_1");
        world.programme = { ...world.programme, storedValue: StoredValueRules.parse({ steps: STEPS }) };
        const sums = { paidIn: 0, given: 0, paidOut: 0, takenBack: 0 };
        let payments: Paid[] = [];
        for (const [at, one] of acts.entries()) {
          const key = `key-${at}`;
          switch (one.kind) {
            case "top-up": {
              const topUp = (using = world.store as Parameters<typeof killedAfter>[0]) =>
                world.topUp(one.amount, { topUpId: String(at) }, key, using);
              await topUp(killedAfter(world.store, one.killed)).catch(orKilled);
              expect(bodyOf(await topUp())).toMatchObject({ bonusMinor: bonusOf(one.amount, STEPS) });
              sums.paidIn += one.amount;
              sums.given += bonusOf(one.amount, STEPS);
              break;
            }
            case "pay-out": {
              const payOut = (using = world.store as Parameters<typeof killedAfter>[0]) =>
                world.payOut(String(one.of), { refundId: key }, key, using);
              await payOut(killedAfter(world.store, one.killed)).catch(orKilled);
              const outcome = await payOut();
              if (codeOf(outcome) !== undefined) {
                expect(["top-up-unknown", "nothing-left"]).toContain(codeOf(outcome));
                break;
              }
              const { paidOutMinor, principalGoneMinor, bonusTakenBackMinor, bonusGoneMinor } = bodyOf(outcome);
              sums.paidOut += Number(paidOutMinor);
              sums.takenBack += Number(bonusTakenBackMinor);
              for (const part of [principalGoneMinor, bonusGoneMinor]) expect(Number(part)).toBeGreaterThanOrEqual(0);
              break;
            }
            case "pay":
              await post(world, (postings) => void payments.push(pay(postings, one)));
              break;
            case "undo-payment": {
              const paid = payments[one.of];
              if (paid === undefined) break;
              payments = payments.filter((other) => other !== paid);
              await post(world, (postings) => {
                for (const account of ["principal", "bonus"] as const) {
                  const into = paid[account];
                  postings.credit({ account, kind: "give-back", amount: sum(into), because, ...days, into });
                }
              });
            }
          }
          const spent = {
            principal: sum(payments.flatMap(({ principal }) => principal)),
            bonus: sum(payments.flatMap(({ bonus }) => bonus)),
          };
          expect(await world.balance("m_1", "principal")).toBe(sums.paidIn - sums.paidOut - spent.principal);
          expect(await world.balance("m_1", "bonus")).toBe(sums.given - sums.takenBack - spent.bonus);
        }
        expect(await faultsOf(world.store, "m_1")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
