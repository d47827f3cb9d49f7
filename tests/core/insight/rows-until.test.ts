import { describe, expect, it } from "vitest";
import { rowsUntil } from "../../../core/insight/rows-until.ts";
import { aCoupon, aMessage, anEnrolment, anEntry, anOrder, noRows, redeemed } from "./insight-rows.ts";

describe("rows as they stood on a day", () => {
  it("hold the shop's whole day and nothing after it", () => {
    // The shop's 30 September ends at 23:00 UTC: summer time.
    const last = "2011-09-30T22:59:59Z";
    const next = "2011-09-30T23:00:00Z";
    const cut = rowsUntil(
      {
        ...noRows(),
        enrolments: [anEnrolment({ enteredAt: last }), anEnrolment({ enteredAt: next })],
        messages: [aMessage({ at: last }), aMessage({ at: next })],
        orders: [anOrder({ paidAt: last }), anOrder({ paidAt: next })],
        coupons: [aCoupon({ issuedAt: last }), aCoupon({ issuedAt: next })],
        ledger: [anEntry({ bookedOn: "2011-09-30" }), anEntry({ bookedOn: "2011-10-01" })],
      },
      "2011-09-30",
      "Europe/London",
    );
    const { enrolments, messages, orders, coupons, ledger } = cut;
    expect([enrolments, messages, orders, coupons, ledger].map((rows) => rows.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it("show a coupon that was redeemed later as still open", () => {
    const coupon = aCoupon(redeemed({ at: "2011-10-02T10:00:00Z" }));
    const cut = (asOf: string) => rowsUntil({ ...noRows(), coupons: [coupon] }, asOf, "Europe/London").coupons[0];
    expect(cut("2011-10-01")).toEqual(aCoupon());
    expect(cut("2011-10-02")).toEqual(coupon);
  });
});
