import * as z from "zod";
import { IdempotencyHeader } from "../loyalty/idempotency.ts";
import { LotteryAnswer } from "../loyalty/lottery/publish-lottery.ts";
import { MallAnswer, MallMove, MallRequest, RedemptionAnswer } from "../loyalty/mall/mall-schemas.ts";
import type { ApiRoute } from "./api-route.ts";

const id = z.object({ id: z.string() });

/** Routes of the mall and its lotteries. */
export const MALL_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/v1/mall",
    summary: "What points can be had for now, and how much of it is left.",
    scope: "loyalty:read",
    answer: { status: 200, schema: MallAnswer },
  },
  {
    method: "post",
    path: "/v1/mall/redemptions",
    summary: "Give an article for a member's points: points, stock, coupon or ticket in one transaction.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: MallRequest,
    answer: { status: 201, schema: RedemptionAnswer },
    refusals: {
      404: "item-unknown, member-unknown",
      409: "sold-out, too-few-points, member-limit-reached, not-on-sale, member-merged, busy",
      422: "call-refused, handover-missing, store-missing, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/mall/redemptions/{id}/state",
    summary: "Move a redemption on, or cancel it: points and stock are given back.",
    scope: "loyalty:write",
    parameters: { path: id, header: IdempotencyHeader },
    body: MallMove,
    answer: { status: 200, schema: RedemptionAnswer },
    refusals: {
      404: "redemption-unknown, member-unknown",
      409: "redemption-state, member-merged, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
  {
    method: "get",
    path: "/v1/mall/redemptions/{id}",
    summary: "How far a redemption is.",
    scope: "loyalty:read",
    parameters: { path: id, query: z.object({ memberId: z.string() }) },
    answer: { status: 200, schema: RedemptionAnswer },
    refusals: { 404: "redemption-unknown" },
  },
  {
    method: "get",
    path: "/v1/lotteries/{id}",
    summary:
      "Everything that is known of a lottery: its odds from the beginning; once drawn, all that the draw follows from.",
    answer: { status: 200, schema: LotteryAnswer },
    refusals: { 404: "lottery-unknown" },
  },
];
