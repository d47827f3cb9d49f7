import type { Enrolment, Message, Refusal } from "../journeys/enrolment.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import type { Entry } from "../loyalty/ledger/entry.ts";
import type { Order } from "../members/member.ts";
import type { Programme } from "../programme/programme.ts";

/** What insight reads: items of the product as plain rows, each with its member. It never writes back. */
export interface InsightRows {
  members: MemberRow[];
  enrolments: EnrolmentRow[];
  messages: MessageRow[];
  coupons: CouponRow[];
  orders: OrderRow[];
  ledger: LedgerRow[];
  refusals: RefusalRow[];
}

export interface MemberRow {
  memberId: string;
  /** Segment at the first scoring of the period; absent for who was not scored then. */
  segmentBefore?: string | undefined;
  /** Segment at the last one. */
  segmentNow?: string | undefined;
  pointsBalance: number;
  pointsOwed: number;
}

export type EnrolmentRow = Pick<
  Enrolment,
  "memberId" | "journey" | "occasion" | "arm" | "enteredAt" | "leftAt" | "why"
>;

export type MessageRow = Pick<
  Message,
  "memberId" | "journey" | "step" | "channel" | "state" | "at" | "subject" | "text"
>;

export type CouponRow = Pick<Coupon, "code" | "state" | "offer" | "issuedAt" | "redeemed"> & {
  memberId: string;
  /** The journey that gave it, else `campaign:<id>`. */
  journey: string;
};

export type OrderRow = Pick<Order, "orderKey" | "paidAt" | "paidOn" | "lines" | "discountMinor" | "historic"> & {
  memberId: string;
  /** Placed by a simulation, not by a member. */
  simulated: boolean;
};

/** A movement of points, those that wait for the end of their return window among them. */
export type LedgerRow = Pick<Entry, "number" | "kind" | "occurredOn" | "bookedOn"> & {
  memberId: string;
  /** Signed. */
  points: number;
  because: Pick<Entry["because"], "source">;
};

export type RefusalRow = Pick<Refusal, "memberId" | "journey" | "because" | "at">;

/** The part of the programme's configuration that finance reckons with. Margins are assumed, never measured. */
export type FinanceRules = Pick<Programme, "currency" | "finance"> & {
  points: Pick<Programme["points"], "liabilityMinorPer1000">;
};
