import * as z from "zod";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { membersOfShard } from "../../adapters/dynamo/members-by-shard.ts";
import { s3Snapshots } from "../../adapters/s3/s3-snapshots.ts";
import { shardsOfWorker } from "../../core/members/shard.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { dayNumber } from "../../core/scoring/day-number.ts";
import type { SnapshotRow } from "../../core/scoring/snapshot.ts";
import { snapshotRow } from "../../core/scoring/snapshot-row.ts";
import { envOf } from "../runtime/env.ts";
import { pause } from "../runtime/pause.ts";
import { task } from "../runtime/task.ts";

const env = envOf("scoring/snapshot-shard");
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const snapshots = s3Snapshots(env.SNAPSHOTS_BUCKET);

const Shard = JobInput.extend({ shard: z.int().min(0), shards: z.int().min(1) });

/** Writes one shard of the night's snapshot: a row for every member, as of the end of a day. */
export const handler = task("scoring/snapshot-shard", Shard, async ({ shard, shards, ...job }, { now, log }) => {
  const { timeZone, scoring } = (await programmes.programme()).value;
  const asOf = jobDay(job, now, timeZone);
  const asOfDay = dayNumber(asOf);
  const rows: SnapshotRow[] = [];
  for (const key of shardsOfWorker(shard, shards)) {
    for await (const members of membersOfShard(env.MEMBERS_TABLE, key, pause)) {
      rows.push(
        ...members.map(({ memberId, summary, classes }) =>
          snapshotRow(memberId, summary, classes, asOfDay, scoring.windowDays),
        ),
      );
    }
  }
  const key = await snapshots.writeSnapshot(asOf, shard, rows);
  log.info("snapshot taken", { asOf, shard, shards, members: rows.length });
  return { asOf, shard, key, members: rows.length };
});
