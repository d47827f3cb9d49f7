import * as z from "zod";
import { dynamoAllotments } from "../../adapters/dynamo/dynamo-allotments.ts";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { issueCoupon } from "../../core/loyalty/coupons/issue-coupon.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/issue-coupon");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const allotments = dynamoAllotments(env.PROGRAMME_TABLE);
const journeys = dynamoJourneyStore(env.JOURNEYS_TABLE, restCounters);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const identity = secretIdentity(env.IDENTITY_SECRET);

const StepToIssue = z.object({ memberId: z.string(), enrolmentId: z.string(), step: z.string() });

/** Gives the coupon of a journey's step. */
export const handler = task("loyalty/issue-coupon", StepToIssue, async (step, { now, log }) => {
  const codeOf = async (cause: string): Promise<string> => couponCode((await identity()).sign(`coupon|${cause}`));
  const issued = await issueCoupon(step, { store, allotments, journeys, programmes, now, codeOf, pause });
  const { memberId, enrolmentId } = step;
  log.info("coupon asked for", { memberId, enrolmentId, step: step.step, outcome: issued.outcome });
  return issued;
});
