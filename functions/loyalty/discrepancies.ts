import { dynamoDiscrepancies } from "../../adapters/dynamo/dynamo-discrepancies.ts";
import { problem } from "../../core/contract/problem.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import { DiscrepancyQuery, SettleRequest } from "../../core/loyalty/discrepancies/discrepancy-schemas.ts";
import { listDiscrepancies } from "../../core/loyalty/discrepancies/list-discrepancies.ts";
import { settleDiscrepancy } from "../../core/loyalty/discrepancies/settle-discrepancy.ts";
import { envOf } from "../runtime/env.ts";
import { api, refused } from "../runtime/http.ts";
import { movesValue } from "../runtime/idempotent.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/discrepancies");
const store = dynamoDiscrepancies(env.MEMBERS_TABLE, pause);

/** What paid orders were found to lack: listed for finance, and settled by an operator's word. */
export const handler = api("loyalty/discrepancies", {
  "GET /v1/discrepancies": {
    scope: "exports:read",
    handle: async ({ query }) => {
      const asked = DiscrepancyQuery.safeParse(query);
      if (asked.success) return { status: 200, body: await listDiscrepancies(asked.data, store) };
      const problems = schemaProblems(asked.error.issues);
      return refused(problem(400, "query-invalid", "Query invalid", "the query has mistakes", problems));
    },
  },
  ...movesValue({
    route: "POST /v1/discrepancies/settle",
    scope: "loyalty:operate",
    schema: SettleRequest,
    move: (asked, call, _, { now }) => settleDiscrepancy(asked, call, { store, now, pause }),
  }),
});
