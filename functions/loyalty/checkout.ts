import type * as z from "zod";
import { dynamoEventAppender } from "../../adapters/dynamo/dynamo-events.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { problem } from "../../core/contract/problem.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import { CommitRequest, RefundRequest } from "../../core/loyalty/checkout/checkout-schemas.ts";
import { commitOrder, commitRefund } from "../../core/loyalty/checkout/commit-checkout.ts";
import { type CheckoutPorts, holdCheckout } from "../../core/loyalty/checkout/hold-checkout.ts";
import { HoldRequest, ReleaseRequest } from "../../core/loyalty/checkout/hold-schemas.ts";
import { releaseHold } from "../../core/loyalty/checkout/release-hold.ts";
import { type Call, type CallOutcome, readCall } from "../../core/loyalty/idempotency.ts";
import { programmeHistory } from "../../core/programme/programme-history.ts";
import { shopDay } from "../../core/programme/shop-day.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpAnswer, type Route, refused } from "../runtime/http.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/checkout");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const append = dynamoEventAppender(env.EVENTS_TABLE, restCounters);
const known = new Map();

/** One step of a checkout: its body by a schema, its Idempotency-Key, the rules of its moment. */
function step<S extends z.ZodType>(
  act: string,
  schema: S,
  momentOf: (asked: z.infer<S>) => string | undefined,
  take: (asked: z.infer<S>, call: Call, ports: CheckoutPorts) => Promise<CallOutcome>,
): Record<string, Route> {
  const handle: Route["handle"] = async ({ headers, body, principal }, { now, log }): Promise<HttpAnswer> => {
    const asked = schema.safeParse(body);
    if (!asked.success) {
      const problems = schemaProblems(asked.error.issues);
      return refused(problem(422, "checkout-refused", "Call refused", "the body has mistakes", problems));
    }
    const call = readCall({ keyId: principal?.keyId ?? "", headers, act, body: asked.data }, sha256);
    if ("code" in call) return refused(call);
    const history = programmeHistory(programmes, known);
    const current = await history.current();
    const rules = await history.at(momentOf(asked.data) ?? now);
    const stamp = { now, bookedOn: shopDay(now, current.value.timeZone) };
    const outcome = await take(asked.data, call, { store, rules, stamp, hash: sha256, pause });
    log.info("checkout", { act, outcome: "refused" in outcome ? outcome.refused.code : outcome.status });
    return "refused" in outcome ? refused(outcome.refused) : outcome;
  };
  return { [act]: { scope: "loyalty:write", handle } };
}

/** A checkout at a till or in a shop: hold, release, commit, refund. */
export const handler = api("loyalty/checkout", {
  ...step("POST /v1/checkout/hold", HoldRequest, () => undefined, holdCheckout),
  ...step("POST /v1/checkout/release", ReleaseRequest, () => undefined, releaseHold),
  ...step(
    "POST /v1/checkout/commit",
    CommitRequest,
    ({ paidAt }) => paidAt,
    (asked, call, ports) => commitOrder(asked, call, { ...ports, append }),
  ),
  ...step(
    "POST /v1/checkout/refund",
    RefundRequest,
    ({ refundedAt }) => refundedAt,
    (asked, call, ports) => commitRefund(asked, call, { ...ports, append }),
  ),
});
