import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Problem, problem } from "../../core/contract/problem.ts";
import { AllotmentBusyError } from "../../core/loyalty/allotments/allotment-store.ts";
import { MemberBusyError } from "../../core/members/change-member.ts";
import type { FunctionName } from "../catalog.ts";
import { type Invocation, invoked } from "./invocation.ts";

/** The largest body that any door takes. */
export const MAX_BODY_BYTES = 1_000_000;

export interface Principal {
  keyId: string;
  scopes: string[];
}

export interface HttpRequest {
  parameters: Record<string, string>;
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed JSON; undefined where nothing was sent. */
  body: unknown;
  /** Absent on open routes only. */
  principal: Principal | undefined;
}

export interface HttpAnswer {
  status: number;
  /** An object goes as JSON, a string or bytes as they are. */
  body?: object | string | Uint8Array;
  headers?: Record<string, string>;
}

export interface Route {
  /** The scope that the channel's key must have; absent on open routes. */
  scope?: string;
  handle: (request: HttpRequest, invocation: Invocation) => Promise<HttpAnswer>;
}

/** What the authorizer found out: who it is, or why it is nobody. */
type Authorised = { keyId?: string; scopes?: string; reason?: string } | undefined;

type ApiEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<Authorised>;

/** A problem as an answer. */
export const refused = (body: Problem): HttpAnswer => ({
  status: body.status,
  body,
  headers: { "content-type": "application/problem+json; charset=utf-8" },
});

function bodyOf(event: ApiEvent): { body: unknown } | Problem {
  if (event.body === undefined || event.body === "") return { body: undefined };
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) {
    return problem(
      413,
      "body-too-large",
      "Body too large",
      `at most ${MAX_BODY_BYTES} bytes a call; got ${bytes.length}`,
    );
  }
  try {
    return { body: JSON.parse(bytes.toString("utf8")) };
  } catch (cause) {
    return problem(400, "not-json", "Not JSON", cause instanceof Error ? cause.message : "the body doesn't parse");
  }
}

function principalOf(event: ApiEvent, route: Route): Principal | Problem | undefined {
  if (route.scope === undefined) return undefined;
  const authorised = event.requestContext.authorizer?.lambda;
  if (!authorised?.keyId) {
    const why = authorised?.reason ?? "no-key";
    return problem(401, "unauthorised", "Unauthorised", `a channel key is needed (${why})`);
  }
  const scopes = (authorised.scopes ?? "").split(" ").filter(Boolean);
  if (!scopes.includes(route.scope)) {
    return problem(403, "scope-missing", "Scope missing", `the key ${authorised.keyId} lacks the scope ${route.scope}`);
  }
  return { keyId: authorised.keyId, scopes };
}

const isProblem = (value: object | undefined): value is Problem =>
  value !== undefined && "status" in value && "code" in value;

/** Reserved in query and path: a broken percent sign is the caller's, not ours. */
const plain = (values: Record<string, string | undefined> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

async function answerOf(event: ApiEvent, routes: Record<string, Route>, invocation: Invocation): Promise<HttpAnswer> {
  const route = routes[event.routeKey];
  if (!route) return refused(problem(404, "no-such-route", "No such route", event.routeKey));
  const principal = principalOf(event, route);
  if (isProblem(principal)) return refused(principal);
  const parsed = bodyOf(event);
  if (isProblem(parsed)) return refused(parsed);
  const request: HttpRequest = {
    parameters: plain(event.pathParameters),
    query: plain(event.queryStringParameters),
    headers: Object.fromEntries(
      Object.entries(plain(event.headers)).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: parsed.body,
    principal,
  };
  try {
    return await route.handle(request, invocation);
  } catch (cause) {
    if (cause instanceof MemberBusyError || cause instanceof AllotmentBusyError) {
      return {
        ...refused(problem(409, "busy", "Busy", "it is being changed by others: send the same again")),
        headers: { "retry-after": "1", "content-type": "application/problem+json; charset=utf-8" },
      };
    }
    invocation.log.error("failed", cause as Error);
    return refused(problem(500, "internal", "Internal error", `our fault; request ${event.requestContext.requestId}`));
  }
}

function structured({ status, body, headers }: HttpAnswer): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode: status, headers: headers ?? {} };
  if (body instanceof Uint8Array) {
    return {
      statusCode: status,
      headers: headers ?? {},
      isBase64Encoded: true,
      body: Buffer.from(body).toString("base64"),
    };
  }
  if (typeof body === "string") return { statusCode: status, headers: headers ?? {}, body };
  return {
    statusCode: status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

/** The handler of one or more routes of the HTTP API, by route key (`POST /v1/events`). */
export function api(name: FunctionName, routes: Record<string, Route>) {
  return invoked<ApiEvent, APIGatewayProxyStructuredResultV2>(name, async (event, invocation) =>
    structured(await answerOf(event, routes, invocation)),
  );
}
