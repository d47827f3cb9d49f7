import { describe, expect, it } from "vitest";
import { countOrders, memberOutcomes } from "../../../core/insight/member-outcomes.ts";
import { campaignTable } from "../../../core/insight/roi.ts";
import type { InsightRows } from "../../../core/insight/rows.ts";
import { aCoupon, aLine, aMessage, anEnrolment, anEntry, anOrder, noRows, redeemed, rules } from "./insight-rows.ts";

const AS_OF_MS = Date.parse("2011-11-30T24:00:00Z");

const table = (rows: Partial<InsightRows>) => {
  const all = { ...noRows(), ...rows };
  const orders = countOrders(all, rules);
  return campaignTable(all, orders, memberOutcomes(all, orders, rules, AS_OF_MS), rules, AS_OF_MS);
};

describe("the campaign table", () => {
  it("adds up a campaign by hand", () => {
    const [campaign, ...others] = table({
      enrolments: [
        anEnrolment({ memberId: "m_1" }),
        anEnrolment({ memberId: "m_2" }),
        anEnrolment({ memberId: "m_3", arm: "held-out" }),
        anEnrolment({ memberId: "m_4", arm: "held-out" }),
      ],
      messages: [
        aMessage({ memberId: "m_1" }),
        aMessage({ memberId: "m_1", step: "day-3-offer", channel: "email", state: "unclear" }),
        aMessage({ memberId: "m_2", state: "refused" }),
      ],
      coupons: [aCoupon({ ...redeemed({ simulated: true }) }), aCoupon({ memberId: "m_2", code: "CODE2" })],
      orders: [
        anOrder({ lines: [aLine({ amountMinor: 10_000 })] }),
        anOrder({ orderKey: "shop:2", simulated: true, lines: [aLine({ amountMinor: 5_000 })] }),
        anOrder({ memberId: "m_3", orderKey: "shop:3", lines: [aLine({ amountMinor: 99_000 })] }),
      ],
      ledger: [anEntry({ points: 100 }), anEntry({ number: 2, points: 51, because: { source: "shop:2" } })],
    });
    expect(others).toEqual([]);
    expect(campaign).toMatchObject({
      journey: "welcome",
      enrolled: 4,
      treated: 2,
      heldOut: 2,
      reached: 1,
      sent: 2,
      unclear: 1,
      sentByChannel: { sms: 1, email: 1 },
      couponsIssued: 2,
      couponsRedeemed: 1,
      couponsSimulated: 1,
      redeemers: 1,
      bought: 1,
      heldOutBought: 1,
      orders: 2,
      ordersSimulated: 1,
      revenueMinor: 15_000,
      marginMinor: 6_000,
      points: 151,
      // 151 points at 5 each; one SMS at 4 and a mail at 0.1.
      costs: { couponsMinor: 200, pointsMinor: 755, messagesMinor: 4, totalMinor: 959 },
      orderKeys: ["shop:1", "shop:2"],
    });
    expect(campaign?.roi).toBeCloseTo((6_000 - 959) / 959, 12);
  });

  it("counts the 28 days after each enrolment of a member, and an order in two of them once", () => {
    const [campaign] = table({
      enrolments: [
        anEnrolment({ occasion: "quiet:30:x", enteredAt: "2011-09-01T08:00:00Z" }),
        anEnrolment({ occasion: "quiet:60:x", enteredAt: "2011-09-20T08:00:00Z" }),
      ],
      orders: [
        anOrder({ orderKey: "shop:both", paidAt: "2011-09-25T08:00:00Z" }),
        anOrder({ orderKey: "shop:second", paidAt: "2011-10-10T08:00:00Z" }),
        anOrder({ orderKey: "shop:after", paidAt: "2011-10-19T08:00:00Z" }),
      ],
    });
    expect(campaign?.orderKeys).toEqual(["shop:both", "shop:second"]);
    expect(campaign).toMatchObject({ enrolled: 1, enrolments: 2, bought: 1, orders: 2 });
  });

  it("has no return on a campaign that spent nothing", () => {
    expect(table({ enrolments: [anEnrolment()] })[0]).toMatchObject({ roi: null, costs: { totalMinor: 0 } });
  });

  it("shows a campaign that only wrote or gave, so that no cost is lost", () => {
    const lines = table({
      messages: [aMessage({ journey: "stray" })],
      coupons: [aCoupon({ journey: "gift", ...redeemed() })],
    });
    expect(lines.map(({ journey, costs }) => [journey, costs.totalMinor])).toEqual([
      ["gift", 200],
      ["stray", 4],
    ]);
  });
});
