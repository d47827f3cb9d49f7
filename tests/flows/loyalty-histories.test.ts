import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderLine } from "../../core/contract/event.ts";
import type { CallOutcome } from "../../core/loyalty/idempotency.ts";
import { ACCOUNTS, accountOf } from "../../core/loyalty/ledger/account.ts";
import { aCancellation } from "../support/builders/a-refund.ts";
import { aLine } from "../support/builders/an-order.ts";
import { CheckoutWorld } from "../support/checkout-world.ts";
import { faultsOf } from "../support/member-world.ts";

/** Histories of the suite; `RUNS=10000` is what is shown of them. */
const RUNS = Number(process.env.RUNS ?? 150);

/** One thing that happens. Numbers are drawn, and mean what is there to choose from. */
type Step =
  | { does: "pay"; prices: number[]; points: number; stored: number; hold: boolean; released: boolean }
  | { does: "refund"; order: number; line: number; whole: boolean }
  | { does: "cancel"; order: number }
  | { does: "top-up"; minor: number }
  | { does: "pay-out"; topUp: number }
  | { does: "spend"; points: number }
  | { does: "give-back"; spend: number }
  | { does: "transfer"; points: number }
  | { does: "wait"; days: number }
  | { does: "again"; step: number };

const price = fc.integer({ min: 1, max: 4_000 });
const some = fc.integer({ min: 0, max: 1_500 });
const nth = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("pay" as const),
      prices: fc.array(price, { minLength: 1, maxLength: 3 }),
      points: some,
      stored: some,
      hold: fc.boolean(),
      released: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("refund" as const), order: nth, line: nth, whole: fc.boolean() }),
  },
  fc.record({ does: fc.constant("cancel" as const), order: nth }),
  fc.record({ does: fc.constant("top-up" as const), minor: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ does: fc.constant("pay-out" as const), topUp: nth }),
  fc.record({ does: fc.constant("spend" as const), points: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ does: fc.constant("give-back" as const), spend: nth }),
  fc.record({ does: fc.constant("transfer" as const), points: fc.integer({ min: 1, max: 500 }) }),
  { weight: 2, arbitrary: fc.record({ does: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 200 }) }) },
  fc.record({ does: fc.constant("again" as const), step: nth }),
);

/** An order as it was paid: what of each line is still to come back. */
interface Paid {
  orderId: string;
  left: { lineId: string; quantity: number; minor: number }[];
}

/** Lives a history, with everything that was done kept so that it can be done again, letter for letter. */
class Life {
  readonly world: CheckoutWorld;
  readonly done: (() => Promise<unknown>)[] = [];
  readonly paid: Paid[] = [];
  readonly topUps: string[] = [];
  readonly spends: string[] = [];

  constructor(world: CheckoutWorld) {
    this.world = world;
  }

  async take(step: Step): Promise<void> {
    const n = this.done.length;
    const act = this.#actOf(step, n);
    if (act === undefined) return;
    await act();
    this.done.push(act);
  }

  /** Everything that was paid comes back, line by line. */
  async refundAll(): Promise<void> {
    for (const [at, { left }] of this.paid.entries()) {
      for (const line of left.keys()) await this.take({ does: "refund", order: at, line, whole: true });
    }
    // A hold that was refused first and came again once there was enough stands still: its time runs out too.
    this.world.now = new Date(Date.parse(this.world.now) + 3_600_000).toISOString();
    await this.world.releaseDue();
  }

