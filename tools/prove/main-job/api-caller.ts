import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { makeChannelKey } from "../../../adapters/identity/make-channel-key.ts";
import type { Scope } from "../../../core/contract/scopes.ts";
import { LOCAL_CREDENTIALS } from "../../local/cdk.ts";
import { LOCAL_REGION } from "../../local/layout.ts";
import { outputOf, type StackOutputs } from "../../local/stack-outputs.ts";

export type ApiCall = (method: string, path: string) => Promise<Response>;

const LIMIT_MS = 30_000;

/**
 * Makes a key with these scopes on a running stack and answers how to call its API with it. It speaks to that stack alone,
 * whichever one the adapters of this process were first used on.
 */
export async function apiCaller(
  stack: { endpoint: string; apiUrl: string; outputs: StackOutputs },
  scopes: Scope[],
): Promise<ApiCall> {
  const { endpoint, apiUrl, outputs } = stack;
  const { key, text } = makeChannelKey("prove", scopes, new Date().toISOString());
  const { keyId, ...rest } = key;
  const dynamo = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const Item = marshall({ pk: `KEY#${keyId}`, sk: "KEY", ...rest }, { removeUndefinedValues: true });
  await dynamo.send(new PutItemCommand({ TableName: outputOf(outputs, "ProgrammeTable"), Item }));
  return (method, path) =>
    fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${text}` },
      signal: AbortSignal.timeout(LIMIT_MS),
    });
}
