import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, inject } from "vitest";
import type { FunctionName } from "../../functions/catalog.ts";
import { functionOutput } from "../../infra/outputs.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
// The adapters' clients read where the cloud is when they are loaded; deployed-shop.ts says so.
import "./deployed-shop.ts";
import type { Till } from "./deployed-value.ts";

const { bareDynamo, marshal } = await import("../../adapters/dynamo/client.ts");

/** No step makes more calls than this: one that outlives its fault ends the counting. */
export const MOST_CALLS = 40;

/** After how many of a step's calls it is killed in the suite; `KILLS=40` is what is shown: after each of them. */
export const KILLS = Number(process.env.KILLS ?? 2);

/**
 * What a step came to: `failed` when its handler was killed, absent where the caller can't see it. An answer, where there
 * is one, must be the same each time.
 */
export interface Sent {
  failed?: boolean | undefined;
  answer?: unknown;
}

/** A step of a deployed handler that can be sent again. */
export interface KilledStep<S> {
  handler: FunctionName;
  /** Makes whom it is about, up to the step itself; each run has a number of its own, from 0. */
  begin: (run: number) => Promise<S>;
  /** The step, the same whenever it is sent. */
  send: (subject: S) => Promise<Sent>;
  /** Everything that is to be seen then, without the names of a run. */
  see: (subject: S) => Promise<object>;
}

/** After how many calls it was killed, each of them, and what was to be seen every time. */
export interface Killed {
  points: number;
  seen: object;
}

const table = outputOf(inject("outputs"), "ProgrammeTable");
const keyed = (sk: string) => ({ TableName: table, Key: marshal({ pk: "FAULT", sk }) });
const drop = (sk: string) => bareDynamo.send(new DeleteItemCommand(keyed(sk)));
const isThere = async (sk: string): Promise<boolean> =>
  (await bareDynamo.send(new GetItemCommand({ ...keyed(sk), ConsistentRead: true }))).Item !== undefined;

/** Kills the handler once its call number `calls` has come back, in the invocation that `send` sets off; or it outlives. */
export async function outlives(handler: FunctionName, calls: number, send: () => Promise<Sent>): Promise<boolean> {
  await drop(`${handler}#outlived`);
  const fault = marshal({ pk: "FAULT", sk: handler, afterCall: calls });
  await bareDynamo.send(new PutItemCommand({ TableName: table, Item: fault }));
  try {
    const { failed } = await send();
    if (await isThere(handler)) throw new Error(`${handler} was not called`);
    const whole = await isThere(`${handler}#outlived`);
    if (!whole && failed === false) throw new Error(`${handler} was to be killed after call ${calls}, and answered`);
    return whole;
  } finally {
    await drop(handler);
    await drop(`${handler}#outlived`);
  }
}

/** Sends the step until it is done, and once more: who sends it twice gets the same answer. */
async function sentAgain<S>({ send }: KilledStep<S>, subject: S, after: string): Promise<void> {
  const first = await send(subject);
  expect(first.failed, `${after}: ${JSON.stringify(first.answer)}`).not.toBe(true);
  expect(await send(subject)).toEqual(first);
}

/**
 * Takes a step whole, then with its handler killed after its first call, its second, and so on until it makes no more
 * (or `KILLS` are enough); each time it is sent again, and once more. What is to be seen afterwards must be what the whole one came to.
 */
export async function killedAtEachCall<S>(step: KilledStep<S>): Promise<Killed> {
  const whole = await step.begin(0);
  await sentAgain(step, whole, step.handler);
  const seen = await step.see(whole);
  for (let calls = 1; calls <= MOST_CALLS; calls += 1) {
    const subject = await step.begin(calls);
    const done = await outlives(step.handler, calls, () => step.send(subject));
    const after = `${step.handler}, killed after call ${calls}`;
    await sentAgain(step, subject, after);
    expect(await step.see(subject), after).toEqual(seen);
    if (done) return { points: calls - 1, seen };
    if (calls === KILLS) return { points: calls, seen };
  }
  throw new Error(`${step.handler} makes more than ${MOST_CALLS} calls in one step`);
}

/**
 * Posts a call whose handler may be killed.
 * @throws Error when it is refused
 */
export async function posted({ key }: Till, path: string, body: object, idempotencyKey?: string): Promise<Sent> {
  const response = await fetch(`${inject("apiUrl")}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const { status } = response;
  if (status >= 500) return { failed: true, answer: status };
  if (status >= 300) throw new Error(`POST ${path}: ${status} ${text.slice(0, 500)}`);
  return { failed: false, answer: { status, body: JSON.parse(text) as unknown } };
}

/** One try: the SDK must not send again what was killed. */
const lambda = new LambdaClient({ maxAttempts: 1 });

/** Invokes a function that may be killed, as a schedule or a machine does; answers what it returned, too. */
export async function invoked(name: FunctionName, input: object): Promise<{ failed: boolean; output: string }> {
  const FunctionName = outputOf(inject("outputs"), functionOutput(name));
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) }));
  return { failed: answer.FunctionError !== undefined, output: Buffer.from(answer.Payload ?? []).toString("utf8") };
}

/** A job that a schedule starts: run again it finds less to do, so its answers aren't compared. */
export const jobRun = async (name: FunctionName, input: object = {}): Promise<Sent> => ({
  failed: (await invoked(name, input)).failed,
});
