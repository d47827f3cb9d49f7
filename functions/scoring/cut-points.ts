import * as z from "zod";
import { s3Snapshots } from "../../adapters/s3/s3-snapshots.ts";
import { findCuts } from "../../core/scoring/find-cuts.ts";
import { envOf } from "../runtime/env.ts";
import { task } from "../runtime/task.ts";

const snapshots = s3Snapshots(envOf("scoring/cut-points").SNAPSHOTS_BUCKET);

const Night = z.object({ asOf: z.iso.date(), shards: z.int().min(1) });

/** Finds the night's cut points over all shards. */
export const handler = task("scoring/cut-points", Night, async ({ asOf, shards }, { log }) => {
  const { members, scored } = await findCuts(asOf, shards, snapshots);
  log.info("cut points found", { asOf, shards, members, scored });
  return { asOf, shards, members, scored };
});
