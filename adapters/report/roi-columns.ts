import type { Estimate, LiftPlan } from "../../core/insight/incremental.ts";
import type { ReportModel } from "../../core/insight/report-model.ts";
import type { Campaign } from "../../core/insight/roi.ts";

/** Money in major units with two decimals (totals) or four (per member); shares as fractions; counts whole. */
export type ColumnKind = "text" | "count" | "money" | "money-per-member" | "share" | "number";

export interface RoiColumn {
  /** Name in the CSV. */
  key: string;
  /** Heading in the workbook. */
  heading: string;
  kind: ColumnKind;
  value(campaign: Campaign, model: ReportModel): string | number | null | undefined;
}

const column = (
  key: string,
  heading: string,
  kind: ColumnKind,
  value: (campaign: Campaign, model: ReportModel) => string | number | null | undefined,
): RoiColumn => ({ key, heading, kind, value });

function estimateColumns(key: string, heading: string, of: (campaign: Campaign) => Estimate | undefined): RoiColumn[] {
  return [
    column(`${key}_per_member`, `${heading} per treated member`, "money-per-member", (row) => of(row)?.difference),
    column(`${key}_per_member_low`, `${heading} per member, 95 % from`, "money-per-member", (row) => of(row)?.low),
    column(`${key}_per_member_high`, `${heading} per member, 95 % to`, "money-per-member", (row) => of(row)?.high),
    column(`${key}_total`, `${heading} in all`, "money", (row) => of(row)?.totalMinor),
    column(`${key}_total_low`, `${heading} in all, 95 % from`, "money", (row) => of(row)?.totalLowMinor),
    column(`${key}_total_high`, `${heading} in all, 95 % to`, "money", (row) => of(row)?.totalHighMinor),
    column(`${key}_degrees_of_freedom`, `${heading}: degrees of freedom`, "number", (row) => of(row)?.df),
  ];
}

function planColumns(key: string, heading: string, of: (campaign: Campaign) => LiftPlan | undefined): RoiColumn[] {
  return [
    column(`${key}_lift`, `${heading}: lift per member`, "money-per-member", (row) => of(row)?.liftMinor),
    column(`${key}_power`, `${heading}: power now`, "share", (row) => of(row)?.power),
    column(`${key}_members_needed`, `${heading}: members needed`, "count", (row) => of(row)?.membersNeeded),
    column(
      `${key}_members_still_needed`,
      `${heading}: members still needed`,
      "count",
      (row) => of(row)?.membersStillNeeded,
    ),
    column(`${key}_weeks_still_needed`, `${heading}: weeks still needed`, "count", (row) => of(row)?.weeksStillNeeded),
  ];
}

const day = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);

