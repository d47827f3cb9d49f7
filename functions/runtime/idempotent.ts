import type * as z from "zod";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { sourceId } from "../../core/contract/event.ts";
import { type Problem, problem } from "../../core/contract/problem.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import type { Scope } from "../../core/contract/scopes.ts";
import { type Call, type CallOutcome, readCall } from "../../core/loyalty/idempotency.ts";
import { type HttpAnswer, type HttpRequest, type Route, refused } from "./http.ts";
import type { Invocation } from "./invocation.ts";

/** The call that a request makes, once its body was let pass by its schema; or what is wrong with its Idempotency-Key. */
export function callOf({ principal, headers, parameters, body }: HttpRequest, act: string): Call | Problem {
  return readCall({ keyId: principal?.keyId ?? "", headers, act, parameters, body }, sha256);
}

/** What a call came to, as its answer. */
export const answerOfCall = (outcome: CallOutcome): HttpAnswer =>
  "refused" in outcome ? refused(outcome.refused) : outcome;

/** What a body that its schema doesn't let pass is answered. */
export const bodyRefused = (error: z.ZodError): HttpAnswer =>
  refused(problem(422, "call-refused", "Call refused", "the body has mistakes", schemaProblems(error.issues)));

/** One act of the API that moves value. */
export interface ValueAct<S extends z.ZodType> {
  /** Its route key: `POST /v1/points/spends`. */
  route: string;
  scope: Scope;
  schema: S;
  move: (asked: z.infer<S>, call: Call, request: HttpRequest, invocation: Invocation) => Promise<CallOutcome>;
}

/** The route of an act that moves value: its body is read, then its Idempotency-Key, then it is done. */
export function movesValue<S extends z.ZodType>({ route, scope, schema, move }: ValueAct<S>): Record<string, Route> {
  return {
    [route]: {
      scope,
      handle: async (request, invocation) => {
        const asked = schema.safeParse(request.body);
        if (!asked.success) return bodyRefused(asked.error);
        const { id } = request.parameters;
        if (id !== undefined && !sourceId.safeParse(id).success) {
          return refused(problem(404, "id-unknown", "No such id", "nothing can be known by this id"));
        }
        const call = callOf(request, route);
        if ("code" in call) return refused(call);
        const outcome = await move(asked.data, call, request, invocation);
        const how = "refused" in outcome ? outcome.refused.code : "done";
        invocation.log.info("value moved", { route, keyId: request.principal?.keyId, outcome: how });
        return answerOfCall(outcome);
      },
    },
  };
}
