import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import type { Platform } from "../platform.ts";

/** What finance reads: the export of each day, and the door to it. */
export class Insight extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Insight");

    const exportDay = new PerennialFunction(this, {
      platform,
      name: "insight/export",
      memoryMb: 2_048,
      timeout: Duration.minutes(15),
    });
    allow(exportDay)
      .toRead("Members", "Journeys", "Vault", "Programme")
      .toReadObjects("Snapshots", "snapshots/*", "classes/*")
      .toWriteObjects("Exports", "*");
    new Schedule(this, {
      platform,
      name: "Export",
      description: "Writes finance's export for the day before.",
      expression: "cron(0 5 * * ? *)",
      target: exportDay,
      triedAgainFor: Duration.hours(6),
    });

    const showExport = new PerennialFunction(this, { platform, name: "insight/show-export" });
    allow(showExport).toReadObjects("Exports", "*");
    api.serve(showExport, "GET /v1/exports", "GET /v1/exports/{name}");
  }
}
