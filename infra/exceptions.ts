import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Where the stacks depart from a rule, and why. `tests/infra` shows that the wildcards in the templates are exactly the
 * ones listed here: none more, and none that is no longer needed.
 */

export interface Wildcard {
  actions: readonly string[];
  /** As the template has it, with the logical id of what it names in `<…>`. */
  resources: readonly string[];
  reason: string;
}

/** Permissions that hold a `*`, under the key that grants them. */
export const WILDCARDS = {
  traces: {
    actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    resources: ["*"],
    reason: "X-Ray knows no resource for what is sent to it.",
  },
  "machine-traces": {
    actions: ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    resources: ["*"],
    reason: "X-Ray knows no resource for what is sent to it, nor for its sampling rules.",
  },
  "machine-logs": {
    actions: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
    resources: ["*"],
    reason: "Step Functions sets up its log delivery with these, and CloudWatch Logs narrows none of them.",
  },
  "text-messages": {
    actions: ["sns:Publish"],
    resources: ["*"],
    reason: "A phone number is no resource that IAM can name; topics are denied beside it.",
  },
  "task-answers-locally": {
    actions: ["states:SendTaskSuccess"],
    resources: ["*"],
    reason: "Local and test stages only: the local cloud denies it under the machine's ARN, which AWS stages have.",
  },
  "snapshot-objects": {
    actions: ["s3:GetObject", "s3:PutObject"],
    resources: ["<Snapshots>/snapshots/*", "<Snapshots>/classes/*", "<Snapshots>/standings/*"],
    reason: "Objects are named by day and shard: their names can't be known at the deploy.",
  },
  "export-objects": {
    actions: ["s3:GetObject", "s3:PutObject"],
    resources: ["<Exports>/*"],
    reason: "Objects are named by day: their names can't be known at the deploy.",
  },
} as const satisfies Record<string, Wildcard>;
export type WildcardKey = keyof typeof WILDCARDS;

/** Rules of cdk-nag that don't fit, beside the wildcards. */
export const DEPARTURES = {
  "identity-key-never-rotates":
    "Every identity claim is stored under this key's hash: a rotated key would recognise nobody and make each member anew.",
  "open-route": "Health and the API's own description hold nothing about anybody, and must answer without a key.",
  "history-is-the-log":
    "Step Functions keeps the whole history of a standard execution for 90 days; the log has what went wrong.",
  "speaks-plain-http":
    "Local and test stages only: the local cloud has no TLS, so a policy that refuses plain HTTP would refuse everybody.",
  "nothing-to-recover": "A stage that keeps no data: what it holds is invented, or was put there to be thrown away.",
} as const;
export type DepartureKey = keyof typeof DEPARTURES;

/** Acknowledges a rule of cdk-nag on a construct, with the reason listed above. */
export function acknowledge(construct: IConstruct, rule: string, departure: DepartureKey): void {
  Validations.of(construct).acknowledge({ id: rule, reason: DEPARTURES[departure] });
}

/** Acknowledges a wildcard on the role that is granted it. `resource` is what cdk-nag calls it. */
export function acknowledgeWildcard(role: IConstruct, wildcard: WildcardKey, resource = "*"): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${resource}]`,
    reason: WILDCARDS[wildcard].reason,
  });
}
