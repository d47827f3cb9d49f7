import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueOfPoints } from "../../../../core/loyalty/checkout/value-of-points.ts";
import type { PointsRules } from "../../../../core/programme/earning.ts";
import { aCancellation, aRefund } from "../../../support/builders/a-refund.ts";
import { aLine } from "../../../support/builders/an-order.ts";
import { CheckoutWorld } from "../../../support/checkout-world.ts";
import { ClosingWorld } from "../../../support/closing-world.ts";
import { killedAfter } from "../../../support/killed-store.ts";
import { faultsOf } from "../../../support/member-world.ts";
import { bodyOf, orKilled } from "../../../support/value-world.ts";

/** A thousand points take £5 off, and what is owed is taken out of the money refunded. */
async function aShop(change: Partial<PointsRules> = {}): Promise<CheckoutWorld> {
  const world = await CheckoutWorld.withMembers("m_1", "m_2");
  const { points } = world.programme;
  const spend = { points: 1_000, minor: 500, maxShare: 1 };
  world.programme = { ...world.programme, points: { ...points, spend, owed: "refund", ...change } };
  world.members.programme = world.programme;
  return world;
}

const back = (lineId: string, quantity: number, amountMinor: number) => ({ lineId, quantity, amountMinor });
const HUNDRED = [aLine({ lineId: "1", quantity: 4, unitPriceMinor: 2_500 })];
const whole = [back("1", 4, 10_000)];

/** The member has bought for £100 and spent the points that it earned, all but some. */
async function spentUp(change: Partial<PointsRules> = {}, kept = 0): Promise<CheckoutWorld> {
  const world = await aShop(change);
  await world.commit("1", HUNDRED);
  await world.spend({ points: (await world.balance()) - kept });
  return world;
}

const orderOf = async (world: CheckoutWorld) => (await world.store.load("m_1", { orderKey: "till:1" })).order?.value;

