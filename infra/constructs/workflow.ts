import { readFileSync } from "node:fs";
import path from "node:path";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { acknowledge, acknowledgeWildcard } from "../exceptions.ts";
import { pascalOf, type StatelessOutput } from "../outputs.ts";
import type { Capability, Deployed, Platform } from "../platform.ts";
import { prefixOf } from "../stages.ts";
import { type Impact, ImpactAlarm } from "./impact-alarm.ts";

/** The file and the list that fills it don't agree. */
export class WorkflowPlaceholderError extends Error {
  constructor(file: string, missing: string[], unused: string[]) {
    super(
      [
        `${file}: its placeholders and the list that fills them differ`,
        ...missing.map((name) => `\${${name}} is in the file, and nothing fills it`),
        ...unused.map((name) => `${name} is given, and the file has no \${${name}}`),
      ].join("\n  "),
    );
    this.name = "WorkflowPlaceholderError";
  }
}

export interface WorkflowProps extends Impact {
  platform: Platform;
  capability: Capability;
  /** Below statemachines/. The machine is named after the file: `journeys/welcome.asl.json` is `<prefix>-welcome`. */
  file: string;
  /** Functions by placeholder. The machine may invoke these, and nothing else. */
  functions: Record<string, Deployed>;
  /** Plain values by placeholder. */
  values?: Record<string, string>;
}

/**
 * A state machine from its ASL file. One list fills the placeholders and grants the calls, since CDK reads no file and
 * would leave the role empty. The definition stands in the template, where tests and CloudFormation see it.
 */
export class Workflow extends StateMachine {
  constructor(scope: Construct, props: WorkflowProps) {
    const { platform, file, functions, values = {} } = props;
    const definition = readFileSync(path.resolve(import.meta.dirname, "../../statemachines", file), "utf8");
    const machine = path.basename(file, ".asl.json");
    const id = pascalOf(machine);
    const substitutions = {
      ...Object.fromEntries(Object.entries(functions).map(([name, lambda]) => [name, lambda.functionArn])),
      ...values,
    };
    checkPlaceholders(file, definition, Object.keys(substitutions));
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("states.amazonaws.com") });
    const destination = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/aws/vendedlogs/states/${prefixOf(platform.stage)}-${machine}`,
      retention: platform.stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, `${id}Machine`, {
      stateMachineName: `${prefixOf(platform.stage)}-${machine}`,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: substitutions,
      role,
      // What went wrong and where, and nobody's data.
      logs: { destination, level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["lambda:InvokeFunction"],
        resources: Object.values(functions).map((lambda) => lambda.functionArn),
      }),
    );
    acknowledgeWildcard(role, "machine-logs");
    acknowledge(this, "AwsSolutions-SF1", "history-is-the-log");
    platform.outputs.set(`${id}MachineArn` as StatelessOutput, this.stateMachineArn);
    new ImpactAlarm(scope, `${id}Alarm`, {
      ...props,
      metric: this.metricFailed({ period: Duration.minutes(5), statistic: "Sum" }),
      threshold: 1,
    });
  }
}

/**
 * Compares the `${PascalCase}` placeholders of a definition with the names that fill them.
 * @throws WorkflowPlaceholderError when one is missing or unused
 */
export function checkPlaceholders(file: string, definition: string, given: string[]): void {
  const wanted = new Set([...definition.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name ?? ""));
  const missing = [...wanted].filter((name) => !given.includes(name));
  const unused = given.filter((name) => !wanted.has(name));
  if (missing.length + unused.length > 0) throw new WorkflowPlaceholderError(file, missing, unused);
}