  #actOf(step: Step, n: number): (() => Promise<unknown>) | undefined {
    const { world } = this;
    const key = `key-${n}`;
    switch (step.does) {
      case "pay":
        return this.#pay(step, n);
      case "refund":
        return this.#refund(step, n);
      case "cancel": {
        const paid = this.#nth(this.paid, step.order);
        if (paid === undefined) return undefined;
        paid.left = paid.left.map((line) => ({ ...line, quantity: 0, minor: 0 }));
        const event = { ...aCancellation({ orderId: paid.orderId }), channel: "till", occurredAt: world.now };
        return () => world.members.apply(event);
      }
      case "top-up": {
        const topUpId = `t${n}`;
        this.topUps.push(topUpId);
        return () => world.topUp(step.minor, { topUpId }, key);
      }
      case "pay-out": {
        const topUpId = this.#nth(this.topUps, step.topUp);
        return topUpId === undefined ? undefined : () => world.payOut(topUpId, { refundId: `p-${topUpId}` }, key);
      }
      case "spend": {
        const spendId = `s${n}`;
        this.spends.push(spendId);
        return () => world.spend({ spendId, points: step.points }, key);
      }
      case "give-back": {
        const spendId = this.#nth(this.spends, step.spend);
        return spendId === undefined ? undefined : () => world.giveBack(spendId, "m_1", key);
      }
      case "transfer":
        return () => world.transfer({ transferId: `x${n}`, points: step.points }, key);
      case "wait":
        return async () => {
          const now = Date.parse(world.now) + step.days * 86_400_000;
          world.now = new Date(now).toISOString();
          await world.releaseDue();
          await world.turn(new Date(now - 86_400_000).toISOString().slice(0, 10));
        };
      case "again":
        return this.#nth(this.done, step.step);
    }
  }

  #pay({ prices, points, stored, hold, released }: Extract<Step, { does: "pay" }>, n: number) {
    const { world } = this;
    const lines: OrderLine[] = prices.map((unitPriceMinor, at) =>
      aLine({ lineId: String(at + 1), quantity: 2, unitPriceMinor }),
    );
    const amounts = prices.map((minor) => 2 * minor);
    const goods = amounts.reduce((sum, minor) => sum + minor, 0);
    // A point is worth half a penny here.
    const pointsValueMinor = Math.min(Math.floor(points / 2), goods);
    const storedValueMinor = Math.min(stored, goods - pointsValueMinor);
    const left = goods - pointsValueMinor;
    const paidBy = shares(left, amounts);
    this.paid.push({
      orderId: String(n),
      left: prices.map((_, at) => ({ lineId: String(at + 1), quantity: 2, minor: paidBy[at] ?? 0 })),
    });
    const paidAt = world.now;
    const uses = { points, pointsValueMinor, storedValueMinor };
    return async () => {
      const holdId = `h${n}`;
      if (hold) await world.hold({ holdId, points, storedValueMinor, basket: basketOf(lines) }, `hold-${n}`);
      if (hold && released) await world.release(holdId, `release-${n}`);
      const key = `pay-${n}`;
      await world.commit(String(n), lines, { ...uses, ...(hold ? { holdId } : {}) }, { key, paidAt });
      await world.stream();
    };
  }

  #refund({ order, line, whole }: Extract<Step, { does: "refund" }>, n: number) {
    const paid = this.#nth(this.paid, order);
    const back = paid && this.#nth(paid.left, line);
    if (paid === undefined || back === undefined || back.quantity === 0) return undefined;
    // In part: one of the two, with half of what is left of their money.
    const quantity = whole ? back.quantity : 1;
    const amountMinor = quantity === back.quantity ? back.minor : Math.floor(back.minor / 2);
    back.quantity -= quantity;
    back.minor -= amountMinor;
    const { lineId } = back;
    return () => this.world.refund(paid.orderId, `r${n}`, [{ lineId, quantity, amountMinor }], { key: `refund-${n}` });
  }

  #nth<T>(all: readonly T[], at: number): T | undefined {
    return all.length === 0 ? undefined : all[at % all.length];
  }
}

const basketOf = (lines: OrderLine[]) => ({
  channel: "till",
  currency: "GBP",
  lines,
  deliveryMinor: 0,
  discountMinor: 0,
});

/** What is paid of each price when the whole comes to `total`: the price less its share of what was taken off. */
function shares(total: number, prices: readonly number[]): number[] {
  const all = prices.reduce((sum, minor) => sum + minor, 0);
  const off = all - total;
  const floors = prices.map((minor) => Math.floor((off * minor) / all));
  const rests = prices.map((minor, at) => ({ at, rest: (off * minor) % all }));
  const more = off - floors.reduce((sum, minor) => sum + minor, 0);
  const lucky = new Set(
    rests
      .toSorted((a, b) => b.rest - a.rest || a.at - b.at)
      .slice(0, more)
      .map(({ at }) => at),
  );
  return prices.map((minor, at) => minor - (floors[at] ?? 0) - (lucky.has(at) ? 1 : 0));
}

