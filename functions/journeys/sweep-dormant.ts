import * as z from "zod";
import { queueSender } from "../../adapters/aws/queue-sender.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { s3Snapshots } from "../../adapters/s3/s3-snapshots.ts";
import type { QuietStepReached } from "../../core/contract/announcement.ts";
import { sweepDormant } from "../../core/journeys/sweep-dormant.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { task } from "../runtime/task.ts";

const env = envOf("journeys/sweep-dormant");
const send = queueSender(env.ENROL_QUEUE_URL);
const programme = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const snapshots = s3Snapshots(env.SNAPSHOTS_BUCKET);

/**
 * Starts a second are 150 in a small Region, and newcomers share them: 50 leave room. What would be later than SQS can
 * hold a message back (15 minutes) comes at its end, and the queue's own pace holds it.
 */
const PER_SECOND = 50;
const LONGEST_DELAY_SECONDS = 900;

async function enrol(reached: readonly QuietStepReached[]): Promise<void> {
  await restCounters.add({ toEnrol: reached.length });
  await send(
    reached.map((body, at) => ({ body, delaySeconds: Math.min(Math.floor(at / PER_SECOND), LONGEST_DELAY_SECONDS) })),
  );
}

const Sweep = JobInput.extend({
  /** Whoever was quiet before the programme went live, too. */
  backlog: z.boolean().default(false),
  /** Of a large backlog, this part (from 0) of so many: a part a night. */
  part: z.int().min(0).default(0),
  of: z.int().min(1).default(1),
});

/** Finds who crossed a step of silence by the night's snapshot, and tells the enrolment queue. */
export const handler = task("journeys/sweep-dormant", Sweep, async ({ backlog, part, of, ...job }, { now, log }) => {
  const { timeZone } = (await programme.programme()).value;
  const asOf = jobDay(job, now, timeZone);
  const ports = { programme, snapshots, marks: snapshots, enrol, hash: sha256 };
  const swept = await sweepDormant(asOf, backlog ? { part, of } : undefined, ports);
  log.info("swept for silence", { asOf, ...swept });
  return { asOf, ...swept };
});
