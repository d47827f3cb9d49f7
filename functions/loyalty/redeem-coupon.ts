import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { type Problem, problem } from "../../core/contract/problem.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import { type RedeemOutcome, RedeemRequest, redeemCoupon } from "../../core/loyalty/coupons/redeem-coupon.ts";
import { keyReused } from "../../core/loyalty/idempotency.ts";
import { envOf } from "../runtime/env.ts";
import { api, refused } from "../runtime/http.ts";
import { callOf } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/redeem-coupon");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

function refusalOf(outcome: Extract<RedeemOutcome, { kind: "refused" }>): Problem {
  switch (outcome.because) {
    case "unknown":
      return problem(404, "coupon-unknown", "No such coupon", "no coupon has this code: is it mistyped?");
    case "of-another":
      return problem(403, "coupon-of-another", "Coupon of another", "the coupon belongs to another member");
    case "key-reused":
      return keyReused();
    case "lapsed":
      return problem(410, "coupon-lapsed", "Coupon lapsed", "the coupon's last day is over");
    case "held":
      return problem(409, "coupon-held", "Coupon held", "a checkout has reserved it: commit that, or release it");
    case "used":
      return problem(409, "coupon-used", "Coupon used", "the coupon was used on another order");
    case "does-not-fit":
      return problem(422, "coupon-does-not-fit", "Coupon does not fit", `not for this order: ${outcome.detail}`);
  }
}

/** Uses a coupon on an order of the channel. */
export const handler = api("loyalty/redeem-coupon", {
  "POST /v1/coupons/{code}/redeem": {
    scope: "coupons:redeem",
    handle: async (request, { now, log }) => {
      const { parameters, body } = request;
      const asked = RedeemRequest.safeParse(body);
      if (!asked.success) {
        const problems = schemaProblems(asked.error.issues);
        return refused(problem(422, "redemption-refused", "Call refused", "the body has mistakes", problems));
      }
      const call = callOf(request, "POST /v1/coupons/{code}/redeem");
      if ("code" in call) return refused(call);
      const outcome = await redeemCoupon(parameters.code ?? "", asked.data, { store, programmes, now, pause, call });
      const { channel, simulated } = asked.data;
      log.info("coupon at a till", {
        channel,
        simulated,
        outcome: "because" in outcome ? outcome.because : "redeemed",
      });
      return outcome.kind === "redeemed" ? { status: 200, body: outcome.answer } : refused(refusalOf(outcome));
    },
  },
});