async function aLife(returnWindowDays: number): Promise<Life> {
  const world = await CheckoutWorld.withMembers("m_1", "m_2");
  const { points } = world.programme;
  const spend = { points: 2, minor: 1, maxShare: 1 };
  world.programme = { ...world.programme, points: { ...points, perMajorUnit: 10, spend, returnWindowDays } };
  world.members.programme = world.programme;
  await world.adjust(1_000);
  await world.topUp(3_000, { topUpId: "first" });
  return new Life(world);
}

const accountsOf = async ({ world: { store } }: Life) =>
  (await store.load("m_1", { accounts: true })).accounts?.value ?? {};
const codes = (outcome: CallOutcome) => ("refused" in outcome ? outcome.refused.code : "done");

describe("a member's history", () => {
  it("keeps lots, balances and entries together at every step, whatever happens, twice or late", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.constantFrom(0, 7), async (steps, window) => {
        const life = await aLife(window);
        for (const one of steps) {
          await life.take(one);
          expect(await faultsOf(life.world.store, "m_1")).toEqual([]);
        }
        expect(await faultsOf(life.world.store, "m_2")).toEqual([]);
        for (const account of Object.values(await accountsOf(life))) {
          expect(account.balance).toBeGreaterThanOrEqual(0);
          expect(account.owed).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("holds nothing of an order that came back whole: its own entries come to nothing, save what expired", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), fc.constantFrom(0, 7), async (steps, window) => {
        const life = await aLife(window);
        for (const one of steps) await life.take(one);
        await life.refundAll();
        const sums = new Map<string, number>();
        for (const { account, kind, amount, because } of life.world.store.entriesOf("m_1")) {
          if (kind === "expire" || !because.source.startsWith("till:")) continue;
          // Pending points become points under their order's name: the two are one to an order.
          const name = `${because.source} ${account === "pending" ? "points" : account}`;
          sums.set(name, (sums.get(name) ?? 0) + amount);
        }
        expect([...sums].filter(([, sum]) => sum !== 0)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("is as if an order had never been that came back whole with nothing decided in between, however it came", async () => {
    const order = fc.record({
      prices: fc.array(price, { minLength: 1, maxLength: 3 }),
      points: fc.integer({ min: 0, max: 1_000 }),
      stored: some,
      hold: fc.boolean(),
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      cancelled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(order, fc.constantFrom(0, 7), async ({ order: sequence, cancelled, ...drawn }, window) => {
        const life = await aLife(window);
        const before = await accountsOf(life);
        await life.take({ does: "pay", released: false, ...drawn });
        if (cancelled) await life.take({ does: "cancel", order: 0 });
        else for (const line of sequence) await life.take({ does: "refund", order: 0, line, whole: true });
        const after = await accountsOf(life);
        for (const name of ACCOUNTS) expect(accountOf(after, name), name).toEqual(accountOf(before, name));
      }),
      { numRuns: RUNS },
    );
  });

  it("gives back the same in all, in whatever parts the money of a line comes back", async () => {
    const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        price,
        fc.integer({ min: 0, max: 1_000 }),
        some,
        parts,
        async (minor, points, stored, weights) => {
          const life = await aLife(0);
          const before = await accountsOf(life);
          const quantity = weights.length;
          const lines = [aLine({ lineId: "1", quantity, unitPriceMinor: minor })];
          const goods = quantity * minor;
          const pointsValueMinor = Math.min(Math.floor(points / 2), goods);
          const storedValueMinor = Math.min(stored, goods - pointsValueMinor);
          const { world } = life;
          await world.commit("1", lines, { points, pointsValueMinor, storedValueMinor });
          let left = goods - pointsValueMinor;
          for (const [at, weight] of weights.entries()) {
            const amountMinor = at === quantity - 1 ? left : Math.floor((left * weight) / 10);
            left -= amountMinor;
            expect(codes(await world.refund("1", `r${at}`, [{ lineId: "1", quantity: 1, amountMinor }]))).toBe("done");
            expect(await faultsOf(world.store, "m_1")).toEqual([]);
          }
          const after = await accountsOf(life);
          for (const name of ACCOUNTS) expect(accountOf(after, name), name).toEqual(accountOf(before, name));
        },
      ),
      { numRuns: RUNS },
    );
  });
});
