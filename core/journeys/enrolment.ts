import type { JourneyStep } from "../programme/programme.ts";

export type Arm = "treated" | "held-out";

/**
 * One member's way through one journey on one occasion. Its id is a hash of the three, so the same occasion arriving
 * twice is the same enrolment. A held-out member has an enrolment and no machine.
 */
export interface Enrolment {
  enrolmentId: string;
  memberId: string;
  journey: string;
  /** Version of the journey's configuration, pinned with the plan. */
  version: number;
  /** Version of the programme at entry: the offers and the copy that the plan's steps name. */
  programmeVersion: number;
  /** "joining", or "quiet:<step>:<day of the last order>". */
  occasion: string;
  arm: Arm;
  /** Written; machine running; over. A held-out one is closed when it is written. */
  state: "enrolled" | "started" | "closed";
  enteredAt: string;
  leftAt?: string;
  /** Why it was left: "held-out", "completed", "came-back", "left", "ordered-meanwhile", "failed", … */
  why?: string;
  plan: Plan;
}

/** Timing, offers and copy as they were when the member entered. On/off, caps, consent and quiet hours stay live. */
export interface Plan {
  machine: "welcome" | "dormant";
  steps: Record<string, JourneyStep>;
  goal: Goal;
  /** Quiet days of the step, for the dormant ladder. */
  quietStep?: number;
}

/** When a wait's goal counts as reached: read from the member's summary, so any order of arrival gives the same. */
export type Goal =
  /** So many paid orders, not wholly cancelled, in all. */
  | { kind: "orders"; atLeast: number }
  /** A paid order on a later day than this one. */
  | { kind: "order-after"; day: string };

export type WakeReason = "time" | "goal" | "left" | "moved";

/**
 * A wait that listens: kept from the first call of `journeys.wait` until the machine has gone on. What it listens for
 * is the goal of its enrolment's plan.
 */
export interface Wait {
  enrolmentId: string;
  memberId: string;
  journey: string;
  /** Which wait of the machine, by name; a retried state brings a new token under the same name. */
  step: string;
  token: string;
  /** A put-off message waits until here; a wait of the plan finds its moment itself. */
  until?: string;
  /** When the sweep looks at it next: one minute ahead until it is armed and again once it has its reason. */
  dueAt: string;
  /** Its true moment is known, and the goal was looked for after it had been opened. */
  armed: boolean;
  /** The first one to be written wins. */
  reason?: WakeReason;
  openedAt: string;
}

/** An occasion that started nothing, and why. A refusal for missing data is decided again when the data comes. */
export interface Refusal {
  memberId: string;
  journey: string;
  occasion: string;
  /** When the occasion was: with `at`, how old it was. */
  occurredAt: string;
  because: string;
  at: string;
  /** What was missing may come yet: a change of the member's contact decides again while the occasion is young. */
  missingData: boolean;
}

/** A message: claimed before the provider is called, confirmed after. */
export interface Message {
  messageId: string;
  memberId: string;
  journey: string;
  enrolmentId: string;
  step: string;
  channel: "sms" | "email";
  state: "claimed" | "sent" | "refused" | "unclear";
  /** Moment of the claim on the product's clock. */
  at: string;
  subject?: string;
  text: string;
  couponCode?: string;
  /** Provider's id, once confirmed. */
  providerId?: string;
  /** Why a provider refused. */
  because?: string;
  /** End of the claim's lease: system time, never the turned clock. */
  leaseUntil: string;
}
