import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import * as z from "zod";
import { alarmTopic } from "../../adapters/aws/alarm-topic.ts";
import { sns } from "../../adapters/aws/clients.ts";
import { dynamoCloses } from "../../adapters/dynamo/dynamo-closes.ts";
import { dynamoDiscrepancies } from "../../adapters/dynamo/dynamo-discrepancies.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { closeFiles } from "../../adapters/report/close-files.ts";
import { s3Exports } from "../../adapters/s3/s3-exports.ts";
import { s3Objects } from "../../adapters/s3/s3-objects.ts";
import { s3ShardCloses } from "../../adapters/s3/s3-shard-closes.ts";
import { closeDay } from "../../core/loyalty/close/close-day.ts";
import { exportClose } from "../../core/loyalty/close/export-close.ts";
import { GAP_CHECKS, gapSentence } from "../../core/loyalty/close/gap.ts";
import { discrepanciesOfDay } from "../../core/loyalty/discrepancies/discrepancies-of-day.ts";
import { shardsOfWorker } from "../../core/members/shard.ts";
import { envOf } from "../runtime/env.ts";
import { pause } from "../runtime/pause.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/close-day");
const closes = dynamoCloses(env.PROGRAMME_TABLE, s3Objects(env.EXPORTS_BUCKET));
const parts = s3ShardCloses(env.SNAPSHOTS_BUCKET);
const exports = s3Exports(env.EXPORTS_BUCKET);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const discrepancies = dynamoDiscrepancies(env.MEMBERS_TABLE, pause);
const tell = alarmTopic(sns(), env.ALARM_TOPIC_ARN);
const metrics = new Metrics({ namespace: "Perennial", serviceName: env.STAGE });

const Keys = z.object({ shard: z.string(), part: z.string(), standings: z.string() });
/** A list for each worker. */
const Day = z.object({ day: z.iso.date(), until: z.iso.date(), keys: z.array(z.array(Keys)) });

/** Adds the shards of a day up, and closes it; or says which gap keeps it open, for the alarm and whoever it wakes. */
export const handler = task("loyalty/close-day", Day, async ({ day, until, keys }, { now, log }) => {
  const { points, currency } = (await programmes.programme()).value;
  const rules = { minorPer1000: points.liabilityMinorPer1000, currency };
  const { found, summary } = await discrepanciesOfDay(day, discrepancies);
  const request = { day, shards: shardsOfWorker(0, 1), keys: keys.flat(), now, rules, discrepancies: summary };
  const closing = await closeDay(request, { closes, parts });
  if (closing.kind === "closed") {
    const { members, entries } = closing.close;
    await exportClose(closing.close, (close) => closeFiles(close, found), exports);
    log.info("day closed", { record: "close", day, members, entries });
    return { kind: "closed", day, until, members, entries };
  }
  const { gaps, gapCount } = closing;
  // Two alarms, so that each says which check it was.
  for (const check of GAP_CHECKS) {
    const found = gaps.filter((gap) => gap.check === check).length;
    if (found > 0) metrics.addMetric(check === "day" ? "DayGaps" : "ChainGaps", MetricUnit.Count, found);
  }
  metrics.publishStoredMetrics();
  log.error("the books don't close", { record: "close-gap", day, gapCount, gaps });
  const sentences = gaps.map(gapSentence);
  await tell(`The books of ${day} don't close: ${gapCount} gaps`, sentences.join("\n"));
  return { kind: "gap", day, until, gapCount, sentence: sentences[0] ?? "" };
});
