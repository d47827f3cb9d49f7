import { CommitAnswer, CommitRequest, RefundAnswer, RefundRequest } from "../loyalty/checkout/checkout-schemas.ts";
import { HoldAnswer, HoldRequest, ReleaseRequest } from "../loyalty/checkout/hold-schemas.ts";
import { IdempotencyHeader } from "../loyalty/idempotency.ts";
import type { ApiRoute } from "./api-route.ts";

/** A checkout, from what is reserved to what comes back. What applies is asked by a quote before. */
export const CHECKOUT_ROUTES: readonly ApiRoute[] = [
  {
    method: "post",
    path: "/v1/checkout/hold",
    summary: "Reserve points and stored value for fifteen minutes.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: HoldRequest,
    answer: { status: 201, schema: HoldAnswer },
    refusals: {
      400: "idempotency-key-missing",
      404: "member-unknown",
      409: "too-few-points, too-little-stored-value, busy",
      422: "the body has mistakes; points-beyond-share; idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/checkout/release",
    summary: "Give a hold up.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: ReleaseRequest,
    answer: { status: 200, schema: HoldAnswer },
    refusals: { 404: "hold-unknown, member-unknown", 409: "hold-committed, busy", 422: "idempotency-key-reused" },
  },
  {
    method: "post",
    path: "/v1/checkout/commit",
    summary: "Count a paid order now, with what it used: a paid order always counts, what is missing is a discrepancy.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: CommitRequest,
    answer: { status: 201, schema: CommitAnswer },
    refusals: {
      404: "member-unknown",
      409: "order-of-another, busy: the order is kept and will be counted",
      422: "the body has mistakes; other-currency; idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/checkout/refund",
    summary:
      "Take lines of an order back now, before the money is paid out: what they earned is taken back or withheld, what they used is given back.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: RefundRequest,
    answer: { status: 201, schema: RefundAnswer },
    refusals: {
      404: "order-unknown, member-unknown",
      409: "more-than-was-bought, more-than-was-paid, busy",
      422: "the body has mistakes; unknown-line; other-currency; idempotency-key-reused",
    },
  },
];
