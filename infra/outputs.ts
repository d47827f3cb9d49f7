import { CATALOG, type FunctionName } from "../functions/catalog.ts";

/**
 * The names under which the stacks say what they made, for the tools that work on a deployment. A table's output is its
 * name, a bucket's its name, a queue's its URL, a machine's its ARN, a function's its name, a schedule's the ARN of its
 * target: whoever replays days starts the very target that the schedule would.
 */
export const TABLES = ["Events", "Members", "Journeys", "Vault", "Programme"] as const;
export const BUCKETS = ["Snapshots", "Exports"] as const;
export const QUEUES = ["Contact", "Enrol", "Goal", "Wake", "Retry", "DeadLetter"] as const;
export const MACHINES = ["Welcome", "Dormant", "NightlyScoring", "NightlyClose"] as const;
export const SCHEDULES = [
  "SweepDue",
  "NightlyScoring",
  "SweepDormant",
  "LapseCoupons",
  "ReleaseHolds",
  "TurnLots",
  "ReviewTiers",
  "RewardReferrals",
  "GivePrizes",
  "NightlyClose",
  "Export",
] as const;

export type TableName = (typeof TABLES)[number];
export type BucketName = (typeof BUCKETS)[number];
export type QueueName = (typeof QUEUES)[number];
export type MachineName = (typeof MACHINES)[number];
export type ScheduleName = (typeof SCHEDULES)[number];

export type StatefulOutput = `${TableName}Table` | `${BucketName}Bucket` | "BusName" | "IdentitySecret";
export type StatelessOutput =
  | "ApiId"
  | "ApiUrl"
  | `${QueueName}QueueUrl`
  | `${MachineName}MachineArn`
  | `${ScheduleName}ScheduleTarget`
  | `${string}Function`;

/** `members/show-member` as `MembersShowMember`: for logical ids and outputs. */
export function pascalOf(name: string): string {
  return name
    .split(/[/-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The output that holds the name of a function. */
export const functionOutput = (name: FunctionName): StatelessOutput => `${pascalOf(name)}Function`;

/** The names of the two stacks of a stage, in the order in which they are deployed. */
export function stackNamesOf(stage: string) {
  return { stateful: `perennial-${stage}-stateful`, stateless: `perennial-${stage}-stateless` } as const;
}

/** Every output that a deployment has. */
export function everyOutput(): string[] {
  return [
    ...TABLES.map((name) => `${name}Table`),
    ...BUCKETS.map((name) => `${name}Bucket`),
    "BusName",
    "IdentitySecret",
    "ApiId",
    "ApiUrl",
    ...QUEUES.map((name) => `${name}QueueUrl`),
    ...MACHINES.map((name) => `${name}MachineArn`),
    ...SCHEDULES.map((name) => `${name}ScheduleTarget`),
    ...(Object.keys(CATALOG) as FunctionName[]).map(functionOutput),
  ];
}
