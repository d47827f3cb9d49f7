import { randomBytes } from "node:crypto";
import { dynamoEventLog } from "../../adapters/dynamo/dynamo-events.ts";
import { dynamoVault } from "../../adapters/dynamo/dynamo-vault.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import type { AcceptAnswer } from "../../core/contract/answers.ts";
import { problem } from "../../core/contract/problem.ts";
import { acceptEvents, type Caller, eventsIn } from "../../core/ingestion/accept-events.ts";
import { acceptSegment } from "../../core/ingestion/accept-segment.ts";
import { DoorBusyError, type KeepPorts } from "../../core/ingestion/keep-events.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpAnswer, type HttpRequest, refused } from "../runtime/http.ts";
import { type Invocation, restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("ingestion/accept-events");
const identity = secretIdentity(env.IDENTITY_SECRET);
const ports = {
  vault: dynamoVault(env.VAULT_TABLE),
  log: dynamoEventLog({ events: env.EVENTS_TABLE, vault: env.VAULT_TABLE }, restCounters),
  salt: () => randomBytes(16).toString("base64url"),
  pause,
};

const callerOf = ({ headers, principal }: HttpRequest, { now }: Invocation): Caller => ({
  now,
  region: env.PHONE_REGION,
  mayImport: principal?.scopes.includes("events:import") ?? false,
  language: headers["accept-language"]?.trim().toLowerCase().startsWith("zh") ? "zh-CN" : "en",
});

/** One door: reads the list, keeps the good part of it, says in the log how much of each there was. */
const door =
  <A extends AcceptAnswer>(
    list: "events" | "batch",
    accept: (sent: unknown[], caller: Caller, ports: KeepPorts) => Promise<A>,
    answerOf: (answer: A) => HttpAnswer,
    busy: { status: number; headers: Record<string, string> },
  ) =>
  async (request: HttpRequest, invocation: Invocation): Promise<HttpAnswer> => {
    const sent = eventsIn(request.body, list);
    if (!Array.isArray(sent)) return refused(sent);
    try {
      const answer = await accept(sent, callerOf(request, invocation), { ...ports, hash: await identity() });
      const { accepted, duplicates, rejected } = answer;
      invocation.log.info("events taken in", { keyId: request.principal?.keyId, accepted, duplicates, rejected });
      return answerOf(answer);
    } catch (cause) {
      if (!(cause instanceof DoorBusyError)) throw cause;
      const answer = refused(
        problem(busy.status, "busy", "Busy", "persons are being changed by others: send the same again"),
      );
      return { ...answer, headers: { ...answer.headers, ...busy.headers } };
    }
  };

export const handler = api("ingestion/accept-events", {
  "POST /v1/events": {
    scope: "events:write",
    handle: door(
      "events",
      acceptEvents,
      (answer) => ({ status: answer.accepted + answer.duplicates > 0 ? 202 : 422, body: answer }),
      { status: 409, headers: { "retry-after": "1" } },
    ),
  },
  // Segment's clients give up on 409 and come again after 429.
  "POST /v1/batch": {
    scope: "events:write",
    handle: door("batch", acceptSegment, (answer) => ({ status: 200, body: { success: true, ...answer } }), {
      status: 429,
      headers: { "retry-after": "1" },
    }),
  },
});
