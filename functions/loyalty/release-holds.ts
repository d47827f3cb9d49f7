import * as z from "zod";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { releaseDueHolds } from "../../core/loyalty/checkout/release-hold.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/release-holds");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

/** Every minute: releases the holds whose fifteen minutes are over. */
export const handler = task("loyalty/release-holds", z.unknown(), async (_input, { now, log }) => {
  const outcome = await releaseDueHolds({ store, programmes, now, hash: sha256, pause });
  if (outcome.released > 0) log.info("holds released", outcome);
  return outcome;
});
