import { hopsOf, readCounters } from "../../adapters/dynamo/rest-counters.ts";
import { healthOf } from "../../core/contract/health.ts";
import openapi from "../../docs/openapi.json" with { type: "json" };
import packageJson from "../../package.json" with { type: "json" };
import { envOf } from "../runtime/env.ts";
import { api } from "../runtime/http.ts";

const env = envOf("service/health");

export const handler = api("service/health", {
  "GET /v1/health": {
    async handle(_request, { now, stage, log }) {
      const counted = env.CLOCK === "turned";
      const hops = counted ? hopsOf(await readCounters(env.PROGRAMME_TABLE)) : undefined;
      // On the local cloud an invocation without a line takes 45 ms longer, and a replay asks hundreds of times.
      log.info("asked", { lagging: hops?.filter(({ lag }) => lag !== 0).length });
      return {
        status: 200,
        headers: { "cache-control": "no-store" },
        body: healthOf({ stage, version: packageJson.version, now, hops }),
      };
    },
  },
  "GET /v1/openapi.json": {
    handle: async () => ({ status: 200, headers: { "cache-control": "max-age=300" }, body: openapi }),
  },
});
