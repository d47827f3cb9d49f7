import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import { type Problem, problem } from "../../core/contract/problem.ts";
import { changeJourney, entityTag, type JourneyChanged } from "../../core/programme/change-journey.ts";
import { Journey } from "../../core/programme/programme.ts";
import type { Saved } from "../../core/programme/programme-store.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpAnswer, type HttpRequest, refused } from "../runtime/http.ts";
import type { Invocation } from "../runtime/invocation.ts";

/** Versions that are shown; none is ever deleted, and the command line rolls back to any. */
const VERSIONS_SHOWN = 100;

const env = envOf("programme/journeys");
const store = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const texts = liquidTemplates();

const shown = (saved: Saved<Journey>): HttpAnswer => ({
  status: 200,
  body: saved,
  headers: { etag: entityTag(saved.version) },
});

/** What can't be a journey's id is asked of no table: keys have their limits. */
const mayBeId = (id: string): boolean => Journey.shape.id.safeParse(id).success;

const unknown = (id: string): HttpAnswer =>
  refused(problem(404, "journey-unknown", "Journey unknown", `there is no journey ${id.slice(0, 64)}`));

function refusalOf(outcome: Exclude<JourneyChanged, { kind: "saved" }>): Problem {
  switch (outcome.kind) {
    case "no-condition":
      return problem(
        428,
        "condition-missing",
        "Condition missing",
        'say which version you changed: If-Match: "<version>", as the ETag gave it; for a new journey If-None-Match: *',
      );
    case "changed-meanwhile":
      return problem(
        412,
        "changed-meanwhile",
        "Changed meanwhile",
        outcome.version === 0
          ? "it isn't there"
          : `version ${outcome.version} is in force: read it and change that one`,
      );
    case "unsound":
      return problem(422, "journey-unsound", "Journey unsound", "what was sent makes no sense", outcome.problems);
  }
}

async function change(request: HttpRequest, { now, log }: Invocation): Promise<HttpAnswer> {
  const { parameters, headers, body, principal } = request;
  const { id = "" } = parameters;
  const by = principal?.keyId ?? "nobody";
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  const outcome = await changeJourney({ id, sent: body, ifMatch, ifNoneMatch, by, at: now }, { store, texts });
  if (outcome.kind !== "saved") return refused(refusalOf(outcome));
  log.info("journey saved", { record: "change", keyId: by, journey: id, version: outcome.saved.version });
  return shown(outcome.saved);
}

/** The journeys as marketers see and change them. */
export const handler = api("programme/journeys", {
  "GET /v1/programme/journeys": {
    scope: "journeys:read",
    handle: async () => ({ status: 200, body: { journeys: await store.journeys() } }),
  },
  "GET /v1/programme/journeys/{id}": {
    scope: "journeys:read",
    async handle({ parameters: { id = "" } }) {
      const saved = mayBeId(id) ? await store.journey(id) : undefined;
      return saved ? shown(saved) : unknown(id);
    },
  },
  "GET /v1/programme/journeys/{id}/versions": {
    scope: "journeys:read",
    async handle({ parameters: { id = "" } }) {
      const versions = mayBeId(id) ? await store.journeyVersions(id, VERSIONS_SHOWN) : [];
      return versions.length > 0 ? { status: 200, body: { versions } } : unknown(id);
    },
  },
  "PUT /v1/programme/journeys/{id}": { scope: "journeys:write", handle: change },
});
