import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { inject } from "vitest";
import type { ScheduleName } from "../../infra/outputs.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { until } from "./deployed-shop.ts";

type Answer = Record<string, unknown>;

const outputs = inject("outputs");

/** Runs the function that a schedule starts, with the schedule's input given. */
export async function runJob(
  schedule: Exclude<ScheduleName, "NightlyScoring" | "NightlyClose">,
  input: object = {},
): Promise<Answer> {
  const FunctionName = outputOf(outputs, `${schedule}ScheduleTarget`);
  const answer = await new LambdaClient().send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) }));
  const payload = Buffer.from(answer.Payload ?? []).toString("utf8");
  if (answer.FunctionError) throw new Error(`${schedule}: ${payload}`);
  return JSON.parse(payload) as Answer;
}

/** Runs a machine that a schedule starts to its end, whichever it is. */
async function runMachine(schedule: "NightlyScoring" | "NightlyClose", input: object) {
  const machines = new SFNClient();
  const stateMachineArn = outputOf(outputs, `${schedule}ScheduleTarget`);
  const { executionArn } = await machines.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  const look = () => machines.send(new DescribeExecutionCommand({ executionArn }));
  return until(look, (execution) => execution.status !== "RUNNING", 60);
}

/** Runs the night's scoring to its end. */
export async function scoreNight(asOf: string): Promise<void> {
  const { status, cause } = await runMachine("NightlyScoring", { asOf, shards: 1 });
  if (status !== "SUCCEEDED") throw new Error(`the night's scoring: ${status} ${cause}`);
}

/** Runs the night's close to its end, and answers how it ended: a gap fails it. */
export async function closeNight(asOf: string): Promise<{ status: string; error: string; cause: string }> {
  const { status = "", error = "", cause = "" } = await runMachine("NightlyClose", { asOf, workers: 1 });
  return { status, error, cause };
}
