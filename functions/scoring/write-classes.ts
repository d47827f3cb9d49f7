import * as z from "zod";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { s3Snapshots } from "../../adapters/s3/s3-snapshots.ts";
import { writeClasses } from "../../core/scoring/write-classes.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { stampOf } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("scoring/write-classes");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const snapshots = s3Snapshots(env.SNAPSHOTS_BUCKET);

const Shard = z.object({ asOf: z.iso.date(), shard: z.int().min(0), shards: z.int().min(1) });

const COLUMNS = [
  "memberId",
  "recencyDays",
  "frequency",
  "monetaryMinor",
  "lastOrderDay",
  "firstDay",
  "r",
  "f",
  "m",
  "segment",
] as const;

/** Stores what moved in one shard, and the shard's rows with the standings that the night found. */
export const handler = task("scoring/write-classes", Shard, async ({ asOf, shard }, { now, log }) => {
  const { timeZone } = (await programmes.programme()).value;
  const night = await snapshots.readCuts(asOf);
  const before = await snapshots.readSnapshot(asOf, shard, COLUMNS);
  const stamp = stampOf(now, timeZone);
  const { rows, moved } = await writeClasses(before, night, { store, stamp, pause });
  const key = await snapshots.writeClasses(asOf, shard, rows);
  log.info("classes written", { asOf, shard, members: rows.length, moved });
  return { asOf, shard, key, moved };
});
