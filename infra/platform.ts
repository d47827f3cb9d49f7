import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { EmailIdentity } from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { CATALOG, type FunctionName } from "../functions/catalog.ts";
import { ImpactAlarm } from "./constructs/impact-alarm.ts";
import type { PerennialBucket } from "./constructs/perennial-bucket.ts";
import type { PerennialFunction } from "./constructs/perennial-function.ts";
import { MAX_TRIES, PerennialQueue } from "./constructs/perennial-queue.ts";
import type { PerennialTable } from "./constructs/perennial-table.ts";
import type { BucketName, StatelessOutput, TableName } from "./outputs.ts";
import type { StatefulStack } from "./stacks/stateful-stack.ts";
import { prefixOf, type Stage } from "./stages.ts";

/** What the platform can tell any function whose catalog entry asks for it. */
export interface Settings {
  CLOCK: Stage["clock"];
  STAGE: string;
  EVENTS_TABLE: string;
  MEMBERS_TABLE: string;
  JOURNEYS_TABLE: string;
  VAULT_TABLE: string;
  PROGRAMME_TABLE: string;
  SNAPSHOTS_BUCKET: string;
  EXPORTS_BUCKET: string;
  BUS_NAME: string;
  IDENTITY_SECRET: string;
  PHONE_REGION: string;
  MAIL_FROM: string;
  /** A machine's ARN is this and its name: whoever starts one needn't wait for it to be made. */
  MACHINE_ARN_PREFIX: string;
  RETRY_QUEUE_URL: string;
  DEAD_LETTER_QUEUE_URL: string;
}

export interface PlatformProps {
  stage: Stage;
  stateful: StatefulStack;
}

/**
 * What every capability stands on: what must survive (from the stateful stack), the one retry queue and the one
 * dead-letter queue of this stack, and where alarms go.
 */
export class Platform extends Construct {
  readonly stage: Stage;
  readonly tables: Record<TableName, PerennialTable>;
  readonly buckets: Record<BucketName, PerennialBucket>;
  readonly bus: EventBus;
  readonly identitySecret: Secret;
  readonly sender: EmailIdentity;
  readonly stateful: StatefulStack;
  readonly retryQueue: Queue;
  readonly deadLetters: Queue;
  readonly alarmTopic: Topic | undefined;
  /** Filled by the constructs themselves, for the dashboard and the outputs. */
  readonly functions = new Map<FunctionName, PerennialFunction>();
  readonly alarms: ImpactAlarm[] = [];
  readonly outputs = new Map<StatelessOutput, string>();
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { stage, stateful }: PlatformProps) {
    super(scope, id);
    this.stage = stage;
    this.stateful = stateful;
    this.tables = stateful.tables;
    this.buckets = stateful.buckets;
    this.bus = stateful.bus;
    this.identitySecret = stateful.identitySecret;
    this.sender = stateful.sender;
    this.alarmTopic = stage.alarmEmail ? new Topic(this, "Alarms", { enforceSSL: true }) : undefined;
    if (stage.alarmEmail) this.alarmTopic?.addSubscription(new EmailSubscription(stage.alarmEmail));

    this.deadLetters = new PerennialQueue(this, "DeadLetter", { retention: Duration.days(14) });
    this.retryQueue = new PerennialQueue(this, "Retry", {
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

    const { tables, buckets } = this;
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
      BUS_NAME: this.bus.eventBusName,
      IDENTITY_SECRET: this.identitySecret.secretArn,
      PHONE_REGION: stage.phoneRegion,
      MAIL_FROM: stage.mailFrom,
      MACHINE_ARN_PREFIX: this.machineArn(""),
      RETRY_QUEUE_URL: this.retryQueue.queueUrl,
      DEAD_LETTER_QUEUE_URL: this.deadLetters.queueUrl,
    };
  }

  /** Those settings that a function's catalog entry names. */
  settingsFor(name: FunctionName): Record<string, string> {
    const wanted = Object.keys(CATALOG[name].shape);
    return Object.fromEntries(Object.entries(this.settings).filter(([key]) => wanted.includes(key)));
  }

  /**
   * A function that a capability has made.
   * @throws Error when it is asked for before its capability has its turn
   */
  functionOf(name: FunctionName): PerennialFunction {
    const made = this.functions.get(name);
    if (made === undefined) throw new Error(`${name} is needed before its capability has made it`);
    return made;
  }

  /** The ARN of a machine by its name in the contracts (`welcome`), whether it is made already or not. */
  machineArn(machine: string): string {
    return Stack.of(this).formatArn({
      service: "states",
      resource: "stateMachine",
      resourceName: `${prefixOf(this.stage)}-${machine}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
