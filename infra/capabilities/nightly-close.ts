import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { ImpactAlarm } from "../constructs/impact-alarm.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import { Workflow } from "../constructs/workflow.ts";
import type { Platform } from "../platform.ts";

/** The books of each day, closed in the night after it: part of loyalty. */
export class NightlyClose extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, "NightlyClose");
    // A worker holds one index shard's standings at a time: 200,000 members fit into 1 GB (docs/loyalty.md).
    const nightly = { platform, memoryMb: 1_024, timeout: Duration.minutes(15) } as const;

    const findOpenDay = new PerennialFunction(this, { platform, name: "loyalty/find-open-day" });
    allow(findOpenDay).toRead("Programme");

    const closeShard = new PerennialFunction(this, { ...nightly, name: "loyalty/close-shard" });
    allow(closeShard)
      .toRead("Members", "Programme")
      .toReadObjects("Exports", "*")
      .toReadObjects("Snapshots", "standings/*")
      .toWriteObjects("Snapshots", "standings/*");

    const closeDay = new PerennialFunction(this, { ...nightly, name: "loyalty/close-day" });
    allow(closeDay)
      .toRead("Members", "Programme")
      .toChange("Programme")
      .toReadObjects("Exports", "*")
      .toWriteObjects("Exports", "*")
      .toReadObjects("Snapshots", "standings/*")
      .toAlarm();

    const machine = new Workflow(this, {
      platform,
      capability: "loyalty",
      file: "jobs/nightly-close.asl.json",
      functions: { FindOpenDay: findOpenDay, CloseShard: closeShard, CloseDay: closeDay },
      impact: "The books of a day are open still, and so are those of the days after it: finance has no close of them.",
      runbook: "the-books-dont-close",
    });
    new Schedule(this, {
      platform,
      name: "NightlyClose",
      description: "Closes the books of the day before, and of days that were missed.",
      expression: "cron(15 0 * * ? *)",
      target: machine,
      input: { workers: platform.stage.scoringShards },
      triedAgainFor: Duration.hours(6),
    });

    const gaps = (metricName: string) =>
      new Metric({
        ...{ namespace: "Perennial", metricName, dimensionsMap: { service: platform.stage.name } },
        ...{ statistic: "Sum", period: Duration.minutes(5) },
      });
    const found = { platform, capability: "loyalty", threshold: 1, runbook: "the-books-dont-close" } as const;
    new ImpactAlarm(this, "DayGapAlarm", {
      ...found,
      metric: gaps("DayGaps"),
      impact:
        "The day's check found entries that are missing, altered, or don't come to the balances: the day stays open, and a member's balance may be wrong.",
    });
    new ImpactAlarm(this, "ChainGapAlarm", {
      ...found,
      metric: gaps("ChainGaps"),
      impact:
        "The chain's check found entries behind the last close that are missing or altered: closed days were right when they were closed, and the ledger behind them isn't what it was.",
    });
  }
}
