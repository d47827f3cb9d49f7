import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import { Workflow } from "../constructs/workflow.ts";
import type { Platform } from "../platform.ts";

/** The night's scoring: a snapshot of every member, exact cut points over all of them, and the classes that moved. */
export class Scoring extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, "Scoring");
    // 200,000 members of a shard fit into 1 GB with their columns (docs/architecture.md).
    const nightly = { platform, memoryMb: 1_024, timeout: Duration.minutes(15) } as const;

    const snapshotShard = new PerennialFunction(this, { ...nightly, name: "scoring/snapshot-shard" });
    allow(snapshotShard).toRead("Members", "Programme").toWriteObjects("Snapshots", "snapshots/*");

    const cutPoints = new PerennialFunction(this, { ...nightly, name: "scoring/cut-points" });
    allow(cutPoints).toReadObjects("Snapshots", "snapshots/*").toWriteObjects("Snapshots", "snapshots/*");

    const writeClasses = new PerennialFunction(this, { ...nightly, name: "scoring/write-classes" });
    allow(writeClasses)
      .toRead("Members", "Programme")
      .toChange("Members")
      .toReadObjects("Snapshots", "snapshots/*")
      .toWriteObjects("Snapshots", "classes/*");

    const nightlyScoring = new Workflow(this, {
      platform,
      capability: "scoring",
      file: "jobs/nightly-scoring.asl.json",
      functions: { SnapshotShard: snapshotShard, CutPoints: cutPoints, WriteClasses: writeClasses },
      impact: "Scores and segments are those of an earlier day, and the dormant sweep finds nobody until it has run.",
      runbook: "nightly-scoring-failed",
    });
    new Schedule(this, {
      platform,
      name: "NightlyScoring",
      description: "Recomputes RFM for the day before.",
      expression: "cron(30 1 * * ? *)",
      target: nightlyScoring,
      input: { shards: platform.stage.scoringShards },
      triedAgainFor: Duration.hours(2),
    });
  }
}
