import * as z from "zod";
import { dynamoAllotments } from "../../adapters/dynamo/dynamo-allotments.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { rewardDueReferrals } from "../../core/loyalty/referral/reward-referral.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { sinceNow } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/reward-referrals");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const allotments = dynamoAllotments(env.PROGRAMME_TABLE);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const identity = secretIdentity(env.IDENTITY_SECRET);
const codeOf = async (cause: string): Promise<string> => couponCode((await identity()).sign(`coupon|${cause}`));

/** Every night: settles the referrals whose first order's return window is over. */
export const handler = task("loyalty/reward-referrals", z.unknown(), async (_input, { now, log }) => {
  const outcome = await rewardDueReferrals({
    store,
    allotments,
    programmes,
    now,
    elapsedMs: sinceNow(),
    hash: sha256,
    pause,
    codeOf,
  });
  log.info("referrals settled", outcome);
  return outcome;
});
