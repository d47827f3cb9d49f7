import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Quote, QuoteAnswer } from "../../core/loyalty/checkout/quote-schemas.ts";
import { CouponAnswer } from "../../core/loyalty/coupons/show-coupon.ts";
import type { IssueAnswer } from "../../core/loyalty/offers/issue-to-audience.ts";
import { Offer } from "../../core/programme/offer.ts";
import { aBasketLine } from "../support/builders/a-basket.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move, type Till } from "../support/deployed-value.ts";

/** A till's way with coupons, over HTTP: quote, check, hold, commit, give back. */
const NOW = "2011-10-06T10:00:00.000Z";
const run = Date.now().toString(36);
const till: Till = { key: "", channel: "till" };
let memberId = "";

const offer = (id: string, change: Record<string, unknown>): Offer =>
  Offer.parse({
    id: `${id}-${run}`,
    name: { en: id, "zh-CN": "券" },
    kind: "amount-off",
    validDays: 14,
    stacksWith: "any",
    ...change,
  });
const OFFERS = {
  five: offer("five", { faceMinor: 500, thresholdMinor: 2_500, exclusiveGroup: "face" }),
  three: offer("three", { faceMinor: 300, exclusiveGroup: "face" }),
  kitchen: offer("kitchen", {
    kind: "percent-off",
    percent: 0.2,
    capMinor: 400,
    scope: { categories: { include: ["kitchen"] } },
  }),
  delivery: offer("delivery", { kind: "free-delivery" }),
  alone: offer("alone", { faceMinor: 900, stacksWith: "none" }),
  gold: offer("gold", { faceMinor: 5_000, scope: { tiers: ["ordinary"], stores: ["s9"] } }),
};
const codes: Record<string, string> = {};

const basket = {
  channel: "till",
  currency: "GBP",
  lines: [aBasketLine(3_000, { category: "kitchen" }), aBasketLine(1_000, { category: "garden", sku: "85123A" })],
  deliveryMinor: 450,
};

async function quoted(change: Record<string, unknown> = {}): Promise<Quote> {
  const answer = await call("POST", "/v1/checkout/quote", { key: till.key, body: { memberId, basket, ...change } });
  expect(answer.status).toBe(200);
  return QuoteAnswer.parse(answer.body);
}

async function checked(code: string): Promise<CouponAnswer> {
  const answer = await call("GET", `/v1/coupons/${code}`, { key: till.key });
  expect(answer.status).toBe(200);
  return CouponAnswer.parse(answer.body);
}

async function issued(to: string, offerId: string): Promise<string> {
  const body = { issue: randomUUID(), memberIds: [to] };
  const answer = await call<IssueAnswer>("POST", `/v1/offers/${offerId}/issues`, { key: till.key, body });
  return answer.body.results[0]?.code ?? "";
}

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  await changeProgramme({ offers: Object.values(OFFERS) }, "2011-09-04T00:00:00.000Z");
  const scopes = ["events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate"] as const;
  till.key = (await aKey(...scopes)).text;
  memberId = await aMember(till, "2011-10-06T09:00:00.000Z");
  for (const [name, { id }] of Object.entries(OFFERS)) codes[name] = await issued(memberId, id);
  await givePoints(till, memberId, 1_000);
});

const named = (quote: Quote) => {
  const nameOf = (code: string) => Object.keys(codes).find((name) => codes[name] === code) ?? code;
  return {
    applied: Object.fromEntries(quote.coupons.applied.map(({ code, valueMinor }) => [nameOf(code), valueMinor])),
    notApplied: Object.fromEntries(quote.coupons.notApplied.map(({ code, because }) => [nameOf(code), because])),
  };
};

