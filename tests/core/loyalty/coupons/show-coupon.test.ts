import { expect, it } from "vitest";
import { CouponAnswer, couponAnswer } from "../../../../core/loyalty/coupons/show-coupon.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";

const at = "2011-09-02T10:00:00.000Z";
const { lapsesAt } = aCoupon();
const redeemed = { orderKey: "web:1", at, bookedOn: "2011-09-02", goodsMinor: 1, valueMinor: 1, simulated: false };

it.each([
  [aCoupon(), at, { state: "issued", open: true }],
  [aCoupon(), lapsesAt, { state: "lapsed", open: false, because: "lapsed" }],
  [aCoupon({ beginsAt: lapsesAt }), at, { state: "issued", open: false, because: "not-yet-valid" }],
  [
    aCoupon({ state: "held", held: { holdId: "till:1", at, valueMinor: 1 } }),
    lapsesAt,
    { state: "held", open: false, because: "held" },
  ],
  [aCoupon({ state: "redeemed", redeemed }), at, { state: "redeemed", because: "used", redeemed: { valueMinor: 1 } }],
])("a coupon is shown as it stands at the moment: %#", (coupon, now, shown) => {
  const answer = CouponAnswer.parse(JSON.parse(JSON.stringify(couponAnswer("m_1", coupon, now))));
  expect(answer).toMatchObject({ code: coupon.code, memberId: "m_1", stacksWith: "none", ...shown });
  expect("because" in answer).toBe("because" in shown);
});
