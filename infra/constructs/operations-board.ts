import { Duration } from "aws-cdk-lib";
import {
  AlarmRule,
  AlarmState,
  AlarmStatusWidget,
  CompositeAlarm,
  Dashboard,
  GraphWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Construct } from "constructs";
import type { Capability, Deployed, OwnedAlarm, Platform } from "../platform.ts";
import { prefixOf } from "../stages.ts";

const FIVE_MINUTES = { period: Duration.minutes(5) };

/**
 * The dashboard: a row per capability with its alarms and what its functions do; where the stage has them, one
 * composite alarm per capability, so that a failure that fans out is one message. It is made last, of what there is.
 */
export class OperationsBoard extends Construct {
  constructor(scope: Construct, { platform }: { platform: Platform }) {
    super(scope, "Operations");
    const dashboard = new Dashboard(this, "Dashboard", { dashboardName: prefixOf(platform.stage) });
    const functions = [...platform.functions.values()];
    const capabilities = new Set(functions.map((lambda) => lambda.catalogName.split("/")[0] as Capability));
    for (const capability of capabilities) {
      const own = functions.filter((lambda) => lambda.catalogName.startsWith(`${capability}/`));
      const alarms = platform.alarms.filter((alarm) => alarm.capability === capability);
      dashboard.addWidgets(
        ...(alarms.length > 0 ? [new AlarmStatusWidget({ title: capability, alarms, width: 6, height: 6 })] : []),
        graph(`${capability}: calls`, own, (lambda) => lambda.metricInvocations(FIVE_MINUTES)),
        graph(`${capability}: errors`, own, (lambda) => lambda.metricErrors(FIVE_MINUTES)),
        graph(`${capability}: 99 of 100 end within`, own, (lambda) =>
          lambda.metricDuration({ ...FIVE_MINUTES, statistic: "p99" }),
        ),
      );
      if (platform.stage.compositeAlarms && alarms.length > 1) this.compose(platform, capability, alarms);
    }
  }

  private compose(platform: Platform, capability: Capability, alarms: OwnedAlarm[]): void {
    const composite = new CompositeAlarm(this, capability, {
      compositeAlarmName: `${prefixOf(platform.stage)}-${capability}`,
      alarmRule: AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
      alarmDescription: `Something is wrong in ${capability}; each of its alarms says who is hurt. What to do: docs/runbook.md#${capability}`,
    });
    if (platform.alarmTopic) composite.addAlarmAction(new SnsAction(platform.alarmTopic));
  }
}

function graph(
  title: string,
  functions: Deployed[],
  metric: (lambda: Deployed) => ReturnType<Deployed["metricErrors"]>,
): GraphWidget {
  const left = functions.map((lambda) => metric(lambda).with({ label: lambda.catalogName }));
  return new GraphWidget({ title, left, width: 6, height: 6 });
}
