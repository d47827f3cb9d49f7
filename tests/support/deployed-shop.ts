import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, inject } from "vitest";
import type { Problem } from "../../core/contract/problem.ts";
import type { Scope } from "../../core/contract/scopes.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { bareDynamo } = await import("../../adapters/dynamo/client.ts");
const { dynamoChannelKeys } = await import("../../adapters/dynamo/dynamo-channel-keys.ts");
const { makeChannelKey } = await import("../../adapters/identity/make-channel-key.ts");

/** An answer of the API, its body read. */
export interface Answer<T> {
  status: number;
  type: string;
  headers: Headers;
  body: T;
}

export interface CallOptions {
  key?: string | undefined;
  /** Sent as JSON; a string goes as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

const apiUrl = inject("apiUrl");
const programmeTable = outputOf(inject("outputs"), "ProgrammeTable");
export const keyRing = dynamoChannelKeys(programmeTable);

/**
 * Calls the deployed API. Whatever a test sends, nothing may answer 5xx, and every refusal is a typed problem: both are
 * asserted for each call that any test makes.
 */
export async function call<T = Problem>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const { key, body, headers = {} } = options;
  const answer = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const type = answer.headers.get("content-type") ?? "";
  expect(answer.status, `${method} ${path}: ${text.slice(0, 500)}`).toBeLessThan(500);
  const read = type.includes("json") ? (JSON.parse(text) as T) : (text as T);
  if (type.startsWith("application/problem+json")) {
    expect(read).toMatchObject({
      status: answer.status,
      code: expect.stringMatching(/^[a-z-]+$/),
      detail: expect.any(String),
    });
  }
  return { status: answer.status, type, headers: answer.headers, body: read };
}

/** Makes a key, as the command line does, and gives its text. */
export async function aKey(...scopes: Scope[]): Promise<{ keyId: string; text: string }> {
  const { key, text } = makeChannelKey("made by a test", scopes, new Date().toISOString());
  await keyRing.make(key);
  return { keyId: key.keyId, text };
}

/** Turns the stage's clock. */
export async function turnClock(now: string): Promise<void> {
  const Item = { pk: { S: "CLOCK" }, sk: { S: "CLOCK" }, now: { S: now } };
  await bareDynamo.send(new PutItemCommand({ TableName: programmeTable, Item }));
}

/** Asks again until `done`, for `seconds` at most. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${JSON.stringify(answer).slice(0, 1_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until whatever was taken in has come out of every hop. */
export async function rest(): Promise<void> {
  const health = () => call<{ atRest: boolean }>("GET", "/v1/health");
  await until(health, ({ body }) => body.atRest, 30);
}
