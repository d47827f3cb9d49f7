import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { lapseCoupons } from "../../core/loyalty/coupons/lapse-coupons.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { endOfShopDay } from "../../core/programme/shop-day.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { stampOf } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/lapse-coupons");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

/** Lapses the coupons whose last day is over by the end of `asOf`: the day before the schedule's moment, or the clock's. */
export const handler = task("loyalty/lapse-coupons", JobInput, async (input, { now, log }) => {
  const { timeZone } = (await programmes.programme()).value;
  const day = jobDay(input, now, timeZone);
  const stamp = stampOf(now, timeZone);
  const { lapsed, more } = await lapseCoupons(endOfShopDay(day, timeZone), { store, stamp, pause });
  log.info("coupons lapsed", { asOf: day, lapsed, more });
  return { asOf: day, lapsed, more };
});
