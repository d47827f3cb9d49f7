import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { memberParts } from "../../adapters/dynamo/member-view-reads.ts";
import { problem } from "../../core/contract/problem.ts";
import { couponsAsked } from "../../core/loyalty/checkout/coupons-asked.ts";
import { quoteBasket } from "../../core/loyalty/checkout/quote.ts";
import { QuoteRequest } from "../../core/loyalty/checkout/quote-schemas.ts";
import { readCouponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { couponAnswer } from "../../core/loyalty/coupons/show-coupon.ts";
import { memberGone, otherCurrency } from "../../core/loyalty/value-call.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpAnswer, refused } from "../runtime/http.ts";
import { bodyRefused } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";

const env = envOf("loyalty/quote");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

/** One query over the live part of a member, and the programme, side by side. */
async function quote({ memberId, basket, coupons: named }: QuoteRequest, now: string): Promise<HttpAnswer> {
  const [parts, rules] = await Promise.all([memberParts(env.MEMBERS_TABLE, memberId), programmes.programme()]);
  const gone =
    memberGone({ memberId, head: parts.head, coupons: {}, claims: {} }) ?? otherCurrency(basket.currency, rules);
  if (gone !== undefined) return refused(gone);
  const { coupons, unknown } = couponsAsked(parts.coupons, named);
  const reckoned = quoteBasket({
    memberId,
    basket,
    coupons,
    tier: parts.tier?.tier,
    birthday: parts.profile?.birthday,
    rules,
    accounts: parts.accounts ?? {},
    at: now,
  });
  const notApplied = [...reckoned.coupons.notApplied, ...unknown];
  return { status: 200, body: { ...reckoned, coupons: { ...reckoned.coupons, notApplied } } };
}

const unknownCoupon = refused(
  problem(404, "coupon-unknown", "No such coupon", "no coupon has this code: is it mistyped?"),
);

/** What a till looks at before anything is reserved: a basket's quote, and a coupon. */
export const handler = api("loyalty/quote", {
  "POST /v1/checkout/quote": {
    scope: "loyalty:read",
    handle: ({ body }, { now }) => {
      const asked = QuoteRequest.safeParse(body);
      return asked.success ? quote(asked.data, now) : Promise.resolve(bodyRefused(asked.error));
    },
  },
  "GET /v1/coupons/{code}": {
    scope: "loyalty:read",
    handle: async ({ parameters }, { now }) => {
      const code = readCouponCode(parameters.code ?? "");
      const owner = code === undefined ? undefined : await store.ownerOfCoupon(code);
      if (code === undefined || owner === undefined) return unknownCoupon;
      const { coupons } = await store.load(owner, { couponCodes: [code] });
      const coupon = coupons[code]?.value;
      return coupon === undefined ? unknownCoupon : { status: 200, body: couponAnswer(owner, coupon, now) };
    },
  },
});
