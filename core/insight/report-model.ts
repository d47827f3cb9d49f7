import type { Journey, Programme } from "../programme/programme.ts";
import type { CountedOrder, MemberOutcome } from "./member-outcomes.ts";
import type { Movement } from "./movement.ts";
import type { Reconciliation } from "./reconcile.ts";
import type { Campaign } from "./roi.ts";
import type { MessageRow } from "./rows.ts";

/** Everything that the exports and the page say: plain data, no words of its own beyond names from configuration. */
export interface ReportModel {
  programme: Pick<Programme, "name" | "currency" | "timeZone" | "language">;
  /** Names of journeys by id. */
  journeyNames: Record<string, Journey["name"]>;
  /** First and last shop's day of the period, both inclusive. */
  from: string;
  asOf: string;
  totals: {
    members: number;
    /** Members with an order in the period, their orders, and the net revenue of these. */
    active: number;
    orders: number;
    revenueMinor: number;
    messages: number;
  };
  /** What finance has to take on trust. */
  assumptions: Programme["finance"] & { liabilityMinorPer1000: number };
  /** What no member did. All nought when nothing was simulated. */
  simulated: {
    redemptions: number;
    orders: number;
    /** Share of treated members that a simulation let respond, when one ran. */
    respondShare: number | undefined;
  };
  movement: Movement;
  campaigns: Campaign[];
  reconciliation: Reconciliation;
  outbox: { total: number; shown: MessageRow[] };
  /** Occasions that started nothing, counted by journey and reason, most frequent first. */
  refusals: { journey: string; because: string; count: number }[];
  /** The rows that the figures were made of: every order by key, every member of every comparison. */
  orders: CountedOrder[];
  outcomes: MemberOutcome[];
}
