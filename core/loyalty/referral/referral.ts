import type { Reward } from "../../programme/referral.ts";

/** What became of one side's reward. */
export type Rewarded =
  | { kind: "points"; points: number }
  | { kind: "coupon"; code: string }
  | { kind: "none"; because: NoReward };
export type NoReward =
  /** The programme promises this side nothing. */
  | "not-promised"
  /** The referrer has been rewarded for as many friends this month as the programme allows. */
  | "capped"
  | "member-gone"
  | "offer-unknown"
  /** Its window is over: a coupon of it could not be used. */
  | "offer-over"
  /** The offer's own limits. */
  | "had"
  | "limit-reached"
  | "budget-exhausted";

/** What each side was promised when the friend named the code: later changes of the programme don't reach it. */
export interface Promised {
  referrer?: Reward;
  friend?: Reward;
}

interface Begun {
  referrer: string;
  code: string;
  channel: string;
  /** RFC 3339, and the shop's day of it. */
  at: string;
  on: string;
  promised: Promised;
  waitDays: number;
  /** Version of the programme that promised. */
  programme: number;
}

/** The first order, and the moment (RFC 3339, UTC) from which on it is judged. */
interface Ordered extends Begun {
  orderKey: string;
  dueAt: string;
}

/** A member whom another has brought: one for good, kept with the friend. */
export type Referral =
  | (Begun & { state: "open" })
  | (Ordered & { state: "waiting" })
  | (Ordered & { state: "rewarded"; settledOn: string; given: { referrer: Rewarded; friend: Rewarded } })
  | (Ordered & { state: "void"; settledOn: string; because: VoidBecause });

/** Why a referral came to nothing. */
export type VoidBecause = "order-taken-back" | "ring" | "self-referral";
