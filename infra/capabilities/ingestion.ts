import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import type { Platform } from "../platform.ts";

/** The door: who calls, what they bring, and the one append that everything else follows from. */
export class Ingestion extends Construct {
  readonly api: ChannelApi;

  constructor(scope: Construct, platform: Platform) {
    super(scope, "Ingestion");

    const authorize = new PerennialFunction(this, { platform, name: "ingestion/authorize" });
    allow(authorize).toRead("Programme");

    // A batch of 500 events is parsed, hashed and appended in one call.
    const acceptEvents = new PerennialFunction(this, { platform, name: "ingestion/accept-events", memoryMb: 1_024 });
    allow(acceptEvents).toRead("Vault").toChange("Vault").toAppend("Events").toReadIdentityKey();

    this.api = new ChannelApi(this, { platform, authorizer: authorize });
    this.api.serve(acceptEvents, "POST /v1/events", "POST /v1/batch");
  }
}
