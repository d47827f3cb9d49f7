import * as z from "zod";
import { dynamoMemberFiles } from "../../adapters/dynamo/dynamo-member-files.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { dynamoVault } from "../../adapters/dynamo/dynamo-vault.ts";
import { reconciliationJsonl } from "../../adapters/report/reconciliation-jsonl.ts";
import { reportHtml } from "../../adapters/report/report-html.ts";
import { roiCsv } from "../../adapters/report/roi-csv.ts";
import { roiXlsx } from "../../adapters/report/roi-xlsx.ts";
import { ordersJsonl, outcomesJsonl } from "../../adapters/report/traces-jsonl.ts";
import { s3Exports } from "../../adapters/s3/s3-exports.ts";
import { s3Snapshots } from "../../adapters/s3/s3-snapshots.ts";
import { firstScoringOf } from "../../core/insight/export-period.ts";
import type { NightStanding } from "../../core/insight/member-file.ts";
import { writeExports } from "../../core/insight/write-exports.ts";
import { JobInput, jobDay } from "../../core/programme/job-day.ts";
import { SEGMENT_NAMES } from "../../core/scoring/segments.ts";
import { envOf } from "../runtime/env.ts";
import { task } from "../runtime/task.ts";

const env = envOf("insight/export");
const members = dynamoMemberFiles(env.MEMBERS_TABLE, env.JOURNEYS_TABLE);
const vault = dynamoVault(env.VAULT_TABLE);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const snapshots = s3Snapshots(env.SNAPSHOTS_BUCKET);
const exports = s3Exports(env.EXPORTS_BUCKET);
const segments = Object.keys(SEGMENT_NAMES);
const renderings = {
  "roi.csv": roiCsv,
  "roi.xlsx": roiXlsx,
  "reconciliation.jsonl": reconciliationJsonl,
  "orders.jsonl": ordersJsonl,
  "outcomes.jsonl": outcomesJsonl,
  "report.html": reportHtml,
};

const COLUMNS = ["memberId", "recencyDays", "frequency", "monetaryMinor", "r", "f", "m", "segment"] as const;

async function standings(asOf: string): Promise<Map<string, NightStanding>> {
  const { shards } = await snapshots.readCuts(asOf);
  const reads = Array.from({ length: shards }, (_, shard) => snapshots.readClasses(asOf, shard, COLUMNS));
  return new Map((await Promise.all(reads)).flat().map((row) => [row.memberId, row]));
}

const Request = JobInput.extend({
  firstScoring: z.iso.date().optional(),
  respondShare: z.number().min(0).max(1).optional(),
});

/** Writes finance's export of a day: the dumps, the ROI table, its reconciliation and the page. */
export const handler = task("insight/export", Request, async ({ firstScoring, respondShare, ...job }, { now, log }) => {
  const { timeZone, liveSince } = (await programmes.programme()).value;
  const asOf = jobDay(job, now, timeZone);
  const request = { asOf, firstScoring: firstScoring ?? firstScoringOf(asOf, liveSince), now, respondShare };
  const manifest = await writeExports(request, {
    members,
    vault,
    programmes,
    standings,
    segments,
    renderings,
    exports,
  });
  log.info("exports written", { record: "export", asOf, files: manifest.files.length });
  return manifest;
});
