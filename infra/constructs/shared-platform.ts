import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { CATALOG, type FunctionName } from "../../functions/catalog.ts";
import type { StatelessOutput } from "../outputs.ts";
import type { Deployed, OwnedAlarm, Platform, Settings } from "../platform.ts";
import type { StatefulStack } from "../stacks/stateful-stack.ts";
import { prefixOf, type Stage } from "../stages.ts";
import { ImpactAlarm } from "./impact-alarm.ts";
import { MAX_TRIES, PerennialQueue } from "./perennial-queue.ts";

export interface SharedPlatformProps {
  stage: Stage;
  stateful: StatefulStack;
}

/**
 * What every capability stands on: what must survive (from the stateful stack), the one retry queue and the one
 * dead-letter queue of this stack, and where alarms go.
 */
export class SharedPlatform extends Construct implements Platform {
  readonly stage: Stage;
  readonly stateful: StatefulStack;
  readonly retryQueue: Queue;
  readonly deadLetters: Queue;
  readonly alarmTopic: Topic | undefined;
  readonly functions = new Map<FunctionName, Deployed>();
  readonly alarms: OwnedAlarm[] = [];
  readonly doors = new Set<FunctionName>();
  readonly outputs = new Map<StatelessOutput, string>();
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { stage, stateful }: SharedPlatformProps) {
    super(scope, id);
    this.stage = stage;
    this.stateful = stateful;
    this.alarmTopic = stage.alarmEmail ? new Topic(this, "Alarms", { enforceSSL: true }) : undefined;
    if (stage.alarmEmail) this.alarmTopic?.addSubscription(new EmailSubscription(stage.alarmEmail));

    this.deadLetters = new PerennialQueue(this, "DeadLetter", { stage, retention: Duration.days(14) });
    this.retryQueue = new PerennialQueue(this, "Retry", {
      stage,
      deadLetters: this.deadLetters,
      visibility: Duration.minutes(3),
    });
    new ImpactAlarm(this, "DeadLetterAlarm", {
      platform: this,
      capability: "service",
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: "Maximum",
      }),
      threshold: 1,
      impact: `A record was tried ${MAX_TRIES} times and set aside: what it tells of (an order, a message, a wait) has not happened yet.`,
      runbook: "records-in-the-dead-letter-queue",
    });

    const { tables, buckets, bus } = stateful;
    this.settings = {
      CLOCK: stage.clock,
      STAGE: stage.name,
      EVENTS_TABLE: tables.Events.tableName,
      MEMBERS_TABLE: tables.Members.tableName,
      JOURNEYS_TABLE: tables.Journeys.tableName,
      VAULT_TABLE: tables.Vault.tableName,
      PROGRAMME_TABLE: tables.Programme.tableName,
      SNAPSHOTS_BUCKET: buckets.Snapshots.bucketName,
      EXPORTS_BUCKET: buckets.Exports.bucketName,
      BUS_NAME: bus.eventBusName,
      IDENTITY_SECRET: stateful.identityKeyArn,
      PHONE_REGION: stage.phoneRegion,
      MAIL_FROM: stage.mailFrom,
      MACHINE_ARN_PREFIX: this.machineArn(""),
      RETRY_QUEUE_URL: this.retryQueue.queueUrl,
      DEAD_LETTER_QUEUE_URL: this.deadLetters.queueUrl,
      ALARM_TOPIC_ARN: this.alarmTopic?.topicArn ?? "",
    };
  }

  settingsFor(name: FunctionName): Record<string, string> {
    const wanted = Object.keys(CATALOG[name].shape);
    return Object.fromEntries(Object.entries(this.settings).filter(([key]) => wanted.includes(key)));
  }

  functionOf(name: FunctionName): Deployed {
    const made = this.functions.get(name);
    if (made === undefined) throw new Error(`${name} is needed before its capability has made it`);
    return made;
  }

  machineArn(machine: string): string {
    return Stack.of(this).formatArn({
      service: "states",
      resource: "stateMachine",
      resourceName: `${prefixOf(this.stage)}-${machine}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