describe("points that a refund takes back when they are gone", () => {
  it("wait for the next earnings, unless the programme says otherwise", async () => {
    const world = await spentUp({ owed: "next-earnings" });
    expect(bodyOf(await world.refund("1", "r1", whole))).toMatchObject({
      ...{ pointsTakenBack: 100, pointsWithheld: 0, withheldMinor: 0, payOutMinor: 10_000 },
    });
    expect(await world.account()).toMatchObject({ balance: 0, owed: 100 });
  });

  it("are taken out of the money refunded, by an entry of its own that names the refund", async () => {
    const world = await spentUp();
    expect(bodyOf(await world.refund("1", "r1", whole))).toMatchObject({
      ...{ refundedMinor: 10_000, pointsTakenBack: 100, pointsWithheld: 100, withheldMinor: 50, payOutMinor: 9_950 },
    });
    expect(await world.account()).toEqual({ balance: 0, owed: 0, lots: [] });
    expect(world.store.entriesOf("m_1").slice(-2)).toMatchObject([
      { kind: "take-back", amount: -100, lots: [] },
      {
        kind: "adjust",
        amount: 100,
        lots: [],
        because: { source: "till:1", refundId: "r1", rule: "withheld-from-refund" },
      },
    ]);
    expect((await orderOf(world))?.refunds).toMatchObject([{ minor: 10_000, withheld: { points: 100, minor: 50 } }]);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("close with their day: taken back in one column, paid in another, nothing owed between them", async () => {
    const world = await spentUp();
    await world.refund("1", "r1", whole);
    const { head, accounts } = await world.store.load("m_1", { accounts: true });
    const closing = new ClosingWorld();
    const book = closing.book("m_1");
    book.entries = world.store.entriesOf("m_1");
    const { entries = 0, entryHash = "" } = head ?? {};
    book.ledger = { accounts: accounts?.value ?? {}, entries, entryHash };
    const { lines, liability } = await closing.closed("2011-09-01");
    const columns = { earn: 100, spend: -100, "take-back": -100, adjust: 100 };
    expect(lines.find(({ view, account }) => view === "account" && account === "points")).toMatchObject({
      ...{ columns, closing: 0, entries: 4 },
    });
    expect(lines.find(({ view, key }) => view === "lot-tier" && key === "(owed)")).toMatchObject({
      ...{ columns: { "take-back": -100, adjust: 100 }, closing: 0 },
    });
    expect(liability).toMatchObject({ owedPoints: 0 });
  });

  it("are taken from lots as far as there are any, the money pays the rest alone", async () => {
    const world = await spentUp({}, 40);
    const answer = bodyOf(await world.refund("1", "r1", whole));
    expect(answer).toMatchObject({ pointsTakenBack: 100, pointsWithheld: 60, withheldMinor: 30, payOutMinor: 9_970 });
    expect(await world.account()).toMatchObject({ balance: 0, owed: 0 });
  });

  it("cost nothing where they are still there: no entry, nothing on the order", async () => {
    const world = await aShop();
    await world.commit("1", HUNDRED);
    expect(bodyOf(await world.refund("1", "r1", whole))).toMatchObject({ withheldMinor: 0, payOutMinor: 10_000 });
    expect(world.store.entriesOf("m_1").map(({ kind }) => kind)).toEqual(["earn", "take-back"]);
    expect((await orderOf(world))?.refunds[0]).not.toHaveProperty("withheld");
  });

  it("pay for this refund alone: what was owed before it stays owed", async () => {
    const world = await spentUp();
    await world.commit("2", HUNDRED);
    await world.spend({ spendId: "2", points: 100 });
    await world.members.apply({ ...aRefund({ orderId: "2", lines: whole }), channel: "till" });
    expect(await world.account()).toMatchObject({ balance: 0, owed: 100 });
    expect(bodyOf(await world.refund("1", "r1", whole))).toMatchObject({ pointsWithheld: 100, withheldMinor: 50 });
    expect(await world.account()).toMatchObject({ balance: 0, owed: 100 });
  });

  it("are withheld from money, never from stored value, and stay owed beyond it", async () => {
    // 50 points for a pound: 5,000 of them are worth £25 on an order of £100, £90 of which were stored value.
    const world = await aShop({ perMajorUnit: 50 });
    await world.topUp(9_000);
    await world.commit("1", HUNDRED, { storedValueMinor: 9_000 });
    await world.spend({ points: 5_000 });
    expect(bodyOf(await world.refund("1", "r1", whole))).toMatchObject({
      ...{ principalMinor: 9_000, pointsTakenBack: 5_000, pointsWithheld: 2_001, withheldMinor: 1_000, payOutMinor: 0 },
    });
    expect(await world.account()).toMatchObject({ balance: 0, owed: 2_999 });
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("are worth half a penny each: one by one they come to what they come to together", async () => {
    const world = await aShop();
    await world.commit("1", [aLine({ lineId: "1", quantity: 3, unitPriceMinor: 100 })]);
    await world.spend({ points: 3 });
    const withheld: unknown[] = [];
    for (const refundId of ["r1", "r2", "r3"]) {
      withheld.push(bodyOf(await world.refund("1", refundId, [back("1", 1, 100)])).withheldMinor);
    }
    expect(withheld).toEqual([0, 1, 0]);
    expect(await world.account()).toMatchObject({ owed: 0 });
  });
});

describe("the money of a refund", () => {
  it("that was paid out before we heard of it withholds nothing: the event leaves them owed, a call after it too", async () => {
    const world = await spentUp();
    const event = { ...aRefund({ lines: whole }), channel: "till" };
    await world.members.apply(event);
    expect(await world.account()).toMatchObject({ owed: 100 });
    expect(bodyOf(await world.refund("1", "r1", whole))).toMatchObject({ withheldMinor: 0, payOutMinor: 10_000 });
    expect(await world.account()).toMatchObject({ owed: 100 });
  });

  it("of an order that is cancelled withholds nothing", async () => {
    const world = await spentUp();
    await world.members.apply({ ...aCancellation({ orderId: "1" }), channel: "till" });
    expect(await world.account()).toMatchObject({ owed: 100 });
  });

  it("is withheld from once: the same call, its name under another key, and its event after it change nothing", async () => {
    const world = await spentUp();
    const first = bodyOf(await world.refund("1", "r1", whole, { key: "k" }));
    const before = world.store.entriesOf("m_1");
    await world.stream();
    await world.members.apply({ ...aRefund({ lines: whole }), channel: "till" });
    expect(bodyOf(await world.refund("1", "r1", whole, { key: "k" }))).toEqual(first);
    expect(bodyOf(await world.refund("1", "r1", whole, { key: "another" }))).toEqual(first);
    expect(world.store.entriesOf("m_1")).toEqual(before);
  });

  it("is withheld from alike by the call and by the stream, whichever call the first is killed after", async () => {
    const expected = await spentUp();
    const answer = bodyOf(await expected.refund("1", "r1", whole));
    let killed = 0;
    for (let calls = 1; calls <= 10; calls += 1) {
      for (const streamFirst of [true, false]) {
        const world = await spentUp();
        const using = killedAfter(world.store, calls);
        const outcome = await world.refund("1", "r1", whole, { key: "k", using }).catch(orKilled);
        if (outcome === "killed") killed += 1;
        if (streamFirst) await world.stream();
        expect(bodyOf(await world.refund("1", "r1", whole, { key: "k" })), `after call ${calls}`).toEqual(answer);
        await world.stream();
        expect(await world.account()).toEqual(await expected.account());
        expect(await faultsOf(world.store, "m_1")).toEqual([]);
      }
    }
    expect(killed).toBeGreaterThanOrEqual(4);
  });
});

/** Histories of the suite; `RUNS=10000` is what is shown of them. */
const RUNS = Number(process.env.RUNS ?? 100);

const drawn = fc.record({
  lines: fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 4 }), unitPriceMinor: fc.integer({ min: 100, max: 5_000 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  perMajorUnit: fc.constantFrom(1, 1, 7, 60),
  rate: fc.record({ points: fc.constantFrom(1, 7, 1_000), minor: fc.constantFrom(1, 500, 5_000) }),
  /** Of all points, and of the total, in hundredths. */
  spent: fc.nat({ max: 100 }),
  stored: fc.constantFrom(0, 0, 35, 100),
  points: fc.constantFrom(0, 0, 50),
  order: fc.array(fc.nat({ max: 1_000 }), { minLength: 12, maxLength: 12 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Lives a drawn story to its end, the whole order back at once or each unit by itself. */
async function lived(story: Drawn, units: boolean) {
  const { rate, perMajorUnit } = story;
  const world = await aShop({ perMajorUnit, spend: { ...rate, maxShare: 1 } });
  const lines = story.lines.map((line, at) => aLine({ lineId: String(at + 1), ...line }));
  const goods = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  await world.topUp(goods);
  if (story.points > 0) await world.adjust(story.points);
  await world.commit("1", lines, { points: story.points, storedValueMinor: Math.floor((goods * story.stored) / 100) });
  const toSpend = Math.floor(((await world.balance()) * story.spent) / 100);
  if (toSpend > 0) await world.spend({ points: toSpend });
  const each = lines.flatMap(({ lineId = "", quantity, unitPriceMinor }) =>
    Array.from({ length: quantity }, () => back(lineId, 1, unitPriceMinor)),
  );
  const inTurn = each.map((unit, at) => ({ unit, at: story.order[at] ?? 0 })).sort((a, b) => a.at - b.at);
  const parts = units
    ? inTurn.map(({ unit }) => [unit])
    : [lines.map((line) => back(line.lineId ?? "", line.quantity, line.amountMinor))];
  const answers: Record<string, number>[] = [];
  for (const [at, part] of parts.entries()) {
    answers.push(bodyOf(await world.refund("1", `r${at}`, part)) as Record<string, number>);
  }
  await world.stream();
  expect(await faultsOf(world.store, "m_1")).toEqual([]);
  const sumOf = (field: string): number => answers.reduce((sum, answer) => sum + (answer[field] ?? 0), 0);
  const { balance, owed } = await world.account();
  expect(answers.every(({ payOutMinor = 0, withheldMinor = 0 }) => payOutMinor >= 0 && withheldMinor >= 0)).toBe(true);
  return { balance, owed, withheld: sumOf("pointsWithheld"), minor: sumOf("withheldMinor"), sumOf };
}

describe("refunds in parts", () => {
  it("in any split withhold and leave owed the same points together, for what they are worth to the unit", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (story) => {
        const [once, parts] = [await lived(story, false), await lived(story, true)];
        for (const end of [once, parts]) {
          expect(end.minor).toBe(valueOfPoints(end.withheld, story.rate));
          expect(end.sumOf("payOutMinor") + end.minor + end.sumOf("principalMinor")).toBe(end.sumOf("refundedMinor"));
        }
        expect(parts.balance - parts.owed - parts.withheld).toBe(once.balance - once.owed - once.withheld);
        // Points that the order used come back with its parts, and may be there for one part and not yet for another.
        if (story.points === 0) expect(parts.owed + parts.withheld).toBe(once.owed + once.withheld);
        // At a few percent of the price there is always money enough, and a split makes no difference at all.
        const { perMajorUnit, rate, stored, points } = story;
        if (stored + points === 0 && 2 * perMajorUnit * rate.minor <= 100 * rate.points) {
          expect([parts.owed, parts.withheld, parts.minor]).toEqual([0, once.withheld, once.minor]);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
