import { describe, expect, it } from "vitest";
import { countOrders, memberOutcomes } from "../../../core/insight/member-outcomes.ts";
import type { InsightRows } from "../../../core/insight/rows.ts";
import { aCoupon, aMessage, anEnrolment, anEntry, anOrder, noRows, redeemed, rules } from "./insight-rows.ts";

const AS_OF_MS = Date.parse("2011-10-31T23:00:00Z");

const outcomes = (rows: Partial<InsightRows>, asOfMs = AS_OF_MS) => {
  const all = { ...noRows(), ...rows };
  return memberOutcomes(all, countOrders(all, rules), rules, asOfMs);
};

describe("a member's row in the comparison", () => {
  it("runs for 28 days from the first enrolment, whichever step comes later and in whatever order the rows come", () => {
    const [row, ...others] = outcomes({
      enrolments: [
        anEnrolment({ journey: "dormant", occasion: "quiet:90:2011-06-20", enteredAt: "2011-09-18T08:00:00Z" }),
        anEnrolment({ journey: "dormant", occasion: "quiet:30:2011-08-02", enteredAt: "2011-09-01T08:00:00Z" }),
      ],
    });
    expect(others).toEqual([]);
    expect(row?.enteredAtMs).toBe(Date.parse("2011-09-01T08:00:00Z"));
    expect(row?.first.untilMs).toBe(Date.parse("2011-09-29T08:00:00Z"));
    expect(row?.windows).toHaveLength(2);
  });

  it("counts orders after the moment of entering up to the end of the window, that moment included", () => {
    const at = (paidAt: string, orderKey: string) => anOrder({ paidAt, orderKey });
    const [row] = outcomes({
      enrolments: [anEnrolment()],
      orders: [
        at("2011-09-01T08:00:00Z", "shop:brought-the-member-in"),
        at("2011-09-01T08:00:00.001Z", "shop:first"),
        at("2011-09-29T08:00:00Z", "shop:last"),
        at("2011-09-29T08:00:00.001Z", "shop:too-late"),
      ],
    });
    expect(row).toMatchObject({ orders: 2, marginMinor: 800, priorMarginMinor: 400 });
  });

  it("is finished once its window is over at the as-of moment, and not before", () => {
    const end = Date.parse("2011-09-29T08:00:00Z");
    expect(outcomes({ enrolments: [anEnrolment()] }, end)[0]?.finished).toBe(false);
    expect(outcomes({ enrolments: [anEnrolment()] }, end + 1)[0]?.finished).toBe(true);
  });

  it("stays in the arm that was drawn, whatever was sent, and says when a later enrolment names the other arm", () => {
    const kept = outcomes({ enrolments: [anEnrolment({ arm: "treated", why: "left" })] });
    expect(kept[0]).toMatchObject({ arm: "treated", armChanged: false, orders: 0, costMilli: 0 });
    const changed = outcomes({
      enrolments: [anEnrolment(), anEnrolment({ arm: "held-out", enteredAt: "2011-09-20T08:00:00Z" })],
    });
    expect(changed[0]).toMatchObject({ arm: "treated", armChanged: true });
  });

  it("carries what the campaign spent on the member in the window: coupon, points of the orders, messages", () => {
    const [row] = outcomes({
      enrolments: [anEnrolment()],
      orders: [anOrder()],
      ledger: [anEntry({ points: 10 }), anEntry({ number: 2, kind: "take-back", points: -4 })],
      coupons: [aCoupon(redeemed())],
      messages: [
        aMessage(),
        aMessage({ channel: "email", state: "unclear" }),
        aMessage({ state: "refused" }),
        aMessage({ state: "claimed" }),
        aMessage({ journey: "dormant" }),
        aMessage({ at: "2011-10-20T08:00:00Z" }),
      ],
    });
    // 200 for the coupon, 6 points at 5 each, one SMS at 4 and a mail at 0.1 minor units.
    expect(row?.costMilli).toBe(200_000 + 30_000 + 4_000 + 100);
  });

  it("charges the held-out the points that their own orders earned, and nothing else", () => {
    const [row] = outcomes({
      enrolments: [anEnrolment({ arm: "held-out" })],
      orders: [anOrder()],
      ledger: [anEntry()],
    });
    expect(row?.costMilli).toBe(50_000);
  });

  it("books a simulated redemption beside the order, whose own amounts never held it", () => {
    const real = outcomes({
      enrolments: [anEnrolment()],
      orders: [anOrder({ discountMinor: 200 })],
      coupons: [aCoupon(redeemed())],
    });
    const simulated = outcomes({
      enrolments: [anEnrolment()],
      orders: [anOrder({ discountMinor: 200 })],
      coupons: [aCoupon(redeemed({ simulated: true }))],
    });
    expect(real[0]?.marginMinor).toBe(400);
    expect(simulated[0]?.marginMinor).toBe(200);
  });
});
