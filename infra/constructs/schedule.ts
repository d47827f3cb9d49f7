import type { Duration } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { EventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import type { ScheduleName } from "../outputs.ts";
import type { Platform } from "../platform.ts";
import { prefixOf } from "../stages.ts";
import { PerennialFunction } from "./perennial-function.ts";
import type { Workflow } from "./workflow.ts";

export interface ScheduleProps {
  platform: Platform;
  name: ScheduleName;
  description: string;
  /** `rate(1 minute)`, or `cron(…)` in the shop's own time. */
  expression: string;
  target: PerennialFunction | Workflow;
  /** Handed to the target beside `scheduledTime`. */
  input?: Record<string, unknown>;
  /**
   * How long a start that failed is tried again; a job that fails then is set aside. Left out where the next start comes
   * soon and does the same.
   */
  triedAgainFor?: Duration;
}

/**
 * Starts a job in the shop's own time. The job gets the time that it is *for*, so a late start counts the right day;
 * the scheduler delivers at least once, so every job can be started twice. Where the clock is turned, schedules rest.
 */
export class Schedule extends Construct {
  constructor(scope: Construct, props: ScheduleProps) {
    const { platform, name, target, triedAgainFor } = props;
    super(scope, `${name}Schedule`);
    const isFunction = target instanceof PerennialFunction;
    const targetArn = isFunction ? target.functionArn : target.stateMachineArn;
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("scheduler.amazonaws.com") });
    role.addToPolicy(
      new PolicyStatement({
        actions: [isFunction ? "lambda:InvokeFunction" : "states:StartExecution"],
        resources: [targetArn],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [platform.deadLetters.queueArn] }));
    const schedule = new CfnSchedule(this, "Schedule", {
      name: `${prefixOf(platform.stage)}-${kebabOf(name)}`,
      description: props.description,
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: platform.stage.timeZone,
      flexibleTimeWindow: { mode: "OFF" },
      state: platform.stage.clock === "turned" ? "DISABLED" : "ENABLED",
      target: {
        arn: targetArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ scheduledTime: "<aws.scheduler.scheduled-time>", ...props.input }),
        deadLetterConfig: { arn: platform.deadLetters.queueArn },
        retryPolicy: triedAgainFor
          ? { maximumEventAgeInSeconds: triedAgainFor.toSeconds(), maximumRetryAttempts: 20 }
          : { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      },
    });
    if (isFunction && triedAgainFor) failuresAreKept(this, platform, target);
    // The scheduler may start at once: its role's permissions must be there before it is.
    schedule.node.addDependency(role);
    platform.outputs.set(`${name}ScheduleTarget`, targetArn);
  }
}

/**
 * The scheduler hands a function its event and hears nothing of how it went: Lambda tries twice more and then forgets it.
 * So a job that failed three times goes to the dead-letter queue, whose alarm names it.
 */
function failuresAreKept(scope: Construct, platform: Platform, target: PerennialFunction): void {
  new EventInvokeConfig(scope, "Failures", {
    function: target,
    retryAttempts: 2,
    onFailure: new SqsDestination(platform.deadLetters),
  });
}

const kebabOf = (name: string) => name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
