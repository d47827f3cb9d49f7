import { sha256 } from "../../adapters/identity/sha256.ts";
import type { Problem } from "../../core/contract/problem.ts";
import { type Call, type CallOutcome, readCall } from "../../core/loyalty/idempotency.ts";
import { type HttpAnswer, type HttpRequest, refused } from "./http.ts";

/** The call that a request makes, once its body was let pass by its schema; or what is wrong with its Idempotency-Key. */
export function callOf({ principal, headers, parameters, body }: HttpRequest, act: string): Call | Problem {
  return readCall({ keyId: principal?.keyId ?? "", headers, act, parameters, body }, sha256);
}

/** What a call came to, as its answer. */
export const answerOfCall = (outcome: CallOutcome): HttpAnswer =>
  "refused" in outcome ? refused(outcome.refused) : outcome;
