import * as z from "zod";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { task } from "../runtime/task.ts";

const store = dynamoJourneyStore(envOf("journeys/close").JOURNEYS_TABLE, restCounters);

const Leaving = z.object({ memberId: z.string(), enrolmentId: z.string(), why: z.string() });

/** Closes an enrolment: its machine is done, or failed. The first reason stays. */
export const handler = task("journeys/close", Leaving, async ({ memberId, enrolmentId, why }, { now, log }) => {
  const outcome = await store.close(memberId, enrolmentId, why, now);
  log.info("enrolment over", { memberId, enrolmentId, why, outcome });
  return { closed: true };
});
