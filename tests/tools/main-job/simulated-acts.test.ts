import { describe, expect, it } from "vitest";
import { SIMULATED_CHANNEL } from "../../../core/insight/simulated-channel.ts";
import type { Coupon } from "../../../core/loyalty/coupons/coupon.ts";
import type { PostedEvent } from "../../../tools/main-job/sample-events.ts";
import { worthOf } from "../../../tools/main-job/simulated-redemptions.ts";
import { simulatedResponses } from "../../../tools/main-job/simulated-response.ts";

const coupon = (over: Partial<Coupon> = {}): Coupon => ({
  code: "C",
  state: "issued",
  offer: "o",
  kind: "amount-off",
  faceMinor: 500,
  thresholdMinor: 2000,
  currency: "GBP",
  journey: "welcome",
  enrolmentId: "e",
  step: "welcome",
  issuedAt: "2011-09-01T10:00:00Z",
  issuedOn: "2011-09-01",
  lapsesAt: "2011-09-15T23:00:00Z",
  ...over,
});
const order = { paidAt: "2011-09-02T10:00:00Z", goodsMinor: 2000 };

describe("a simulated redemption", () => {
  it("needs a coupon that was issued before the order, is in force, and whose threshold the goods reach", () => {
    expect(worthOf(coupon(), order)).toBe(500);
    expect(worthOf(coupon(), { ...order, goodsMinor: 1999 })).toBe(0);
    expect(worthOf(coupon({ issuedAt: "2011-09-02T11:00:00Z" }), order)).toBe(0);
    expect(worthOf(coupon({ lapsesAt: "2011-09-02T10:00:00Z" }), order)).toBe(0);
    expect(worthOf(coupon({ state: "redeemed" }), order)).toBe(0);
  });

  it("takes off no more than the goods, nor more than a percentage's cap", () => {
    expect(worthOf(coupon({ thresholdMinor: 0 }), { ...order, goodsMinor: 300 })).toBe(300);
    expect(worthOf(coupon({ kind: "percent-off", percent: 0.5, capMinor: 700 }), order)).toBe(700);
  });
});

const bought = (orderId: string, totalMinor: number, occurredAt: string) =>
  ({
    channel: "web-shop",
    eventId: `paid-${orderId}`,
    type: "order.paid",
    occurredAt,
    identity: { customerId: "7" },
    data: {
      orderId,
      currency: "GBP",
      totalMinor,
      lines: [{ sku: "a", quantity: 1, unitPriceMinor: totalMinor, amountMinor: totalMinor }],
    },
  }) satisfies PostedEvent;
const orders = new Map([
  [
    "7",
    [
      bought("1", 900, "2011-01-01T10:00:00Z"),
      bought("2", 100, "2011-02-01T10:00:00Z"),
      bought("3", 500, "2011-03-01T10:00:00Z"),
      bought("4", 9000, "2011-12-01T10:00:00Z"),
    ],
  ],
]);
const dayAfter = (days: number) => `2011-09-0${1 + days}`;

describe("a simulated response", () => {
  it("is one order of the member's own median value, labelled by its channel, days after the message", () => {
    const respond = simulatedResponses(1, orders);
    const response = respond("7", "2011-09-01", dayAfter);
    expect(response?.event).toMatchObject({
      channel: SIMULATED_CHANNEL,
      type: "order.paid",
      data: { orderId: "simulated-7", totalMinor: 500 },
    });
    expect(response?.event.occurredAt.startsWith(response.day)).toBe(true);
    expect((response?.day ?? "") > "2011-09-01").toBe(true);
  });

  it("comes once a member, and from no one at a share of 0 or without an order to copy", () => {
    const respond = simulatedResponses(1, orders);
    expect(respond("7", "2011-09-01", dayAfter)).toBeDefined();
    expect(respond("7", "2011-09-02", dayAfter)).toBeUndefined();
    expect(respond("8", "2011-09-02", dayAfter)).toBeUndefined();
    expect(simulatedResponses(0, orders)("7", "2011-09-01", dayAfter)).toBeUndefined();
  });
});
