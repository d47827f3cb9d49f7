import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { reviewTiers } from "../../core/loyalty/tiers/review-tiers.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { stampOf } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/review-tiers");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

/** Reviews the tiers whose day has come by the end of the job's day. */
export const handler = task("loyalty/review-tiers", JobInput, async (input, { now, log }) => {
  const rules = await programmes.programme();
  const { timeZone } = rules.value;
  const asOf = jobDay(input, now, timeZone);
  const stamp = stampOf(now, timeZone);
  const reviews = await reviewTiers(asOf, { store, rules, stamp, pause });
  log.info("tiers reviewed", { asOf, ...reviews });
  return { asOf, ...reviews };
});
