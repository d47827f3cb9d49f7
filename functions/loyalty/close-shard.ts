import * as z from "zod";
import { dynamoCloses } from "../../adapters/dynamo/dynamo-closes.ts";
import { dynamoLedgerReader } from "../../adapters/dynamo/dynamo-ledger-reader.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { s3Objects } from "../../adapters/s3/s3-objects.ts";
import { s3ShardCloses } from "../../adapters/s3/s3-shard-closes.ts";
import { closeOneShard } from "../../core/loyalty/close/close-day.ts";
import type { ShardKeys } from "../../core/loyalty/close/close-store.ts";
import { shardsOfWorker } from "../../core/members/shard.ts";
import { envOf } from "../runtime/env.ts";
import { pause } from "../runtime/pause.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/close-shard");
const ports = {
  closes: dynamoCloses(env.PROGRAMME_TABLE, s3Objects(env.EXPORTS_BUCKET)),
  parts: s3ShardCloses(env.SNAPSHOTS_BUCKET),
  ledgers: dynamoLedgerReader(env.MEMBERS_TABLE, dynamoMemberStore(env.MEMBERS_TABLE), pause),
  hash: sha256,
};

const Share = z.object({ day: z.iso.date(), worker: z.int().min(0), workers: z.int().min(1) });

/** Closes a day for a worker's share of the shards, one after the other: what is in memory is one shard's members. */
export const handler = task("loyalty/close-shard", Share, async ({ day, worker, workers }, { log }) => {
  const keys: ShardKeys[] = [];
  for (const shard of shardsOfWorker(worker, workers)) keys.push(await closeOneShard(day, shard, ports));
  log.info("shards closed", { day, worker, workers, shards: keys.length });
  return keys;
});
