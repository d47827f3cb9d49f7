import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_AMOUNT_MINOR } from "../../../core/contract/event.ts";
import { orderMoney, timesShare } from "../../../core/insight/order-money.ts";
import { aLine, anOrder, rules } from "./insight-rows.ts";

describe("what an order is worth", () => {
  it("is each line's goods at the margin of its category, and the default where none is configured", () => {
    const order = anOrder({
      lines: [
        aLine({ lineId: "1", category: "bakery", amountMinor: 1_000 }),
        aLine({ lineId: "2", category: "fruit", amountMinor: 400 }),
        aLine({ lineId: "3", amountMinor: 200 }),
      ],
    });
    expect(orderMoney(order, rules, 0)).toEqual({ revenueMinor: 1_600, marginMinor: 600 + 100 + 80 });
  });

  it("counts neither postage nor what was refunded", () => {
    const order = anOrder({
      lines: [
        aLine({ amountMinor: 1_000, refundedMinor: 400 }),
        aLine({ lineId: "2", amountMinor: 500, goods: false }),
      ],
    });
    expect(orderMoney(order, rules, 0)).toEqual({ revenueMinor: 600, marginMinor: 240 });
  });

  it("loses a discount on the whole order in full, as far as the goods were kept", () => {
    const whole = anOrder({ discountMinor: 100 });
    expect(orderMoney(whole, rules, 0)).toEqual({ revenueMinor: 900, marginMinor: 300 });
    const half = anOrder({ discountMinor: 100, lines: [aLine({ refundedMinor: 500 })] });
    expect(orderMoney(half, rules, 0)).toEqual({ revenueMinor: 450, marginMinor: 150 });
    const none = anOrder({ discountMinor: 100, lines: [aLine({ refundedMinor: 1_000 })] });
    expect(orderMoney(none, rules, 0)).toEqual({ revenueMinor: 0, marginMinor: 0 });
  });

  it("adds back what a coupon of the programme took off, which is booked as the campaign's cost", () => {
    expect(orderMoney(anOrder({ discountMinor: 250 }), rules, 200)).toEqual({ revenueMinor: 950, marginMinor: 350 });
    expect(orderMoney(anOrder({ discountMinor: 0 }), rules, 200)).toEqual({ revenueMinor: 1_000, marginMinor: 400 });
  });

  it("rounds exactly, and the same way up and down, for any amount that an order may name", () => {
    const amount = fc.integer({ min: -MAX_AMOUNT_MINOR, max: MAX_AMOUNT_MINOR });
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (a, share) => {
        const doubled = BigInt(Math.abs(a)) * BigInt(share) * 2n;
        const exact = Number((doubled + 10_000n) / 20_000n) * Math.sign(a);
        expect(timesShare(a, share, 10_000) + 0).toBe(exact + 0);
      }),
    );
  });
});
