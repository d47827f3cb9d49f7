import type { ArmFigures, LiftPlan, Verdict, VerdictReason } from "../../core/insight/incremental.ts";
import type { CheckName } from "../../core/insight/reconcile.ts";
import type { ReportModel } from "../../core/insight/report-model.ts";

/** Every word of the report in one language. */
export interface Words {
  title: string;
  period(from: string, asOf: string): string;
  theme: string;
  simulatedBadge: string;
  assumedBadge: string;
  simulatedRedemptions(count: string): string;
  simulatedOrders(count: string, share: string | undefined): string;
  nothingSimulated: string;
  reconciled(checks: number): string;
  gaps(count: number): string;

  members: string;
  active: string;
  orders: string;
  netRevenue: string;
  messagesSent: string;

  earned: string;
  earnedHint: string;
  verdict: Record<Verdict, string>;
  because(reason: VerdictReason, smallerArm: ArmFigures, membersForVerdict: string | undefined): string;
  afterCostTotal: string;
  between(low: string, high: string): string;
  perMember(figure: string): string;
  compared(treated: string, heldOut: string): string;
  unfinished(treated: string, heldOut: string, until: string): string;
  observedPlan(plan: SpokenPlan): string;
  targetPlan(plan: SpokenPlan): string;
  noComparison: string;

  intervals: string;
  intervalsHint: string;
  beforeCost: string;
  afterCost: string;

  funnels: string;
  funnelsHint: string;
  enrolled: string;
  treated: string;
  heldOut: string;
  reached: string;
  redeemed: string;
  bought: string;
  heldOutBought: string;

  table: string;
  tableHint: string;
  campaign: string;
  sent: string;
  couponsIssued: string;
  couponsRedeemed: string;
  revenue: string;
  margin: string;
  costCoupons: string;
  costPoints: string;
  costMessages: string;
  costTotal: string;
  roi: string;
  incrementBefore: string;
  incrementAfter: string;
  adjusted: string;
  smallestLift: string;
  stillNeeded: string;
  membersAndWeeks(members: string, weeks: string): string;
  weeks(count: number): string;

  movement: string;
  movementHint: string;
  fromTo: string;
  unscored: string;
  movementNone: string;

  ledger: string;
  ledgerHint: string;
  points: string;
  openingBefore(day: string): string;
  entryKind(kind: string): string;
  closingOf(day: string): string;
  closingLiability: string;
  bookedLater: string;
  sharedOrders: string;
  check(name: CheckName): string;
  checkColumn: string;
  ledgerColumn: string;
  reportColumn: string;
  differenceColumn: string;

  outbox: string;
  outboxHint(shown: string, total: string): string;
  outboxFilter: string;
  channel: Record<"sms" | "email", string>;
  messageState: Record<"claimed" | "sent" | "refused" | "unclear", string>;
  empty: string;

  refusals: string;
  refusalsHint: string;
  notesTitle: string;
  notes(model: ReportModel): string[];
}

/** A plan with its figures in words; `needed` and its like are undefined where no number would do. */
export interface SpokenPlan {
  lift: string;
  power: string;
  needed: string | undefined;
  stillNeeded: string | undefined;
  weeks: string | undefined;
  done: boolean;
}

/** Whether a plan's members are all there, windows over. */
export function isDone(plan: LiftPlan): boolean {
  return plan.membersNeeded !== null && plan.weeksStillNeeded === 0;
}
