import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import type { Platform } from "../platform.ts";

/** What a marketer may change, by versions. */
export class Programme extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Programme");

    const journeys = new PerennialFunction(this, { platform, name: "programme/journeys" });
    allow(journeys).toRead("Programme").toChange("Programme");
    api.serve(
      journeys,
      "GET /v1/programme/journeys",
      "GET /v1/programme/journeys/{id}",
      "GET /v1/programme/journeys/{id}/versions",
      "PUT /v1/programme/journeys/{id}",
    );
  }
}
