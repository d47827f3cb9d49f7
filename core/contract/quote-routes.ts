import * as z from "zod";
import { QuoteAnswer, QuoteRequest } from "../loyalty/checkout/quote-schemas.ts";
import { CouponAnswer } from "../loyalty/coupons/show-coupon.ts";
import type { ApiRoute } from "./api-route.ts";

/** Routes by which a till looks before anything is reserved. */
export const QUOTE_ROUTES: readonly ApiRoute[] = [
  {
    method: "post",
    path: "/v1/checkout/quote",
    summary:
      "Reckon a basket for a member: the best combination of coupons and why others don't apply, what is to be paid, what it earns, what can be paid with points and stored value.",
    scope: "loyalty:read",
    body: QuoteRequest,
    answer: { status: 200, schema: QuoteAnswer },
    refusals: { 404: "member-unknown", 409: "member-merged", 422: "call-refused, other-currency" },
  },
  {
    method: "get",
    path: "/v1/coupons/{code}",
    summary: "Check a coupon: its state, its terms, and whether it may be used now.",
    scope: "loyalty:read",
    parameters: { path: z.object({ code: z.string() }) },
    answer: { status: 200, schema: CouponAnswer },
    refusals: { 404: "coupon-unknown" },
  },
];
