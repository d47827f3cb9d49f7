import type { ReportModel } from "../../core/insight/report-model.ts";

const lines = (rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const moment = (ms: number): string => new Date(ms).toISOString();

/** Every order as the review counts it: revenue and assumed margin net of refunds, points net of what was taken back. */
export function ordersJsonl({ orders }: ReportModel): string {
  return lines(
    orders.map(({ memberId, orderKey, paidAt, paidOn, simulated, revenueMinor, marginMinor, points }) => ({
      memberId,
      orderKey,
      paidAt,
      paidOn,
      simulated,
      revenueMinor,
      marginMinor,
      points,
    })),
  );
}

/** Every row of every comparison: one per member and journey, the first window's margin and what it cost. */
export function outcomesJsonl({ outcomes }: ReportModel): string {
  return lines(
    outcomes.map(({ memberId, journey, arm, first, finished, orders, marginMinor, priorMarginMinor, costMilli }) => ({
      memberId,
      journey,
      arm,
      enteredAt: moment(first.fromMs),
      windowEndsAt: moment(first.untilMs),
      finished,
      orders,
      marginMinor,
      priorMarginMinor,
      costMilli,
    })),
  );
}
