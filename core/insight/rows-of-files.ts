import type { Coupon } from "../loyalty/coupons/coupon.ts";
import type { MemberFile, NightStanding } from "./member-file.ts";
import { pointsIn, pointsRows } from "./points-rows.ts";
import type { InsightRows } from "./rows.ts";
import { isSimulatedOrder } from "./simulated-channel.ts";

/** The rows of the campaign review from members' files and their standings at the period's first and last scoring. */
export function rowsOfFiles(
  files: readonly MemberFile[],
  first: ReadonlyMap<string, NightStanding>,
  last: ReadonlyMap<string, NightStanding>,
): InsightRows {
  return {
    members: files.map(({ memberId, accounts = {} }) => ({
      memberId,
      segmentBefore: first.get(memberId)?.segment ?? undefined,
      segmentNow: last.get(memberId)?.segment ?? undefined,
      ...pointsIn(accounts),
    })),
    enrolments: files.flatMap(({ enrolments }) => enrolments),
    messages: files.flatMap(({ messages }) => messages),
    coupons: files.flatMap(({ memberId, coupons }) =>
      coupons.map((coupon) => ({ ...coupon, memberId, journey: giverOf(coupon) })),
    ),
    orders: files.flatMap(({ memberId, orders }) =>
      orders.map((order) => ({ ...order, memberId, simulated: isSimulatedOrder(order.orderKey) })),
    ),
    ledger: files.flatMap(({ memberId, entries }) => pointsRows(memberId, entries)),
    refusals: files.flatMap(({ refusals }) => refusals),
  };
}

/** Under what a coupon's cost is reviewed: the journey that gave it, or whatever else did. */
const giverOf = ({ journey, campaign, offer }: Coupon): string => journey ?? `campaign:${campaign ?? offer}`;