/** The columns of finance's export: the CSV and the workbook are made of these, so they can't differ. */
export const ROI_COLUMNS: readonly RoiColumn[] = [
  column("journey", "Journey", "text", ({ journey }) => journey),
  column("name", "Name", "text", ({ journey }, model) => model.journeyNames[journey]?.en),
  column("from", "From", "text", (_, model) => model.from),
  column("as_of", "As of", "text", (_, model) => model.asOf),
  column("currency", "Currency", "text", (_, model) => model.programme.currency),
  column("enrolled", "Members enrolled", "count", (row) => row.enrolled),
  column("treated", "Treated", "count", (row) => row.treated),
  column("held_out", "Held out", "count", (row) => row.heldOut),
  column("enrolments", "Enrolments", "count", (row) => row.enrolments),
  column("reached", "Members reached", "count", (row) => row.reached),
  column("sent", "Messages sent", "count", (row) => row.sent),
  column("sent_sms", "by SMS", "count", (row) => row.sentByChannel.sms ?? 0),
  column("sent_email", "by mail", "count", (row) => row.sentByChannel.email ?? 0),
  column("sent_unclear", "of which unclear", "count", (row) => row.unclear),
  column("coupons_issued", "Coupons issued", "count", (row) => row.couponsIssued),
  column("coupons_redeemed", "Coupons redeemed", "count", (row) => row.couponsRedeemed),
  column("coupons_redeemed_simulated", "of which SIMULATED", "count", (row) => row.couponsSimulated),
  column("bought", "Treated who bought", "count", (row) => row.bought),
  column("held_out_bought", "Held out who bought", "count", (row) => row.heldOutBought),
  column("orders", "Orders of the treated", "count", (row) => row.orders),
  column("orders_simulated", "of which SIMULATED", "count", (row) => row.ordersSimulated),
  column("revenue", "Revenue", "money", (row) => row.revenueMinor),
  column("margin_assumed", "Margin (ASSUMED)", "money", (row) => row.marginMinor),
  column("cost_coupons", "Coupons at redemption", "money", (row) => row.costs.couponsMinor),
  column("cost_points", "Points at liability", "money", (row) => row.costs.pointsMinor),
  column("cost_messages", "Message fees", "money", (row) => row.costs.messagesMinor),
  column("cost_total", "Cost", "money", (row) => row.costs.totalMinor),
  column("roi", "Gross ROI", "share", (row) => row.roi),
  column("verdict", "Verdict", "text", (row) => row.increment.verdict),
  column("verdict_because", "Because", "text", (row) => row.increment.because),
  column("compared_treated", "Treated, window over", "count", (row) => row.increment.treated.finished),
  column("compared_held_out", "Held out, window over", "count", (row) => row.increment.heldOut.finished),
  column("unfinished_treated", "Treated, window open", "count", (row) => row.increment.treated.unfinished),
  column("unfinished_held_out", "Held out, window open", "count", (row) => row.increment.heldOut.unfinished),
  column("unfinished_until", "Last window ends", "text", (row) => day(row.increment.unfinishedUntilMs)),
  column("buyers_treated", "Buyers compared, treated", "count", (row) => row.increment.treated.buyers),
  column("buyers_held_out", "Buyers compared, held out", "count", (row) => row.increment.heldOut.buyers),
  column(
    "mean_margin_treated",
    "Mean margin, treated",
    "money-per-member",
    (row) => row.increment.treated.meanMarginMinor,
  ),
  column(
    "mean_margin_held_out",
    "Mean margin, held out",
    "money-per-member",
    (row) => row.increment.heldOut.meanMarginMinor,
  ),
  ...estimateColumns("incremental_before_cost", "Incremental margin before cost", (row) => row.increment.beforeCost),
  ...estimateColumns("incremental_after_cost", "Incremental margin after cost", (row) => row.increment.afterCost),
  column(
    "adjusted_after_cost_per_member",
    "After cost, adjusted for 180 days before",
    "money-per-member",
    (row) => row.increment.afterCostAdjusted?.difference,
  ),
  column(
    "adjusted_after_cost_per_member_low",
    "adjusted, 95 % from",
    "money-per-member",
    (row) => row.increment.afterCostAdjusted?.low,
  ),
  column(
    "adjusted_after_cost_per_member_high",
    "adjusted, 95 % to",
    "money-per-member",
    (row) => row.increment.afterCostAdjusted?.high,
  ),
  column(
    "minimum_detectable_per_member",
    "Smallest lift seen 8 times in 10",
    "money-per-member",
    (row) => row.increment.minimumDetectableMinor,
  ),
  ...planColumns("observed", "Observed lift", (row) => row.increment.atObserved),
  ...planColumns("target", "Lift of a tenth", (row) => row.increment.atTarget),
  column("members_for_verdict", "Members before a verdict is given", "count", (row) => row.increment.membersForVerdict),
];

const DECIMALS: Record<ColumnKind, number> = {
  text: 0,
  count: 0,
  money: 2,
  "money-per-member": 4,
  share: 4,
  number: 2,
};

/** A cell as every export has it: money in major units, rounded once, so that files agree to the last digit. */
export function roiCell(column: RoiColumn, campaign: Campaign, model: ReportModel): string | number | null {
  const value = column.value(campaign, model) ?? null;
  if (typeof value !== "number") return value;
  const major = column.kind === "money" || column.kind === "money-per-member" ? value / 100 : value;
  return Number(major.toFixed(DECIMALS[column.kind]));
}
