import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { projectRoot } from "../../local/layout.ts";
import { outputOf } from "../../local/stack-outputs.ts";
import type { PostedEvent } from "../../main-job/sample-events.ts";
import type { Claim, Ground, Line } from "../claim.ts";
import { deployedShop } from "./deployed.ts";
import { runCommand } from "./run-command.ts";
import { sampleRun } from "./sample-runs.ts";

const MEMBERS = 37;
const SOUND = 999;
const OCCURRED = "2011-08-31T10:00:00.000Z";
/** Five tries rest 1, 2, 4 and 8 s; the queue's own pace comes on top. */
const PARKED_MS = 90_000;

const order = (at: number): PostedEvent => ({
  channel: "prove",
  eventId: `paid-${at}`,
  type: "order.paid",
  occurredAt: OCCURRED,
  identity: { customerId: `poison-${at % MEMBERS}` },
  data: {
    orderId: `sound-${at}`,
    currency: "GBP",
    totalMinor: 1_000,
    lines: [{ sku: "a", quantity: 1, unitPriceMinor: 1_000, amountMinor: 1_000 }],
  },
});

/** Asks until the answer is right or the time is up; answers the last one. */
async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean, limitMs: number): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || Date.now() > end) return answer;
    await pause(500);
  }
}

/** One event of a thousand can't be read: the others count, it is parked with its reason, and counts once it is mended. */
async function poisoned(ground: Ground): Promise<Line[]> {
  const { session, shop } = await deployedShop(ground);
  const dynamo = new DynamoDBClient(session.awsClientConfig);
  const sqs = new SQSClient(session.awsClientConfig);
  const eventsTable = outputOf(session.outputs, "EventsTable");
  const first = await shop.post([order(0)]);
  const memberId = first.results[0]?.memberId ?? "";
  const putEvent = (data: string) =>
    dynamo.send(
      new PutItemCommand({
        TableName: eventsTable,
        Item: {
          pk: { S: `M#${memberId}` },
          sk: { S: `${OCCURRED}#prove#poison` },
          type: { S: "order.paid" },
          data: { S: data },
          receivedAt: { S: OCCURRED },
          expiresAt: { N: "4102444800" },
        },
      }),
    );
  const half = Math.floor(SOUND / 2);
  const events = Array.from({ length: SOUND }, (_, at) => order(at));
  const members = new Set<string>();
  for (const part of [events.slice(0, half), events.slice(half)]) {
    const { results } = await shop.post(part);
    for (const result of results) if (result.memberId !== undefined) members.add(result.memberId);
    if (part.length === half) await putEvent('{"orderId":"poi');
  }
  const orders = async () => {
    let sum = 0;
    for (const id of members) sum += (await shop.member(id)).summary?.frequency ?? 0;
    return sum;
  };
  const applied = await until(orders, (sum) => sum >= SOUND, PARKED_MS);
  const deadLetters = async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: outputOf(session.outputs, "DeadLetterQueueUrl"),
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  };
  const parked = await until(deadLetters, (depth) => depth > 0, PARKED_MS);
  const cli = (...args: string[]) =>
    runCommand("npm", ["run", "--silent", "perennial", "--", ...args, "--outputs", session.layout.outputs], {
      cwd: projectRoot,
      logFile: `${ground.folder(args.join("-").replaceAll(/[^a-z-]/g, ""))}/cli.log`,
      limitSeconds: 60,
      env: {
        AWS_ENDPOINT_URL: session.endpoint,
        AWS_REGION: session.awsClientConfig.region,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      },
    });
  const listed = await cli("parked", "list", "--json");
  await putEvent(JSON.stringify(order(SOUND).data).replace("sound-999", "mended"));
  const resent = await cli("parked", "resend", "--all");
  const mended = await until(orders, (sum) => sum >= SOUND + 1, PARKED_MS);
  return [
    {
      claim: "999 sound events are applied beside one that can't be read",
      figure: String(applied),
      bar: "999",
      passed: applied === SOUND,
    },
    {
      claim: "the one is parked, with its reason",
      figure: `${parked} parked; ${/"because": ?"([^"]*)"/.exec(listed.tail)?.[1]?.slice(0, 90) ?? "no reason shown"}`,
      bar: "1, and why",
      passed: parked === 1 && listed.code === 0 && /"because"/.test(listed.tail),
    },
    {
      claim: "after the cause is gone, `perennial parked resend` has it applied",
      figure: `${resent.tail.trim().split("\n").at(-1) ?? ""}; ${mended} orders`,
      bar: "1 sent again, 1000 orders",
      passed: resent.code === 0 && mended === SOUND + 1,
    },
  ];
}

/** A poison event among a thousand, and a function killed in the middle of the replay. */
export const poison: Claim = {
  name: "poison",
  says: "one bad event of a thousand is parked and sent again; a function killed in the replay changes nothing",
  async run(ground) {
    const lines = await poisoned(ground);
    const plain = await sampleRun(ground, "plain");
    const killed = await sampleRun(ground, "killed");
    return [
      ...lines,
      {
        claim: "members.apply killed in the middle of the replay: the same digest at the end",
        figure: `${plain.digest.slice(0, 16)}… and ${killed.digest.slice(0, 16)}…`,
        bar: "equal",
        passed: plain.digest === killed.digest && /^[0-9a-f]{64}/.test(plain.digest),
      },
    ];
  },
};
