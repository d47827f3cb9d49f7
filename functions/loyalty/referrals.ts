import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { problem } from "../../core/contract/problem.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { ReferRequest, referFriend } from "../../core/loyalty/referral/refer-friend.ts";
import { type ReferralPorts, referralCode } from "../../core/loyalty/referral/referral-code.ts";
import { showReferral } from "../../core/loyalty/referral/show-referral.ts";
import { isMemberId } from "../../core/members/ask-member.ts";
import { envOf } from "../runtime/env.ts";
import { api, refused } from "../runtime/http.ts";
import { answerOfCall, movesValue } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/referrals");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const identity = secretIdentity(env.IDENTITY_SECRET);
const codeOf = async (cause: string): Promise<string> => couponCode((await identity()).sign(`coupon|${cause}`));
const ports = ({ now }: { now: string }): ReferralPorts => ({ store, programmes, now, hash: sha256, pause, codeOf });

/** Members bring friends: a code of one's own, and a new member who names it. */
export const handler = api("loyalty/referrals", {
  "POST /v1/members/{id}/referral-code": {
    scope: "loyalty:write",
    handle: async ({ parameters: { id = "" } }, invocation) =>
      isMemberId(id)
        ? answerOfCall(await referralCode(id, ports(invocation)))
        : refused(problem(404, "member-unknown", "No such member", "nobody is known by this id")),
  },
  "GET /v1/members/{id}/referral": {
    scope: "loyalty:read",
    handle: async ({ parameters: { id = "" } }) => {
      const referral = isMemberId(id) ? await showReferral(id, store) : undefined;
      if (referral !== undefined) return { status: 200, body: referral };
      return refused(problem(404, "referral-unknown", "No referral", "nobody has brought such a member"));
    },
  },
  ...movesValue({
    route: "POST /v1/referrals",
    scope: "loyalty:write",
    schema: ReferRequest,
    move: (asked, call, _, invocation) => referFriend(asked, call, ports(invocation)),
  }),
});
