import * as z from "zod";
import { AdjustmentAnswer, AdjustmentRequest } from "../loyalty/adjust-points.ts";
import { IdempotencyHeader } from "../loyalty/idempotency.ts";
import { MergeAnswer, MergeRequest } from "../loyalty/merge-accounts.ts";
import { ReferAnswer, ReferRequest } from "../loyalty/referral/refer-friend.ts";
import { ReferralCodeAnswer } from "../loyalty/referral/referral-code.ts";
import { ReferralAnswer } from "../loyalty/referral/show-referral.ts";
import { GiveBackRequest, SpendAnswer, SpendRequest } from "../loyalty/spend-points.ts";
import { PayOutAnswer, PayOutRequest } from "../loyalty/stored-value/pay-out.ts";
import { StatementAnswer, StatementQuery } from "../loyalty/stored-value/statement.ts";
import { TopUpAnswer, TopUpRequest } from "../loyalty/stored-value/top-up.ts";
import { TransferAnswer, TransferRequest } from "../loyalty/transfer-points.ts";
import type { ApiRoute } from "./api-route.ts";

const id = z.object({ id: z.string() });

/** Routes that move value beside checkout and coupons: points, stored value, referral. */
export const VALUE_ROUTES: readonly ApiRoute[] = [
  {
    method: "post",
    path: "/v1/points/spends",
    summary: "Spend points outside a checkout: paid out in cash, for a gift, an experience, a service.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: SpendRequest,
    answer: { status: 201, schema: SpendAnswer },
    refusals: {
      404: "member-unknown",
      409: "too-few-points, id-used, member-merged, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/points/spends/{id}/give-back",
    summary: "Give a spend back whole, to the very lots that it took.",
    scope: "loyalty:write",
    parameters: { path: id, header: IdempotencyHeader },
    body: GiveBackRequest,
    answer: { status: 200, schema: SpendAnswer },
    refusals: {
      404: "member-unknown, spend-unknown, id-unknown",
      409: "member-merged, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/points/transfers",
    summary: "Move points from one member to another, both in one transaction; their last day goes along.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: TransferRequest,
    answer: { status: 201, schema: TransferAnswer },
    refusals: {
      404: "member-unknown",
      409: "too-few-points, too-many-lots, account-full, id-used, member-merged, busy",
      422: "call-refused, transfer-to-oneself, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/points/adjustments",
    summary: "Add or take points by hand; who does it and why are on record for good.",
    scope: "loyalty:operate",
    parameters: { header: IdempotencyHeader },
    body: AdjustmentRequest,
    answer: { status: 201, schema: AdjustmentAnswer },
    refusals: {
      404: "member-unknown",
      409: "too-few-points, account-full, id-used, member-merged, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/members/{id}/merge-accounts",
    summary:
      "Move all points and stored value of a member, and what is owed, to another, lot by lot: two members are one person.",
    scope: "loyalty:operate",
    parameters: { path: id, header: IdempotencyHeader },
    body: MergeRequest,
    answer: { status: 200, schema: MergeAnswer },
    refusals: {
      404: "member-unknown, id-unknown",
      409: "nothing-to-merge, hold-stands, account-full, id-used, member-merged, busy",
      422: "call-refused, merge-into-itself, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/stored-value/top-ups",
    summary: "Pay in: the principal is credited, and on top the bonus of the last step that it reaches.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: TopUpRequest,
    answer: { status: 201, schema: TopUpAnswer },
    refusals: {
      404: "member-unknown",
      409: "balance-cap, id-used, member-merged, busy",
      422: "call-refused, other-currency, top-up-out-of-bounds, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/stored-value/top-ups/{id}/refund",
    summary: "Pay out the principal that is left of a top-up; what is left of its bonus is taken back.",
    scope: "loyalty:write",
    parameters: { path: id, header: IdempotencyHeader },
    body: PayOutRequest,
    answer: { status: 200, schema: PayOutAnswer },
    refusals: {
      404: "member-unknown, top-up-unknown, id-unknown",
      409: "nothing-left, id-used, member-merged, busy",
      422: "call-refused, idempotency-key-reused",
    },
  },
  {
    method: "post",
    path: "/v1/members/{id}/referral-code",
    summary: "The member's own code to bring friends with: the same each time it is asked for.",
    scope: "loyalty:write",
    parameters: { path: id },
    answer: { status: 200, schema: ReferralCodeAnswer },
    refusals: { 404: "member-unknown", 409: "member-merged, busy" },
  },
  {
    method: "post",
    path: "/v1/referrals",
    summary: "A new member names the code of the one who brought them; both are rewarded once a first order is kept.",
    scope: "loyalty:write",
    parameters: { header: IdempotencyHeader },
    body: ReferRequest,
    answer: { status: 201, schema: ReferAnswer },
    refusals: {
      404: "code-unknown, member-unknown",
      409: "already-referred, not-registered, too-late, already-ordered, referral-ring, referral-off, referrer-gone, member-merged, busy",
      422: "call-refused, self-referral, idempotency-key-reused",
    },
  },
  {
    method: "get",
    path: "/v1/members/{id}/referral",
    summary: "Who brought a member, and what came of it.",
    scope: "loyalty:read",
    parameters: { path: id },
    answer: { status: 200, schema: ReferralAnswer },
    refusals: { 404: "referral-unknown" },
  },
  {
    method: "get",
    path: "/v1/members/{id}/statement",
    summary: "The entries of one account between two days, with the balances before and after.",
    scope: "loyalty:read",
    parameters: { path: id, query: StatementQuery },
    answer: { status: 200, schema: StatementAnswer },
    refusals: { 400: "query-invalid", 404: "member-unknown", 422: "statement-too-long" },
  },
];
