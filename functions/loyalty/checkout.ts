import { dynamoEventAppender } from "../../adapters/dynamo/dynamo-events.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { CommitRequest, RefundRequest } from "../../core/loyalty/checkout/checkout-schemas.ts";
import { type CommitPorts, commitOrder, commitRefund } from "../../core/loyalty/checkout/commit-checkout.ts";
import { holdCheckout } from "../../core/loyalty/checkout/hold-checkout.ts";
import { HoldRequest, ReleaseRequest } from "../../core/loyalty/checkout/hold-schemas.ts";
import { releaseHold } from "../../core/loyalty/checkout/release-hold.ts";
import type { ValuePorts } from "../../core/loyalty/value-call.ts";
import { programmeHistory } from "../../core/programme/programme-history.ts";
import { shopDay } from "../../core/programme/shop-day.ts";
import { envOf } from "../runtime/env.ts";
import { api } from "../runtime/http.ts";
import { movesValue } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/checkout");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const append = dynamoEventAppender(env.EVENTS_TABLE, restCounters);
const known = new Map();

const ports = ({ now }: { now: string }): ValuePorts => ({ store, programmes, now, hash: sha256, pause });

/** An order is decided by the rules that were in force when it was paid. */
async function commitPorts(happenedAt: string, { now }: { now: string }): Promise<CommitPorts> {
  const history = programmeHistory(programmes, known);
  const { timeZone } = (await history.current()).value;
  const rules = await history.at(happenedAt);
  return { store, rules, stamp: { now, bookedOn: shopDay(now, timeZone) }, now, hash: sha256, pause, append };
}

/** A checkout at a till or in a shop: hold, release, commit, refund. */
export const handler = api("loyalty/checkout", {
  ...movesValue({
    route: "POST /v1/checkout/hold",
    scope: "loyalty:write",
    schema: HoldRequest,
    move: (asked, call, _, invocation) => holdCheckout(asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/checkout/release",
    scope: "loyalty:write",
    schema: ReleaseRequest,
    move: (asked, call, _, invocation) => releaseHold(asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/checkout/commit",
    scope: "loyalty:write",
    schema: CommitRequest,
    move: async (asked, call, _, invocation) => commitOrder(asked, call, await commitPorts(asked.paidAt, invocation)),
  }),
  ...movesValue({
    route: "POST /v1/checkout/refund",
    scope: "loyalty:write",
    schema: RefundRequest,
    move: async (asked, call, _, invocation) =>
      commitRefund(asked, call, await commitPorts(asked.refundedAt, invocation)),
  }),
});
