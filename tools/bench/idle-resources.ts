import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { perennial } from "../../infra/perennial.ts";
import { projectRoot } from "../local/layout.ts";

/** What a production stage has that costs by the month, whether anything happens or not. */
export interface IdleResources {
  alarms: number;
  compositeAlarms: number;
  dashboards: number;
  keys: number;
  secrets: number;
  /** Mappings of queues: each polls its queue for ever. */
  queueMappings: number;
}

/** Counts resources in the templates of stage `prod`, without bundling code. */
export function idleResources(): IdleResources {
  // CloudFormation's own validation takes seconds and is the infrastructure tests' matter.
  process.env.CDK_VALIDATION = "false";
  const { context } = JSON.parse(readFileSync(join(projectRoot, "cdk.json"), "utf8")) as { context?: object };
  const app = new App({ context: { ...context, "aws:cdk:bundling-stacks": [] } });
  perennial(app, { stage: "prod" });
  type Resource = { Type: string; Properties?: { EventSourceArn?: unknown } };
  const resources = app
    .synth()
    .stacks.flatMap(({ template }) => Object.values((template as { Resources: Record<string, Resource> }).Resources));
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
  return {
    alarms: count("AWS::CloudWatch::Alarm"),
    compositeAlarms: count("AWS::CloudWatch::CompositeAlarm"),
    dashboards: count("AWS::CloudWatch::Dashboard"),
    keys: count("AWS::KMS::Key"),
    secrets: count("AWS::SecretsManager::Secret"),
    queueMappings: resources.filter(
      ({ Type, Properties }) =>
        Type === "AWS::Lambda::EventSourceMapping" && /Queue/.test(JSON.stringify(Properties?.EventSourceArn)),
    ).length,
  };
}
