import * as z from "zod";
import { IdempotencyHeader } from "../loyalty/idempotency.ts";
import { ClaimAnswer, ClaimRequest } from "../loyalty/offers/claim-offer.ts";
import { IssueAnswer, IssueRequest } from "../loyalty/offers/issue-to-audience.ts";
import type { ApiRoute } from "./api-route.ts";

const code = z.object({ code: z.string() });

/** Routes that give coupons of offers within their limits. */
export const OFFER_ROUTES: readonly ApiRoute[] = [
  {
    method: "post",
    path: "/v1/offers/{code}/claim",
    summary: "Claim a coupon by a code for everybody, within the offer's limits.",
    scope: "loyalty:write",
    parameters: { path: code, header: IdempotencyHeader },
    body: ClaimRequest,
    answer: { status: 201, schema: ClaimAnswer },
    refusals: {
      404: "offer-unknown, member-unknown",
      409: "limit-reached, budget-exhausted, already-claimed, claim-not-open, claim-closed, member-merged, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/offers/{code}/issues",
    summary:
      "Issue an offer, by its id, to up to 100 members: each gets one coupon under the issue's name, however often it is sent.",
    scope: "loyalty:operate",
    parameters: { path: code },
    body: IssueRequest,
    answer: { status: 200, schema: IssueAnswer },
    refusals: { 404: "offer-unknown", 409: "offer-over, busy: send the same again", 422: "call-refused" },
  },
];
