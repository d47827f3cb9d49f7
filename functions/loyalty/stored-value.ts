import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { entriesOf } from "../../adapters/dynamo/member-view-reads.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { problem } from "../../core/contract/problem.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import { PayOutRequest, payOutTopUp } from "../../core/loyalty/stored-value/pay-out.ts";
import { StatementQuery, statementOf } from "../../core/loyalty/stored-value/statement.ts";
import { TopUpRequest, topUp } from "../../core/loyalty/stored-value/top-up.ts";
import { memberGone, type ValuePorts } from "../../core/loyalty/value-call.ts";
import { isMemberId } from "../../core/members/ask-member.ts";
import { envOf } from "../runtime/env.ts";
import { api, refused } from "../runtime/http.ts";
import { movesValue } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/stored-value");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const ports = ({ now }: { now: string }): ValuePorts => ({ store, programmes, now, hash: sha256, pause });
const unknown = refused(problem(404, "member-unknown", "No such member", "nobody is known by this id"));

/** Stored value: topped up, paid out, and a member's statement. */
export const handler = api("loyalty/stored-value", {
  ...movesValue({
    route: "POST /v1/stored-value/top-ups",
    scope: "loyalty:write",
    schema: TopUpRequest,
    move: (asked, call, _, invocation) => topUp(asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/stored-value/top-ups/{id}/refund",
    scope: "loyalty:write",
    schema: PayOutRequest,
    move: (asked, call, { parameters }, invocation) => payOutTopUp(parameters.id ?? "", asked, call, ports(invocation)),
  }),
  "GET /v1/members/{id}/statement": {
    scope: "loyalty:read",
    handle: async ({ parameters, query }) => {
      const asked = StatementQuery.safeParse(query);
      if (!asked.success) {
        const problems = schemaProblems(asked.error.issues);
        return refused(problem(400, "query-invalid", "Query invalid", "the query has mistakes", problems));
      }
      const { id = "" } = parameters;
      if (!isMemberId(id)) return unknown;
      const gone = memberGone(await store.load(id, {}));
      // Whoever was merged into another keeps a statement of the time before.
      if (gone?.status === 404) return unknown;
      const statement = await statementOf(id, asked.data, (limit, before) =>
        entriesOf(env.MEMBERS_TABLE, id, limit, before),
      );
      if (statement.kind === "statement") return { status: 200, body: statement.answer };
      return refused(
        problem(422, "statement-too-long", "Statement too long", "more than 20,000 entries: use the exports"),
      );
    },
  },
});
