import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { ProblemAnswer } from "../core/contract/answers.ts";
import type { ApiRoute } from "../core/contract/api-route.ts";
import { ROUTES } from "../core/contract/routes.ts";
import { SCOPES } from "../core/contract/scopes.ts";
import { IDEMPOTENCY_KEY } from "../core/loyalty/idempotency.ts";
import packageJson from "../package.json" with { type: "json" };
import { type WorkedCall, workedExample } from "./worked-example.ts";

/** Where the document stands; `service/health` answers it, a test says that it is fresh. */
export const OPENAPI_FILE = path.join(import.meta.dirname, "..", "docs", "openapi.json");

const Problem = ProblemAnswer.meta({ id: "Problem" });
const problemAnswer = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: Problem } },
});

/** Whether a call can be sent again under its Idempotency-Key. */
const movesValue = ({ parameters }: ApiRoute): boolean => parameters?.header?.shape[IDEMPOTENCY_KEY] !== undefined;

type Examples = Record<string, { value: unknown }>;

/** The calls of docs/checkout.md, which a test makes against a deployed stack. */
const WORKED = workedExample();

/** What the worked example sends to a route and is answered, by the headings that it stands under. */
function examplesOf(route: ApiRoute): { asked?: Examples; answered?: Examples } {
  const address = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  const calls = WORKED.filter(({ method, path }) => method.toLowerCase() === route.method && address.test(path));
  if (calls.length === 0) return {};
  const byStep = (of: (call: WorkedCall) => unknown): Examples =>
    Object.fromEntries(calls.map((call) => [call.step, { value: of(call) }]));
  return { asked: byStep(({ body }) => body), answered: byStep(({ answer }) => answer) };
}

function operation(route: ApiRoute): ZodOpenApiOperationObject {
  const { summary, scope, parameters, body, answer, refusals = {} } = route;
  const always: Record<string, string> = {
    ...(scope ? { 401: "unauthorised: no key, a wrong or a revoked one", 403: `scope-missing: ${scope}` } : {}),
    ...(body ? { 400: "not-json" } : {}),
    ...(movesValue(route)
      ? { 400: "not-json, idempotency-key-missing, idempotency-key-invalid", 422: "idempotency-key-reused" }
      : {}),
  };
  const { asked, answered } = examplesOf(route);
  return {
    operationId: `${route.method} ${route.path}`,
    summary,
    ...(scope ? { security: [{ key: [scope] }, { segment: [scope] }] } : { security: [] }),
    ...(parameters ? { requestParams: parameters } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: body, ...(asked && { examples: asked }) } },
          },
        }
      : {}),
    responses: {
      [String(answer.status)]: {
        description: "done",
        content: {
          [answer.type ?? "application/json"]: { schema: answer.schema, ...(answered && { examples: answered }) },
        },
      },
      ...Object.fromEntries(
        Object.entries({ ...always, ...refusals }).map(([status, text]) => [status, problemAnswer(text)]),
      ),
    },
  } as ZodOpenApiOperationObject;
}

/** The OpenAPI document of the whole API, as text. */
export function openapiText(): string {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  const document = createDocument({
    openapi: "3.1.0",
    info: {
      title: "Perennial",
      version: packageJson.version,
      description: `Channels post events; staff read members; marketers change journeys; finance reads exports. Scopes of keys: ${SCOPES.join(", ")}.`,
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "<keyId>.<secret>" },
        segment: { type: "http", scheme: "basic", description: "the key as user name, no password" },
      },
    },
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(path.dirname(OPENAPI_FILE), { recursive: true });
  writeFileSync(OPENAPI_FILE, openapiText());
  console.log(`wrote ${path.relative(process.cwd(), OPENAPI_FILE)}: ${ROUTES.length} routes`);
}
