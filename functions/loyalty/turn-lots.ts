import * as z from "zod";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { turnDueLots } from "../../core/loyalty/points/turn-lots.ts";
import { daysAfter, shopDay } from "../../core/programme/shop-day.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { stampOf } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/turn-lots");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

const Night = z.object({ asOf: z.iso.date().optional(), scheduledTime: z.iso.datetime({ offset: true }).optional() });

/** Ends `asOf` for every lot that is due by it: pending points become points, what has expired is taken out. */
export const handler = task("loyalty/turn-lots", Night, async ({ asOf, scheduledTime }, { now, log }) => {
  const { value, version } = await programmes.programme();
  const day = asOf ?? daysAfter(shopDay(scheduledTime ?? now, value.timeZone), -1);
  const stamp = stampOf(now, value.timeZone);
  const turned = await turnDueLots(day, { store, stamp, programme: version, hash: sha256, pause });
  log.info("lots turned", { asOf: day, ...turned });
  return { asOf: day, ...turned };
});
