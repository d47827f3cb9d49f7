import { dynamoCloses } from "../../adapters/dynamo/dynamo-closes.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { s3Objects } from "../../adapters/s3/s3-objects.ts";
import { findOpenDay } from "../../core/loyalty/close/find-open-day.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { envOf } from "../runtime/env.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/find-open-day");
const closes = dynamoCloses(env.PROGRAMME_TABLE, s3Objects(env.EXPORTS_BUCKET));
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

/** Finds the next day that the books are to be closed for, up to the day that the night is about. */
export const handler = task("loyalty/find-open-day", JobInput, async (job, { now, log }) => {
  const { timeZone } = (await programmes.programme()).value;
  const until = jobDay(job, now, timeZone);
  const open = findOpenDay(until, (await closes.record())?.day, now, timeZone);
  log.info("open day looked for", { ...open });
  return open;
});
