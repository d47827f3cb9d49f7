import * as z from "zod";
import { RedeemRequest } from "../loyalty/coupons/redeem-coupon.ts";
import { IdempotencyHeader } from "../loyalty/idempotency.ts";
import { Journey } from "../programme/programme.ts";
import { AcceptAnswer, MemberViewAnswer, RedeemAnswer, SegmentAnswer } from "./answers.ts";
import type { ApiRoute } from "./api-route.ts";
import { CHECKOUT_ROUTES } from "./checkout-routes.ts";
import { DISCREPANCY_ROUTES } from "./discrepancy-routes.ts";
import { ChannelEvent, MAX_EVENTS_PER_CALL } from "./event.ts";
import { Health } from "./health.ts";
import { MALL_ROUTES } from "./mall-routes.ts";
import { OFFER_ROUTES } from "./offer-routes.ts";
import { QUOTE_ROUTES } from "./quote-routes.ts";
import { VALUE_ROUTES } from "./value-routes.ts";

const saved = z.looseObject({ version: z.int(), value: Journey, savedAt: z.string(), savedBy: z.string() });
const id = z.object({ id: z.string() });
const page = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: "items of the timeline, 25 unless said" }),
  cursor: z.string().optional().meta({ description: "`timeline.next` of the page before" }),
});
const who = z.object({
  customerId: z.string().optional(),
  unionId: z.string().optional(),
  phone: z.string().optional().meta({ description: "E.164 with + as %2B, or as dialled in the deployment's country" }),
  email: z.string().optional(),
});
const segmentBatch = z.object({
  batch: z
    .array(z.looseObject({ type: z.string(), messageId: z.string(), timestamp: z.string() }))
    .max(MAX_EVENTS_PER_CALL),
});
const events = z.strictObject({ events: z.array(ChannelEvent).min(1).max(MAX_EVENTS_PER_CALL) });

export const ROUTES: readonly ApiRoute[] = [
  {
    method: "post",
    path: "/v1/events",
    summary: "Post up to 500 events. The good part of a call counts; what is wrong is answered item by item.",
    scope: "events:write",
    body: events,
    answer: { status: 202, schema: AcceptAnswer },
    refusals: {
      409: "busy: the same persons are being changed by too many at once; send the same again",
      413: "more than 1,000,000 bytes",
      422: "no event of the call counts, or the call as a whole makes no sense",
    },
  },
  {
    method: "post",
    path: "/v1/batch",
    summary: "Post a batch by Segment's protocol (HTTP Basic, the key as user name). Answers what was not newly kept.",
    scope: "events:write",
    body: segmentBatch,
    answer: { status: 200, schema: SegmentAnswer },
    refusals: { 413: "more than 1,000,000 bytes", 422: "the call as a whole makes no sense", 429: "busy: come again" },
  },
  {
    method: "get",
    path: "/v1/members/{id}",
    summary: "See a member whole, with a page of the timeline, newest first.",
    scope: "members:read",
    parameters: { path: id, query: page },
    answer: { status: 200, schema: MemberViewAnswer },
    refusals: { 400: "cursor-invalid, limit-invalid", 404: "member-unknown" },
  },
  {
    method: "get",
    path: "/v1/members",
    summary: "The same, by one of customerId, unionId, phone, email.",
    scope: "members:read",
    parameters: { query: who.extend(page.shape) },
    answer: { status: 200, schema: MemberViewAnswer },
    refusals: { 400: "query-invalid, cursor-invalid, limit-invalid", 404: "member-unknown" },
  },
  {
    method: "post",
    path: "/v1/coupons/{code}/redeem",
    summary: "Use a coupon on an order, once: the same channel, order and code again get the first answer.",
    scope: "coupons:redeem",
    parameters: { path: z.object({ code: z.string() }), header: IdempotencyHeader },
    body: RedeemRequest,
    answer: { status: 200, schema: RedeemAnswer },
    refusals: {
      404: "coupon-unknown",
      409: "coupon-used, coupon-held, busy",
      410: "coupon-lapsed",
      422: "coupon-does-not-fit, redemption-refused, idempotency-key-reused",
    },
  },
  ...CHECKOUT_ROUTES,
  ...QUOTE_ROUTES,
  ...OFFER_ROUTES,
  ...MALL_ROUTES,
  ...VALUE_ROUTES,
  ...DISCREPANCY_ROUTES,
  {
    method: "get",
    path: "/v1/programme/journeys",
    summary: "List the journeys, each in the version that is in force.",
    scope: "journeys:read",
    answer: { status: 200, schema: z.looseObject({ journeys: z.array(saved) }) },
  },
  {
    method: "get",
    path: "/v1/programme/journeys/{id}",
    summary: "One journey; its version is the ETag.",
    scope: "journeys:read",
    parameters: { path: id },
    answer: { status: 200, schema: saved },
    refusals: { 404: "journey-unknown" },
  },
  {
    method: "get",
    path: "/v1/programme/journeys/{id}/versions",
    summary: "The versions of a journey, latest first, with who and when.",
    scope: "journeys:read",
    parameters: { path: id },
    answer: { status: 200, schema: z.looseObject({ versions: z.array(saved) }) },
    refusals: { 404: "journey-unknown" },
  },
  {
    method: "put",
    path: "/v1/programme/journeys/{id}",
    summary: "Change a journey: checked, then a new version. Nobody who is inside is moved.",
    scope: "journeys:write",
    parameters: {
      path: id,
      header: z.object({ "if-match": z.string().meta({ description: "the version that was changed" }) }),
    },
    body: Journey,
    answer: { status: 200, schema: saved },
    refusals: { 412: "somebody else changed it meanwhile", 422: "it makes no sense", 428: "If-Match is missing" },
  },
  {
    method: "get",
    path: "/v1/exports",
    summary: "List the exports.",
    scope: "exports:read",
    answer: { status: 200, schema: z.looseObject({}) },
  },
  {
    method: "get",
    path: "/v1/exports/{name}",
    summary: "One export, as CSV, Parquet, Excel, JSON lines or HTML by its name.",
    scope: "exports:read",
    parameters: { path: z.object({ name: z.string() }) },
    answer: { status: 200, schema: z.string(), type: "application/octet-stream" },
    refusals: { 404: "no such export" },
  },
  {
    method: "get",
    path: "/v1/health",
    summary: "How the stage is doing; in local and test stages with the lag of each hop, and whether all is at rest.",
    answer: { status: 200, schema: Health },
  },
  {
    method: "get",
    path: "/v1/openapi.json",
    summary: "This document.",
    answer: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
  },
];
