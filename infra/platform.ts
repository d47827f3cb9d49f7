import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { FunctionName } from "../functions/catalog.ts";
import type { StatelessOutput } from "./outputs.ts";
import type { StatefulStack } from "./stacks/stateful-stack.ts";
import type { Stage } from "./stages.ts";

/** One word per capability, as everywhere. */
export type Capability =
  | "ingestion"
  | "members"
  | "loyalty"
  | "scoring"
  | "journeys"
  | "engagement"
  | "service"
  | "insight"
  | "programme";

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
  /** Empty where the stage names nobody. */
  ALARM_TOPIC_ARN: string;
}

/** A function of the catalog, once it is made. */
export interface Deployed extends LambdaFunction {
  readonly catalogName: FunctionName;
}

/** An alarm, and whose it is. */
export interface OwnedAlarm extends Alarm {
  readonly capability: Capability;
}

/** What every capability stands on. */
export interface Platform {
  readonly stage: Stage;
  /** Tables, buckets, bus, keys: what must survive. */
  readonly stateful: StatefulStack;
  readonly retryQueue: Queue;
  readonly deadLetters: Queue;
  /** Where alarms are mailed from, where the stage names an address. */
  readonly alarmTopic: Topic | undefined;
  /** Filled by the constructs as they are made, for the dashboard and the outputs. */
  readonly functions: Map<FunctionName, Deployed>;
  readonly alarms: OwnedAlarm[];
  /** Functions behind a route of the API: somebody waits for them. */
  readonly doors: Set<FunctionName>;
  readonly outputs: Map<StatelessOutput, string>;
  /** Those settings that a function's catalog entry names. */
  settingsFor(name: FunctionName): Record<string, string>;
  /**
   * A function that a capability has made.
   * @throws Error when it is asked for before its capability has its turn
   */
  functionOf(name: FunctionName): Deployed;
  /** The ARN of a machine by its name in the contracts (`welcome`), whether it is made already or not. */
  machineArn(machine: string): string;
}
