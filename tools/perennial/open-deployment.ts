import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { dynamoChannelKeys } from "../../adapters/dynamo/dynamo-channel-keys.ts";
import { dynamoCloses } from "../../adapters/dynamo/dynamo-closes.ts";
import { dynamoLedgerReader } from "../../adapters/dynamo/dynamo-ledger-reader.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { readItem } from "../../adapters/dynamo/read-item.ts";
import { s3Objects } from "../../adapters/s3/s3-objects.ts";
import { s3ShardCloses } from "../../adapters/s3/s3-shard-closes.ts";
import { stackNamesOf } from "../../infra/outputs.ts";
import { LOCAL_CREDENTIALS } from "../local/cdk.ts";
import { theRun } from "../local/runs.ts";
import { readSession } from "../local/session-file.ts";
import { apiUrlOf, outputOf, type StackOutputs } from "../local/stack-outputs.ts";
import { jobTargetsOf, operatorOf } from "../main-job/operator.ts";
import { CommandError } from "./command-error.ts";
import type { Deployment, DeploymentChoice } from "./context.ts";
import { sqsParkedQueues } from "./sqs-parked-queues.ts";

/** Where a deployment is, and what its stacks say that they made. */
interface Found {
  name: string;
  outputs: StackOutputs;
  /** Of a local cloud; undefined on AWS. */
  endpoint: string | undefined;
  region: string | undefined;
}

const OutputsFile = z.record(z.string(), z.record(z.string(), z.string()));
/** A run's own file holds the outputs, and where they are good for. */
const RunFile = z.object({ endpoint: z.string(), region: z.string(), stage: z.string(), outputs: OutputsFile });

function ofFile(file: string, region: string | undefined): Found {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CommandError(`${file} can't be read as an outputs file: ${(cause as Error).message}`, 2);
  }
  const run = RunFile.safeParse(read);
  if (run.success) {
    const { endpoint, outputs, stage } = run.data;
    return { name: `stage ${stage} on ${endpoint}`, outputs, endpoint, region: run.data.region };
  }
  const outputs = OutputsFile.safeParse(read);
  if (!outputs.success)
    throw new CommandError(`${file} is no outputs file: stack name → output → value is expected`, 2);
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return { name: endpoint ? `${file} on ${endpoint}` : file, outputs: outputs.data, endpoint, region };
}

async function ofStacks(names: readonly string[], region: string | undefined): Promise<Found> {
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const outputs: StackOutputs = {};
  for (const StackName of names) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const pairs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]);
    outputs[StackName] = Object.fromEntries(pairs);
  }
  return { name: names.join(" and "), outputs, endpoint: process.env.AWS_ENDPOINT_URL, region };
}

function ofRun(name: string | undefined): Found {
  const run = theRun(name);
  const session = readSession(run.layout.session);
  if (!session) throw new CommandError(`the local cloud "${run.name}" is still starting: try again in a moment`);
  const { endpoint, region, outputs, stage } = session;
  return { name: `stage ${stage} on ${endpoint}`, outputs, endpoint, region };
}

async function find({ run, outputs, stage, stack, region }: DeploymentChoice): Promise<Found> {
  if (outputs !== undefined) return ofFile(outputs, region);
  if (stage !== undefined) return ofStacks(Object.values(stackNamesOf(stage)), region);
  if (stack !== undefined) return ofStacks(stack, region);
  return ofRun(run);
}

/** The adapters find a deployment by the SDK's own variables. */
function speakTo({ endpoint, region }: Found): void {
  if (region !== undefined) process.env.AWS_REGION = region;
  if (endpoint === undefined) return;
  process.env.AWS_ENDPOINT_URL = endpoint;
  process.env.AWS_ACCESS_KEY_ID ??= LOCAL_CREDENTIALS.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY ??= LOCAL_CREDENTIALS.secretAccessKey;
}

/**
 * Opens the deployment that was chosen. Whatever isn't needed isn't looked up: an import needs no table.
 * @throws CommandError, LocalCloudError with a sentence for the person at the terminal.
 */
export async function openDeployment(choice: DeploymentChoice): Promise<Deployment> {
  const found = await find(choice);
  speakTo(found);
  const output = (key: string) => outputOf(found.outputs, key);
  return {
    name: found.name,
    apiUrl: () => (found.endpoint ? apiUrlOf(found.outputs, found.endpoint) : output("ApiUrl").replace(/\/$/, "")),
    keys: () => dynamoChannelKeys(output("ProgrammeTable")),
    programme: () => dynamoProgrammeStore(output("ProgrammeTable")),
    members: () => dynamoMemberStore(output("MembersTable")),
    queues: () =>
      sqsParkedQueues({
        deadLetters: output("DeadLetterQueueUrl"),
        retry: output("RetryQueueUrl"),
        others: {
          contact: output("ContactQueueUrl"),
          enrol: output("EnrolQueueUrl"),
          goal: output("GoalQueueUrl"),
          wake: output("WakeQueueUrl"),
        },
      }),
    closes: () => dynamoCloses(output("ProgrammeTable"), s3Objects(output("ExportsBucket"))),
    shardCloses: () => s3ShardCloses(output("SnapshotsBucket")),
    ledgers: () => {
      const table = output("MembersTable");
      return dynamoLedgerReader(table, dynamoMemberStore(table), (attempt) => wait(50 * 2 ** attempt));
    },
    operator: (shop, stage) =>
      operatorOf({
        dynamo: new DynamoDBClient({}),
        lambda: new LambdaClient({}),
        machines: new SFNClient({}),
        programmeTable: output("ProgrammeTable"),
        targets: jobTargetsOf(output, stage),
        shop,
      }),
    async now() {
      const clock = await readItem<{ now: string }>(output("ProgrammeTable"), { pk: "CLOCK", sk: "CLOCK" });
      return clock?.now ?? new Date().toISOString();
    },
  };
}
