import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { turnDueLots } from "../../core/loyalty/points/turn-lots.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { stampOf } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/turn-lots");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

/** Ends `asOf` for every lot that is due by it: pending points become points, what has expired is taken out. */
export const handler = task("loyalty/turn-lots", JobInput, async (input, { now, log }) => {
  const { value, version } = await programmes.programme();
  const day = jobDay(input, now, value.timeZone);
  const stamp = stampOf(now, value.timeZone);
  const turned = await turnDueLots(day, { store, stamp, programme: version, hash: sha256, pause });
  log.info("lots turned", { asOf: day, ...turned });
  return { asOf: day, ...turned };
});
