import * as z from "zod";
import { machines } from "../../adapters/aws/machines.ts";
import { queueSender } from "../../adapters/aws/queue-sender.ts";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import type { WaitKey } from "../../core/journeys/journey-store.ts";
import { sweepDue } from "../../core/journeys/sweep-due.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { task } from "../runtime/task.ts";

const env = envOf("journeys/sweep-due");
const send = queueSender(env.WAKE_QUEUE_URL);

/** Counted first: a count that comes after its messages would let a stage look at rest in between. */
async function wake(waits: readonly WaitKey[]): Promise<void> {
  await restCounters.add({ wakeQueued: waits.length });
  await send(waits.map((body) => ({ body })));
}

const ports = {
  store: dynamoJourneyStore(env.JOURNEYS_TABLE, restCounters),
  engine: machines(env.MACHINE_ARN_PREFIX),
  wake,
};

/** The minute's sweep. Leases run by the system's time, whatever the product's clock says. */
export const handler = task("journeys/sweep-due", z.unknown(), async (_input, { now, log }) => {
  const swept = await sweepDue(now, new Date().toISOString(), ports);
  log.info("swept", { ...swept });
  return swept;
});