describe("a quote", () => {
  test("gives the best combination, why every other coupon isn't in it, and what is to be paid", async () => {
    const quote = await quoted();
    // Kitchen: 20 % of 30.00, 4.00 at most; then 5.00 off the 36.00 that are left; delivery 4.50. Alone: 9.00.
    expect(named(quote)).toEqual({
      applied: { kitchen: 400, five: 500, delivery: 450 },
      notApplied: { three: "worse-combination", alone: "worse-combination", gold: "other-store" },
    });
    expect(quote).toMatchObject({
      goodsMinor: 4_000,
      deliveryMinor: 0,
      payableMinor: 3_100,
      coupons: { offMinor: 1_350, proven: true },
      points: { toEarn: 31, balance: 1_000 },
      order: { discountMinor: 900, deliveryMinor: 0, totalMinor: 3_100 },
    });
    expect(quote.lines.reduce((sum, { payableMinor }) => sum + payableMinor, 0)).toBe(3_100);
  });

  test("is the same when it is asked for again, and reserves nothing", async () => {
    const [first, second] = [await quoted(), await quoted()];
    expect(second).toEqual(first);
    expect(await checked(codes.five ?? "")).toMatchObject({ state: "issued", open: true });
  });

  test("of coupons that are named looks at those alone; another's is unknown", async () => {
    const another = await aMember(till, "2011-10-06T09:00:00.000Z");
    const theirs = await issued(another, OFFERS.five.id);
    expect(named(await quoted({ coupons: [codes.alone, theirs] }))).toEqual({
      applied: { alone: 900 },
      notApplied: { [theirs]: "unknown" },
    });
    expect(named(await quoted({ coupons: [] }))).toEqual({ applied: {}, notApplied: {} });
  });

  test.each<[string, () => object, number, string]>([
    ["of nobody", () => ({ memberId: `m_${"a".repeat(20)}`, basket }), 404, "member-unknown"],
    ["in another currency", () => ({ memberId, basket: { ...basket, currency: "EUR" } }), 422, "other-currency"],
    ["of no lines", () => ({ memberId, basket: { ...basket, lines: [] } }), 422, "call-refused"],
    ["below 0", () => ({ memberId, basket: { ...basket, deliveryMinor: -1 } }), 422, "call-refused"],
    ["beyond whole numbers", () => ({ memberId, basket: { ...basket, deliveryMinor: 2 ** 60 } }), 422, "call-refused"],
    ["of a fraction", () => ({ memberId, basket: { ...basket, deliveryMinor: 0.5 } }), 422, "call-refused"],
    [
      "of a line twice",
      () => ({ memberId, basket: { ...basket, lines: [1, 2].map(() => aBasketLine(5, { lineId: "1" })) } }),
      422,
      "call-refused",
    ],
    ["of nothing", () => ({}), 422, "call-refused"],
  ])("%s is refused", async (_what, body, status, code) => {
    expect(await call("POST", "/v1/checkout/quote", { key: till.key, body: body() })).toMatchObject({
      status,
      body: { code },
    });
  });

  test("needs a key that may read loyalty", async () => {
    const key = (await aKey("coupons:redeem")).text;
    expect(await call("POST", "/v1/checkout/quote", { key, body: { memberId, basket } })).toMatchObject({
      status: 403,
    });
    expect(await call("GET", `/v1/coupons/${codes.five}`, { key })).toMatchObject({ status: 403 });
  });
});

describe("a coupon", () => {
  test("is checked as it was typed; one that isn't there is unknown", async () => {
    const code = codes.kitchen ?? "";
    const typed = `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`.toLowerCase();
    expect(await checked(typed)).toMatchObject({
      code,
      memberId,
      open: true,
      offer: OFFERS.kitchen.id,
      percent: 0.2,
      capMinor: 400,
      scope: { categories: { include: ["kitchen"] } },
      lapsesAt: "2011-10-20T23:00:00.000Z",
    });
    for (const none of ["23456789ABCD", "x", `${code.slice(0, -1)}${code.endsWith("A") ? "B" : "A"}`]) {
      expect(await call("GET", `/v1/coupons/${none}`, { key: till.key })).toMatchObject({
        status: 404,
        body: { code: "coupon-unknown" },
      });
    }
  });

  test("is held, used with its order, and comes back with it", async () => {
    const five = codes.five ?? "";
    const orderId = `o-${randomUUID()}`;
    const hold = { memberId, channel: "till", holdId: `h-${orderId}`, basket, coupons: [five] };
    expect(await move(till, "/v1/checkout/hold", hold)).toMatchObject({
      status: 201,
      body: { coupons: [{ code: five, valueMinor: 500 }], order: { discountMinor: 500, totalMinor: 3_950 } },
    });
    expect(await checked(five)).toMatchObject({ state: "held", open: false, because: "held" });
    expect(named(await quoted()).notApplied).toMatchObject({ five: "held" });

    const order = {
      orderId,
      currency: "GBP",
      lines: basket.lines,
      deliveryMinor: 450,
      discountMinor: 500,
      totalMinor: 3_950,
      uses: { holdId: `h-${orderId}`, coupons: [{ code: five, valueMinor: 500 }] },
    };
    const paid = { memberId, channel: "till", paidAt: NOW, order };
    expect(await move(till, "/v1/checkout/commit", paid)).toMatchObject({ status: 201, body: { discrepancies: [] } });
    expect(await checked(five)).toMatchObject({
      state: "redeemed",
      because: "used",
      redeemed: { orderKey: `till:${orderId}`, valueMinor: 500 },
    });
    const named5 = await quoted({ coupons: [five] });
    expect(named(named5).notApplied).toEqual({ five: "used" });

    const whole = [
      { lineId: "1", quantity: 1, amountMinor: 2_625 },
      { lineId: "2", quantity: 1, amountMinor: 875 },
    ];
    const refund = { refundId: "r-1", orderId, currency: "GBP", lines: whole };
    const back = await move(till, "/v1/checkout/refund", { memberId, channel: "till", refundedAt: NOW, refund });
    expect(back).toMatchObject({ status: 201 });
    expect(await checked(five)).toMatchObject({ state: "issued", open: true });
    expect(named(await quoted()).applied).toMatchObject({ five: 500 });
  });
});
