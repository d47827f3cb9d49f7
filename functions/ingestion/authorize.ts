import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from "aws-lambda";
import { dynamoChannelKeys } from "../../adapters/dynamo/dynamo-channel-keys.ts";
import { keptFor } from "../../adapters/identity/kept-keys.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { type Caller, whoCalls } from "../../core/ingestion/channel-key.ts";
import { envOf } from "../runtime/env.ts";

const env = envOf("ingestion/authorize");
const log = new Logger({ serviceName: "ingestion/authorize" });

/** A revoked key is refused within this: half of the minute that is promised. */
const KEPT_MS = 30_000;
const keys = keptFor(KEPT_MS, dynamoChannelKeys(env.PROGRAMME_TABLE));

/**
 * Says who calls, and lets everyone through: a gateway's own refusal can't say why. The handler's wrapper answers 401 and
 * 403 as problems, from this context (docs/decisions/0004).
 */
export const handler = async (
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> => {
  const context = await whoCalls(event.headers?.authorization, { keys, sha256 });
  log.info("called", { route: event.routeKey, ...context });
  return { isAuthorized: true, context };
};
