import { dynamoAllotments } from "../../adapters/dynamo/dynamo-allotments.ts";
import { dynamoLotteries } from "../../adapters/dynamo/dynamo-lotteries.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { problem } from "../../core/contract/problem.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { publishLottery } from "../../core/loyalty/lottery/publish-lottery.ts";
import { MallMove, MallRequest } from "../../core/loyalty/mall/mall-schemas.ts";
import { moveRedemption } from "../../core/loyalty/mall/move-redemption.ts";
import { type MallPorts, redeemInMall, redemptionAnswer } from "../../core/loyalty/mall/redeem-in-mall.ts";
import { showMall } from "../../core/loyalty/mall/show-mall.ts";
import { isMemberId } from "../../core/members/ask-member.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpRequest, refused } from "../runtime/http.ts";
import { movesValue } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/mall");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const allotments = dynamoAllotments(env.PROGRAMME_TABLE);
const lotteries = dynamoLotteries(env.PROGRAMME_TABLE);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const identity = secretIdentity(env.IDENTITY_SECRET);
const codeOf = async (cause: string): Promise<string> => couponCode((await identity()).sign(`coupon|${cause}`));
const seedOf = async (lottery: string): Promise<string> => (await identity()).sign(`lottery|${lottery}`);
const ports = ({ principal }: HttpRequest, { now }: { now: string }): MallPorts => ({
  ...{ store, allotments, lotteries, programmes, now, hash: sha256, pause, codeOf, by: principal?.keyId ?? "nobody" },
});

/** The mall: what points can be had for, and how far it is; and the lotteries as they are published. */
export const handler = api("loyalty/mall", {
  "GET /v1/mall": {
    scope: "loyalty:read",
    handle: async (_, { now }) => {
      const { value } = await programmes.programme();
      return { status: 200, body: await showMall(value.mall, now, allotments) };
    },
  },
  ...movesValue({
    route: "POST /v1/mall/redemptions",
    scope: "loyalty:write",
    schema: MallRequest,
    move: (asked, call, request, invocation) => redeemInMall(asked, call, ports(request, invocation)),
  }),
  ...movesValue({
    route: "POST /v1/mall/redemptions/{id}/state",
    scope: "loyalty:write",
    schema: MallMove,
    move: (asked, call, request, invocation) =>
      moveRedemption(request.parameters.id ?? "", asked, call, ports(request, invocation)),
  }),
  "GET /v1/mall/redemptions/{id}": {
    scope: "loyalty:read",
    handle: async ({ parameters: { id = "" }, query: { memberId = "" } }) => {
      const known = isMemberId(memberId) && /^r_[0-9a-f]{24}$/.test(id);
      const { redemption } = known ? await store.load(memberId, { redemptionId: id }) : {};
      if (redemption !== undefined) return { status: 200, body: redemptionAnswer(memberId, redemption.value) };
      const detail = "the member that the query names (memberId) has no redemption of this id";
      return refused(problem(404, "redemption-unknown", "No such redemption", detail));
    },
  },
  "GET /v1/lotteries/{id}": {
    handle: async ({ parameters: { id = "" } }, { now }) => {
      const { value } = await programmes.programme();
      const configured = value.mall.lotteries.find((lottery) => lottery.id === id);
      const known = /^[a-z0-9][a-z0-9-]{0,63}$/.test(id);
      const answer = known && (await publishLottery(id, configured, { lotteries, seedOf, hash: sha256, now }));
      if (answer) return { status: 200, body: answer };
      return refused(problem(404, "lottery-unknown", "No such lottery", `there is no lottery ${id.slice(0, 64)}`));
    },
  },
});
