import { Temporal } from "temporal-polyfill";
import { roomOn } from "../engagement/caps.ts";
import type { ContactItem } from "../engagement/contact.ts";
import { planSteps } from "../programme/machines.ts";
import type { Journey, JourneyStep } from "../programme/programme.ts";
import type { Saved } from "../programme/programme-store.ts";
import type { Summary } from "../scoring/summary.ts";
import type { Enrolment, Goal, Plan } from "./enrolment.ts";
import { armOf, type Hash } from "./enrolment-arm.ts";
import { goalReached } from "./goal.ts";
import type { JourneyOccasion } from "./occasion.ts";

/** Everything that the decision is made on. */
export interface EnrolmentFacts {
  enrolmentId: string;
  memberId: string;
  occasion: JourneyOccasion;
  journey: Saved<Journey>;
  programmeVersion: number;
  contact: ContactItem | undefined;
  /** Looked at for occasions of silence only. */
  summary: Summary | undefined;
  now: string;
}

/** Why an occasion starts nothing. */
export type RefusalReason =
  | "disabled"
  | "too-late"
  | "no-contact-yet"
  | "no-consent"
  | "no-address"
  | "ordered-meanwhile"
  | "capped";

export type EnrolmentDecision =
  | { kind: "enrol"; enrolment: Enrolment }
  | { kind: "refuse"; because: RefusalReason; missingData: boolean };

/** What may still come with a change of the member's contact. */
const MISSING_DATA: readonly RefusalReason[] = ["no-contact-yet", "no-consent", "no-address"];

/** Whether the journey is entered on occasions of this kind, and has this step of the ladder. */
export function listensTo({ trigger }: Journey, occasion: JourneyOccasion): boolean {
  if (trigger.kind !== occasion.kind) return false;
  return trigger.kind === "joining" || (occasion.kind === "quiet" && trigger.stepsDays.includes(occasion.step));
}

/**
 * Whether a member enters a journey on an occasion that it listens to, in which arm and with what plan. The arm is drawn
 * last, so that both arms are of members who may be written to: the control group is exact.
 * @throws UnknownRungError when the journey's configuration lacks the steps of the occasion's rung.
 */
export function decideEnrolment(facts: EnrolmentFacts, hash: Hash): EnrolmentDecision {
  const { enrolmentId, memberId, occasion, programmeVersion, now } = facts;
  const { value: journey, version } = facts.journey;
  const plan = planOf(journey, occasion);
  const because = refusalOf(facts, plan);
  if (because !== undefined) return { kind: "refuse", because, missingData: MISSING_DATA.includes(because) };
  const arm = armOf(memberId, journey.experiment, journey.holdOutShare, hash);
  return {
    kind: "enrol",
    enrolment: {
      enrolmentId,
      memberId,
      journey: journey.id,
      version,
      programmeVersion,
      occasion: occasion.key,
      arm,
      enteredAt: now,
      plan,
      ...(arm === "treated" ? { state: "enrolled" } : { state: "closed", leftAt: now, why: "held-out" }),
    },
  };
}

function planOf(journey: Journey, occasion: JourneyOccasion): Plan {
  const quietStep = occasion.kind === "quiet" ? occasion.step : undefined;
  return {
    machine: journey.machine,
    steps: planSteps(journey, quietStep),
    goal: goalOf(occasion),
    ...(quietStep === undefined ? {} : { quietStep }),
  };
}

/** A newcomer is won with the second order, wherever the first one stands; a quiet member with any new one. */
const goalOf = (occasion: JourneyOccasion): Goal =>
  occasion.kind === "joining" ? { kind: "orders", atLeast: 2 } : { kind: "order-after", day: occasion.quietSince };

function refusalOf(facts: EnrolmentFacts, plan: Plan): RefusalReason | undefined {
  const { occasion, contact, summary, now } = facts;
  const journey = facts.journey.value;
  if (!journey.enabled) return "disabled";
  if (hoursBetween(occasion.occurredAt, now) > journey.maxAgeHours) return "too-late";
  if (contact === undefined) return "no-contact-yet";
  const channels = channelsOf(plan.steps);
  const consented = channels.filter((channel) => contact.marketingConsent[channel]);
  if (consented.length === 0) return "no-consent";
  if (!consented.some((channel) => contact.reachable[channel])) return "no-address";
  if (occasion.kind === "quiet" && goalReached(plan.goal, summary)) return "ordered-meanwhile";
  if (isCapped(contact, journey, now)) return "capped";
  return undefined;
}

/** Every channel that a step of the plan may use. */
const channelsOf = (steps: Record<string, JourneyStep>) => [
  ...new Set(Object.values(steps).flatMap((step) => step.channels ?? [])),
];

const hoursBetween = (from: string, to: string): number =>
  Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total("hours");

/** Whether a month of the journey's messages has been had already, counted in the member's own days. */
function isCapped(contact: ContactItem, { id, capPer30Days }: Journey, now: string): boolean {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(contact.timeZone).toPlainDate();
  const noOther = Number.MAX_SAFE_INTEGER;
  const caps = { perDay: noOther, per7Days: noOther, per30DaysOfJourney: capPer30Days };
  return roomOn(contact, id, today, caps).left <= 0;
}
