import { setTimeout as pause } from "node:timers/promises";
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { functionOutput } from "../../infra/outputs.ts";
import { outputOf } from "../local/stack-outputs.ts";
import type { BenchStack } from "./bench-stack.ts";

/** How long the local cloud may still be at what it took off the stream when it was told to stop reading. */
const SETTLING_MS = 3_000;

/** Stops `members.apply` from reading the stream of Events, for the rest of the stack's life. */
export async function stopReadingEvents({ session }: BenchStack): Promise<void> {
  const lambda = new LambdaClient(session.awsClientConfig);
  const FunctionName = outputOf(session.outputs, functionOutput("members/apply"));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
  await pause(SETTLING_MS);
}
