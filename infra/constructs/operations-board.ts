import { Duration } from "aws-cdk-lib";
import {
  type AlarmBase,
  AlarmRule,
  AlarmState,
  AlarmStatusWidget,
  CompositeAlarm,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Construct } from "constructs";
import type { Capability, Deployed, OwnedAlarm, Platform } from "../platform.ts";
import { prefixOf } from "../stages.ts";

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** Pairs of what a hop was given and what it took, as the functions' runtime counts them. */
export const HOPS = [
  ["retryQueued", "retrySeen"],
  ["toContact", "contactSeen"],
  ["toEnrol", "enrolSeen"],
  ["toGoal", "goalSeen"],
  ["wakeQueued", "wakeSeen"],
] as const;

/**
 * The dashboard: what goes along the one path, then a row per capability with its alarms, its errors and how long its
 * callers wait. It is made last, of what there is; errors are searched for by the functions' common name, so that a
 * capability takes one line however many functions it has.
 * Where the stage has them, a composite alarm mails for all alarms of its capability: a failure that fans out is one
 * message.
 */
export class OperationsBoard extends Construct {
  constructor(scope: Construct, { platform }: { platform: Platform }) {
    super(scope, "Operations");
    const dashboard = new Dashboard(this, "Dashboard", { dashboardName: prefixOf(platform.stage) });
    dashboard.addWidgets(
      new GraphWidget({
        title: "the one path",
        left: counted(platform, ["applied", "announced"]),
        width: 12,
        height: 6,
      }),
      new GraphWidget({ title: "given and taken", left: counted(platform, HOPS.flat()), width: 12, height: 6 }),
    );
    const functions = [...platform.functions.values()];
    const capabilities = new Set(functions.map((lambda) => lambda.catalogName.split("/")[0] as Capability));
    for (const capability of capabilities) {
      const own = functions.filter((lambda) => lambda.catalogName.startsWith(`${capability}/`));
      const alarms = platform.alarms.filter((alarm) => alarm.capability === capability);
      const doors = own.filter((lambda) => platform.doors.has(lambda.catalogName));
      dashboard.addWidgets(
        errorsOf(platform, capability),
        ...(doors.length > 0 ? [graph(`${capability}: 99 of 100 are answered within`, doors, waited)] : []),
        ...(alarms.length > 0
          ? [new AlarmStatusWidget({ title: `${capability}: alarms`, alarms, width: 8, height: 6 })]
          : []),
      );
      const oneForAll = platform.stage.compositeAlarms && alarms.length > 1;
      mail(platform, oneForAll ? [this.compositeOf(platform, capability, alarms)] : alarms);
    }
  }

  private compositeOf(platform: Platform, capability: Capability, alarms: OwnedAlarm[]): CompositeAlarm {
    return new CompositeAlarm(this, capability, {
      compositeAlarmName: `${prefixOf(platform.stage)}-${capability}`,
      alarmRule: AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
      alarmDescription: `Something is wrong in ${capability}, and each of its alarms says who is hurt. What to do: docs/runbook.md#${capability}`,
    });
  }
}

function mail({ alarmTopic }: Platform, alarms: AlarmBase[]): void {
  if (alarmTopic) for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(alarmTopic));
}

const waited = (lambda: Deployed) => lambda.metricDuration({ ...FIVE_MINUTES, statistic: "p99" });

function counted(platform: Platform, names: readonly string[]): Metric[] {
  return names.map(
    (metricName) =>
      new Metric({
        namespace: "Perennial",
        metricName,
        dimensionsMap: { service: platform.stage.name },
        statistic: "Sum",
        ...FIVE_MINUTES,
      }),
  );
}

/** Errors of every function of a capability, each a line of its own. */
function errorsOf(platform: Platform, capability: Capability): GraphWidget {
  const search = `{AWS/Lambda,FunctionName} MetricName="Errors" "${prefixOf(platform.stage)}-${capability}"`;
  const expression = `SEARCH('${search}', 'Sum', 300)`;
  const errors = new MathExpression({ expression, usingMetrics: {}, label: "", ...FIVE_MINUTES });
  return new GraphWidget({ title: `${capability}: errors`, left: [errors], width: 8, height: 6 });
}

function graph(title: string, functions: Deployed[], metric: (lambda: Deployed) => Metric): GraphWidget {
  const left = functions.map((lambda) => metric(lambda).with({ label: lambda.catalogName }));
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
