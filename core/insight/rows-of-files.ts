import type { MemberFile, NightStanding } from "./member-file.ts";
import type { InsightRows } from "./rows.ts";
import { isSimulatedOrder } from "./simulated-channel.ts";

/** The rows of the campaign review from members' files and their standings at the period's first and last scoring. */
export function rowsOfFiles(
  files: readonly MemberFile[],
  first: ReadonlyMap<string, NightStanding>,
  last: ReadonlyMap<string, NightStanding>,
): InsightRows {
  return {
    members: files.map(({ memberId, account }) => ({
      memberId,
      segmentBefore: first.get(memberId)?.segment ?? undefined,
      segmentNow: last.get(memberId)?.segment ?? undefined,
      pointsBalance: account?.balance ?? 0,
      pointsOwed: account?.owed ?? 0,
    })),
    enrolments: files.flatMap(({ enrolments }) => enrolments),
    messages: files.flatMap(({ messages }) => messages),
    coupons: files.flatMap(({ memberId, coupons }) => coupons.map((coupon) => ({ ...coupon, memberId }))),
    orders: files.flatMap(({ memberId, orders }) =>
      orders.map((order) => ({ ...order, memberId, simulated: isSimulatedOrder(order.orderKey) })),
    ),
    ledger: files.flatMap(({ memberId, entries }) => entries.map((entry) => ({ ...entry, memberId }))),
    refusals: files.flatMap(({ refusals }) => refusals),
  };
}
