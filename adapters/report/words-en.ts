import { BUYERS_AT_LEAST } from "../../core/insight/incremental.ts";
import type { CheckName } from "../../core/insight/reconcile.ts";
import { figuresFor } from "./figures.ts";
import type { SpokenPlan, Words } from "./words.ts";

const CHECKS: Record<CheckName, string> = {
  "movements-make-closing": "Opening and movements make the closing",
  "entries-make-balances": "All entries make the members' balances, less what they owe",
  "members-off-balance": "Members whose entries don't make their balance",
  "members-with-numbering-gaps": "Members with a missing or doubled entry number",
  "earned-on-order-lines": "Points earned: on the orders' lines, in the ledger",
  "taken-back-on-order-lines": "Points taken back: on the orders' lines, in the ledger",
  "points-of-campaigns": "Points inside and outside of campaigns make the ledger's closing",
  "coupon-cost-of-campaigns": "Coupons redeemed: by coupon, by campaign",
  "coupons-without-their-order": "Coupons redeemed on an order that is not the member's",
  "messages-of-campaigns": "Messages paid for: by message, by campaign",
  "messages-to-held-out": "Messages of a campaign to members held out of it",
  "coupons-to-held-out": "Coupons of a campaign to members held out of it",
  "members-in-two-arms": "Members who were drawn into both arms of a campaign",
};

const KINDS: Record<string, string> = { earn: "Earned on orders", "take-back": "Taken back on refunds" };

function planned({ lift, power, needed, stillNeeded, weeks, done }: SpokenPlan, what: string): string {
  if (needed === undefined) return `${what} is too small to be shown by any number of members that a shop can have.`;
  const chance = `${what} (${lift} a member) has a chance of ${power} to be seen at the present size.`;
  if (done) return `${chance} The ${needed} members that an 80% chance takes are there.`;
  const takes = `${chance} An 80% chance takes ${needed} members`;
  if (stillNeeded === "0") return `${takes}: all are enrolled, and their windows take ${weeks} more.`;
  return `${takes}: ${stillNeeded} more, which takes ${weeks} at the present pace.`;
}

