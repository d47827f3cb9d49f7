import { type App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { stackNamesOf } from "./outputs.ts";
import { StatefulStack } from "./stacks/stateful-stack.ts";
import { StatelessStack } from "./stacks/stateless-stack.ts";
import { type StageChoices, stageOf } from "./stages.ts";

/** Both stacks of a stage, tagged for cost and checked by cdk-nag: a finding stops the synthesis. */
export function perennial(app: App, choices: StageChoices) {
  const stage = stageOf(choices);
  const names = stackNamesOf(stage.name);
  const stateful = new StatefulStack(app, names.stateful, {
    stage,
    description: "Perennial: tables, buckets and keys. What must survive.",
    terminationProtection: stage.keepData,
  });
  const stateless = new StatelessStack(app, names.stateless, {
    stage,
    stateful,
    description: "Perennial: functions, API, queues, machines, schedules and alarms.",
  });
  Tags.of(app).add("product", "perennial");
  Tags.of(app).add("stage", stage.name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { stage, stateful, stateless };
}
