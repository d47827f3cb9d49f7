import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Capability, Platform } from "../platform.ts";

/** Who is hurt, and what to do: no alarm goes without. */
export interface Impact {
  /** One sentence on what members or staff notice. It becomes the alarm's text. */
  impact: string;
  /** The heading of its article in docs/runbook.md, as an anchor. */
  runbook: string;
}

export interface ImpactAlarmProps extends Impact {
  platform: Platform;
  capability: Capability;
  metric: IMetric;
  threshold: number;
  /** Periods in a row. */
  periods?: number;
  /** `too-low` watches for something that should happen and doesn't; then silence alarms too. */
  when?: "too-high" | "too-low";
}

/** An alarm that says who is hurt and what to do. Who mails it is settled when all alarms are there (OperationsBoard). */
export class ImpactAlarm extends Alarm {
  readonly capability: Capability;

  constructor(scope: Construct, id: string, props: ImpactAlarmProps) {
    const { platform, capability, metric, threshold, impact, runbook } = props;
    const tooLow = props.when === "too-low";
    super(scope, id, {
      metric,
      threshold,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: tooLow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: tooLow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${impact} What to do: docs/runbook.md#${runbook}`,
    });
    this.capability = capability;
    platform.alarms.push(this);
  }
}