export const english: Words = {
  title: "Campaign review",
  period: (from, asOf) => `${from} to ${asOf}`,
  theme: "Light or dark",
  simulatedBadge: "simulated",
  assumedBadge: "assumed",
  simulatedRedemptions: (count) => `Simulated coupon redemptions: ${count}`,
  simulatedOrders: (count, share) =>
    `Simulated orders: ${count}${share === undefined ? "" : `, ${share} of the members written to answer`}`,
  nothingSimulated: "Nothing simulated",
  reconciled: (checks) => `All ${checks} checks against the ledger come out to zero`,
  gaps: (count) => `${count} ${count === 1 ? "check doesn't" : "checks don't"} come out to zero`,

  members: "Members",
  active: "Active members",
  orders: "Orders",
  netRevenue: "Net revenue",
  messagesSent: "Messages sent",

  earned: "What the campaigns earned",
  earnedHint:
    "Incremental margin after cost: treated members against those held out, 28 days from the first enrolment, whatever was sent.",
  verdict: { "proven gain": "Proven gain", "proven loss": "Proven loss", "not proven": "Not proven" },
  because: (reason, { buyers }, membersForVerdict) => {
    switch (reason) {
      case "above-zero":
        return "The whole interval lies above zero: the campaign brought more than it cost.";
      case "below-zero":
        return "The whole interval lies below zero: the campaign cost more than it brought.";
      case "holds-zero":
        return "The interval holds zero: the difference may be chance.";
      case "too-few-buyers":
        return `One arm has only ${buyers} members with an order. Margins are skewed, and below ${BUYERS_AT_LEAST} buyers an interval promises more than it keeps, so no verdict is given${membersForVerdict === undefined ? "." : `; about ${membersForVerdict} members with a finished window would do.`}`;
      case "not-enough-data":
        return `Not enough data to compare: each arm needs at least two members with a finished window whose margins differ, and ${BUYERS_AT_LEAST} with an order before a verdict is given.`;
    }
  },
  afterCostTotal: "Incremental margin after cost",
  between: (low, high) => `95% between ${low} and ${high}`,
  perMember: (figure) => `${figure} per treated member`,
  compared: (treated, heldOut) => `${treated} treated against ${heldOut} held out`,
  unfinished: (treated, heldOut, until) =>
    `Left out: ${treated} treated and ${heldOut} held out whose 28 days are not over; the last end on ${until}.`,
  observedPlan: (plan) => planned(plan, "A lift of the size seen"),
  targetPlan: (plan) => planned(plan, "A lift of a tenth of what the held-out members bring"),
  noComparison: "no comparison yet",

  intervals: "Incremental margin per treated member",
  intervalsHint: "Point: difference of means. Line: 95% interval (Welch). A line that crosses zero proves nothing.",
  beforeCost: "before cost",
  afterCost: "after cost",

  funnels: "Journeys as funnels",
  funnelsHint:
    "Members, in 28 days after each of their enrolments. The dashed mark is the share of the held out who bought.",
  enrolled: "Enrolled",
  treated: "Treated",
  heldOut: "Held out",
  reached: "Written to",
  redeemed: "Redeemed",
  bought: "Bought",
  heldOutBought: "Held out who bought",

  table: "Return on each campaign",
  tableHint:
    "Gross figures count every order of the treated in 28 days after each enrolment, caused or not; the incremental ones compare with the hold-out.",
  campaign: "Campaign",
  sent: "Messages sent",
  couponsIssued: "Coupons issued",
  couponsRedeemed: "Coupons redeemed",
  revenue: "Revenue",
  margin: "Margin",
  costCoupons: "Coupons at redemption",
  costPoints: "Points at liability",
  costMessages: "Message fees",
  costTotal: "Cost",
  roi: "Gross ROI",
  incrementBefore: "Incremental margin before cost",
  incrementAfter: "Incremental margin after cost",
  adjusted: "After cost, adjusted for the 180 days before",
  smallestLift: "Smallest lift seen 8 times in 10",
  stillNeeded: "Still needed for the lift seen",
  membersAndWeeks: (members, weeks) => `${members} members, ${weeks}`,
  weeks: (count) => (count > 520 ? "more than ten years" : `${count} ${count === 1 ? "week" : "weeks"}`),

  movement: "Movement between segments",
  movementHint: "Members by segment at the first and at the last scoring of the period.",
  fromTo: "From ↓ to →",
  unscored: "Not yet scored",
  movementNone: "Nobody was scored in this period.",

  ledger: "The ledger, reconciled",
  ledgerHint: "Entries by the day on which they were booked.",
  points: "Points",
  openingBefore: (day) => `Opening, before ${day}`,
  entryKind: (kind) => KINDS[kind] ?? kind,
  closingOf: (day) => `Closing, end of ${day}`,
  closingLiability: "Closing at the liability booked for a point",
  bookedLater: "Booked later: in the balances, not in the closing",
  sharedOrders: "Orders that more than one campaign counts",
  check: (name) => CHECKS[name],
  checkColumn: "Check",
  ledgerColumn: "Ledger",
  reportColumn: "Report",
  differenceColumn: "Difference",

  outbox: "Outbox",
  outboxHint: (shown, total) => `The latest ${shown} of ${total} messages, as they were handed to the provider.`,
  outboxFilter: "Filter by member, journey or text",
  channel: { sms: "SMS", email: "Mail" },
  messageState: { claimed: "claimed", sent: "sent", refused: "refused", unclear: "unclear" },
  empty: "None.",

  refusals: "Not enrolled, and why",
  refusalsHint: "Occasions that started nothing.",
  notesTitle: "What these figures rest on",
  notes: (model) => {
    const figures = figuresFor("en", model);
    const { assumptions, simulated } = model;
    const rates = Object.entries(assumptions.marginByCategory).map(
      ([name, share]) => `${name} ${figures.percent(share)}`,
    );
    const fee = (minor: number): string => figures.moneyExact(minor);
    return [
      `Margins are ASSUMED: a share of net revenue by category (${[...rates, `all else ${figures.percent(assumptions.marginDefault)}`].join(", ")}), from the programme's configuration. No purchase price is known here.`,
      simulated.redemptions === 0
        ? "No coupon redemption is simulated."
        : `SIMULATED coupon redemptions: ${simulated.redemptions}, booked beside replayed orders that a coupon fitted. The orders' own amounts stay, the coupons' value is a cost.`,
      simulated.orders === 0
        ? "No order is simulated."
        : `SIMULATED orders: ${simulated.orders}${simulated.respondShare === undefined ? "" : `; ${figures.percent(simulated.respondShare)} of the members written to place one extra order`}. What they bring is the simulation's, not the campaign's.`,
      `Coupons cost what they took off when they were redeemed; revenue is before them. Points cost ${fee(assumptions.liabilityMinorPer1000)} per 1,000, net of what refunds took back, without any breakage. A thousand messages cost ${fee(assumptions.feeMinorPer1000.sms)} by SMS and ${fee(assumptions.feeMinorPer1000.email)} by mail; unclear ones are paid for too.`,
      "Gross ROI is (margin − cost) / cost over all orders of the treated. It says what a campaign went along with, not what it caused.",
      `Incremental margin: one row per member, 28 days from the first enrolment in the journey, by intent to treat, in the arm that was drawn for good. Welch's difference of means with Student's t; after cost, each row carries its own cost. A verdict needs ${BUYERS_AT_LEAST} buyers in each arm. Unfinished windows are left out.`,
      "Looking at the interval again and again until it leaves zero finds gains that are not there: decide when to look before the campaign starts.",
    ];
  },
};
