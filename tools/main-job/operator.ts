import { setTimeout as pause } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { stageOf } from "../../infra/stages.ts";
import type { Shop } from "./shop.ts";

/** The targets of the schedules, as the deployment names them. */
export interface JobTargets {
  /** ARN of the machine. */
  nightlyScoring: string;
  /** What the schedule itself hands to the machine. */
  scoringShards: number;
  /** Names of the functions. */
  sweepDue: string;
  sweepDormant: string;
  lapseCoupons: string;
  export: string;
}

/** The targets from a deployment's outputs. @throws what `output` throws for one that isn't there. */
export function jobTargetsOf(output: (key: string) => string, stage: string): JobTargets {
  const target = (schedule: string) => output(`${schedule}ScheduleTarget`);
  return {
    nightlyScoring: target("NightlyScoring"),
    scoringShards: stageOf({ stage: stage === "test" ? "test" : "local" }).scoringShards,
    sweepDue: target("SweepDue"),
    sweepDormant: target("SweepDormant"),
    lapseCoupons: target("LapseCoupons"),
    export: target("Export"),
  };
}

/** The jobs that schedules start. */
export type Job = Exclude<keyof JobTargets, "scoringShards">;

/** The stack did not come to rest: something is lost, stuck or endless. */
export class NoRestError extends Error {
  constructor(after: string, hops: string) {
    super(`no rest within 60 s after ${after}; still in the way: ${hops}`);
    this.name = "NoRestError";
  }
}

/** A job failed, or never ended. */
export class JobError extends Error {
  constructor(job: string, detail: string) {
    super(`${job}: ${detail}`);
    this.name = "JobError";
  }
}

/**
 * The operator of a local or test stage: turns the clock, starts the schedules' own targets with the day given, and waits
 * until the stack is at rest.
 */
export interface Operator {
  turnClock(now: string): Promise<void>;
  /** Has the function's next invocation die after so many of its calls to the cloud. */
  armFault(functionName: string, afterCall: number): Promise<void>;
  rest(after: string): Promise<void>;
  /** Runs a job to its end and answers what it answered. */
  run(job: Job, input: object): Promise<Record<string, unknown>>;
}

const REST_MS = 60_000;
const JOB_MS = 120_000;

interface OperatorPorts {
  dynamo: DynamoDBClient;
  lambda: LambdaClient;
  machines: SFNClient;
  programmeTable: string;
  targets: JobTargets;
  shop: Shop;
}

export function operatorOf({ dynamo, lambda, machines, programmeTable, targets, shop }: OperatorPorts): Operator {
  async function invoke(name: string, input: object): Promise<Record<string, unknown>> {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(input) }));
    const payload = Buffer.from(answer.Payload ?? []).toString("utf8");
    if (answer.FunctionError) throw new JobError(name, payload);
    return payload === "" || payload === "null" ? {} : (JSON.parse(payload) as Record<string, unknown>);
  }

  async function execute(machine: string, input: object): Promise<Record<string, unknown>> {
    const { executionArn } = await machines.send(
      new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }),
    );
    const until = Date.now() + JOB_MS;
    while (Date.now() < until) {
      const { status, output, error, cause } = await machines.send(new DescribeExecutionCommand({ executionArn }));
      if (status === "SUCCEEDED") return output ? (JSON.parse(output) as Record<string, unknown>) : {};
      if (status !== "RUNNING") throw new JobError(machine, `${status} ${error ?? ""} ${cause ?? ""}`);
      await pause(40);
    }
    throw new JobError(machine, `not ended after ${JOB_MS} ms`);
  }

  return {
    async turnClock(now) {
      const item = { pk: { S: "CLOCK" }, sk: { S: "CLOCK" }, now: { S: now } };
      await dynamo.send(new PutItemCommand({ TableName: programmeTable, Item: item }));
    },
    async armFault(functionName, afterCall) {
      const item = { pk: { S: "FAULT" }, sk: { S: functionName }, afterCall: { N: String(afterCall) } };
      await dynamo.send(new PutItemCommand({ TableName: programmeTable, Item: item }));
    },
    async rest(after) {
      const until = Date.now() + REST_MS;
      let wait = 10;
      for (;;) {
        const { atRest, hops = [] } = await shop.health();
        if (atRest) return;
        if (Date.now() > until) {
          const lagging = hops.filter((hop) => hop.lag !== 0).map((hop) => `${hop.hop} (${hop.lag})`);
          throw new NoRestError(after, lagging.join(", "));
        }
        await pause(wait);
        wait = Math.min(wait * 1.5, 100);
      }
    },
    run: (job, input) =>
      job === "nightlyScoring"
        ? execute(targets.nightlyScoring, { shards: targets.scoringShards, ...input })
        : invoke(targets[job], input),
  };
}
