import {
  DiscrepancyList,
  DiscrepancyQuery,
  SettleAnswer,
  SettleRequest,
} from "../loyalty/discrepancies/discrepancy-schemas.ts";
import { IdempotencyHeader } from "../loyalty/idempotency.ts";
import type { ApiRoute } from "./api-route.ts";

/** Routes of what orders were found to lack: for finance. */
export const DISCREPANCY_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/v1/discrepancies",
    summary: "Orders that used what wasn't there any more, over all members, by the day of booking.",
    scope: "exports:read",
    parameters: { query: DiscrepancyQuery },
    answer: { status: 200, schema: DiscrepancyList },
    refusals: { 400: "query-invalid" },
  },
  {
    method: "post",
    path: "/v1/discrepancies/settle",
    summary: "Settle an order's discrepancies; who does it and why are on record for good. No value moves.",
    scope: "loyalty:operate",
    parameters: { header: IdempotencyHeader },
    body: SettleRequest,
    answer: { status: 200, schema: SettleAnswer },
    refusals: {
      404: "discrepancy-unknown",
      409: "already-settled, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
];
