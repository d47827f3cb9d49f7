import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import type { Platform } from "../platform.ts";

/** How the whole is doing, and what the API says of itself. */
export class Service extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Service");

    const health = new PerennialFunction(this, { platform, name: "service/health" });
    allow(health).toRead("Programme");
    api.serveOpenly(health, "GET /v1/health", "GET /v1/openapi.json");

    platform.outputs.set("RetryQueueUrl", platform.retryQueue.queueUrl);
    platform.outputs.set("DeadLetterQueueUrl", platform.deadLetters.queueUrl);
  }
}
