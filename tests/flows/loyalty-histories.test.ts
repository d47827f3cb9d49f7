import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderLine } from "../../core/contract/event.ts";
import type { CallOutcome } from "../../core/loyalty/idempotency.ts";
import { ACCOUNTS, type AccountName, accountOf } from "../../core/loyalty/ledger/account.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
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
  /** All that stands with the one goes to the other: `back` from m_2 to m_1. */
  | { does: "merge"; back: boolean }
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
  { weight: 2, arbitrary: fc.record({ does: fc.constant("merge" as const), back: fc.boolean() }) },
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

  /** Answers what it came to. */
  async take(step: Step): Promise<unknown> {
    const n = this.done.length;
    const act = this.#actOf(step, n);
    if (act === undefined) return;
    const outcome = await act();
    this.done.push(act);
    return outcome;
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
      case "merge":
        return () => world.merge({ mergeId: `m${n}`, from: step.back ? "m_2" : "m_1" }, key);
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

const BOTH = ["m_1", "m_2"] as const;
const MERGED = ["points", "pending", "principal", "bonus"] as const;

const accountsOf = async ({ world: { store } }: Life, memberId = "m_1") =>
  (await store.load(memberId, { accounts: true })).accounts?.value ?? {};

/** Balance and debt of each account of a member. */
const standingOf = async (life: Life, memberId: string) => {
  const accounts = await accountsOf(life, memberId);
  return ACCOUNTS.map((name) => [name, accountOf(accounts, name).balance, accountOf(accounts, name).owed]);
};

/** Balance − owed by account, over both members; pending points are points. */
async function netOf(life: Life): Promise<Record<string, number>> {
  const all = await Promise.all(BOTH.map((id) => accountsOf(life, id)));
  const net = (name: AccountName) =>
    all.map((one) => accountOf(one, name)).reduce((sum, { balance, owed }) => sum + balance - owed, 0);
  return {
    points: net("points") + net("pending"),
    principal: net("principal"),
    bonus: net("bonus"),
    growth: net("growth"),
  };
}

const nameOf = ({ account }: Entry) => (account === "pending" ? "points" : account);

/** Sums of entries by what they are for; those that come to nothing are left out. */
function sumsOf(entries: readonly Entry[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const entry of entries) {
    const name = `${entry.because.source} ${nameOf(entry)}`;
    sums.set(name, (sums.get(name) ?? 0) + entry.amount);
  }
  return [...sums].filter(([, sum]) => sum !== 0);
}

const isMerge = ({ because }: Entry): boolean => because.rule.startsWith("merge#");

const codes = (outcome: CallOutcome) => ("refused" in outcome ? outcome.refused.code : "done");

describe("a member's history", () => {
  it("keeps lots, balances and entries together at every step, whatever happens, twice or late", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.constantFrom(0, 7), async (steps, window) => {
        const life = await aLife(window);
        for (const one of steps) {
          const before = await netOf(life);
          const outcome = await life.take(one);
          for (const memberId of BOTH) expect(await faultsOf(life.world.store, memberId)).toEqual([]);
          if (one.does !== "merge" && one.does !== "transfer") continue;
          expect(await netOf(life)).toEqual(before);
          if (one.does === "transfer" || codes(outcome as CallOutcome) !== "done") continue;
          // Whole, since a history has fewer lots than a call moves: nothing is left, and nothing owed.
          const accounts = await accountsOf(life, one.back ? "m_2" : "m_1");
          for (const name of MERGED) expect(accountOf(accounts, name)).toEqual({ balance: 0, owed: 0, lots: [] });
        }
        for (const memberId of BOTH) {
          for (const account of Object.values(await accountsOf(life, memberId))) {
            expect(account.balance).toBeGreaterThanOrEqual(0);
            expect(account.owed).toBeGreaterThanOrEqual(0);
          }
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
        const byMember = BOTH.map((id) => life.world.store.entriesOf(id));
        const all = byMember.flat();
        const ofOrders = (entry: Entry) => entry.kind !== "expire" && entry.because.source.startsWith("till:");
        // With each member, the merges that took its points along apart; and over both of them with the merges.
        for (const own of byMember) expect(sumsOf(own.filter((one) => ofOrders(one) && !isMerge(one)))).toEqual([]);
        expect(sumsOf(all.filter(ofOrders))).toEqual([]);
        expect(sumsOf(all.filter(isMerge))).toEqual([]);
        // What is there, less what is owed, comes of decisions that are named, and of nothing else.
        const rest = all.filter((entry) => !ofOrders(entry));
        const net: Record<string, number> = { points: 0, principal: 0, bonus: 0, growth: 0 };
        for (const entry of rest) {
          const named = /^(adjustment|top-up|spend|transfer|merge)#/.test(entry.because.source);
          expect(named || entry.kind === "expire", JSON.stringify(entry.because)).toBe(true);
          net[nameOf(entry)] = (net[nameOf(entry)] ?? 0) + entry.amount;
        }
        expect(await netOf(life)).toEqual(net);
      }),
      { numRuns: RUNS },
    );
  });

  /** An order, and how all of it comes back. */
  const order = fc.record({
    prices: fc.array(price, { minLength: 1, maxLength: 3 }),
    points: fc.integer({ min: 0, max: 1_000 }),
    stored: some,
    hold: fc.boolean(),
    order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    cancelled: fc.boolean(),
  });

  it("is as if an order had never been that came back whole with nothing decided in between, however it came", async () => {
    await fc.assert(
      fc.asyncProperty(order, fc.constantFrom(0, 7), fc.boolean(), async (drawn, window, merged) => {
        const { order: sequence, cancelled, ...paid } = drawn;
        const life = await aLife(window);
        // Paid out of lots that were another's before.
        if (merged) {
          await life.take({ does: "merge", back: false });
          await life.take({ does: "merge", back: true });
        }
        const before = await accountsOf(life);
        await life.take({ does: "pay", released: false, ...paid });
        if (cancelled) await life.take({ does: "cancel", order: 0 });
        else for (const line of sequence) await life.take({ does: "refund", order: 0, line, whole: true });
        const after = await accountsOf(life);
        for (const name of ACCOUNTS) expect(accountOf(after, name), name).toEqual(accountOf(before, name));
      }),
      { numRuns: RUNS },
    );
  });

  it("leaves both members, once merged again, as if there had been the merge and never the order", async () => {
    await fc.assert(
      fc.asyncProperty(order, fc.constantFrom(0, 7), fc.nat({ max: 3 }), async (drawn, window, when) => {
        const { order: sequence, cancelled, ...paid } = drawn;
        const [life, other] = [await aLife(window), await aLife(window)];
        const merge = { does: "merge", back: false } as const;
        await other.take(merge);
        await life.take({ does: "pay", released: false, ...paid });
        for (const [at, line] of sequence.entries()) {
          if (at === when) await life.take(merge);
          if (!cancelled) await life.take({ does: "refund", order: 0, line, whole: true });
        }
        if (cancelled) await life.take({ does: "cancel", order: 0 });
        await life.take(merge);
        // Pending points that the receiver was to lose become points, and pay.
        for (const one of [life, other]) await one.take({ does: "wait", days: 9 });
        for (const memberId of BOTH) {
          expect(await faultsOf(life.world.store, memberId)).toEqual([]);
          expect(await standingOf(life, memberId)).toEqual(await standingOf(other, memberId));
        }
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
        fc.array(fc.boolean(), { maxLength: 5 }),
        async (minor, points, stored, weights, merges) => {
          const life = await aLife(0);
          const [before, net] = [await accountsOf(life), await netOf(life)];
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
            // Whose it is meanwhile makes no difference to what comes back in all.
            if (merges[at]) await life.take({ does: "merge", back: at % 2 === 1 });
            expect(await faultsOf(world.store, "m_1")).toEqual([]);
          }
          expect(await netOf(life)).toEqual(net);
          if (merges.slice(0, quantity).some(Boolean)) return;
          const after = await accountsOf(life);
          for (const name of ACCOUNTS) expect(accountOf(after, name), name).toEqual(accountOf(before, name));
        },
      ),
      { numRuns: RUNS },
    );
  });
});
