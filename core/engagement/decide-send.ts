import { Temporal } from "temporal-polyfill";
import type { Enrolment, Message } from "../journeys/enrolment.ts";
import { goalReached } from "../journeys/goal.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import { hasLapsed } from "../loyalty/coupons/coupon-state.ts";
import { couponStepOf } from "../programme/machines.ts";
import type { Channel, Journey, JourneyStep, Programme } from "../programme/programme.ts";
import type { Summary } from "../scoring/summary.ts";
import { type CapReached, roomOn } from "./caps.ts";
import type { ContactItem } from "./contact.ts";
import { nextAllowed } from "./next-allowed.ts";

/** Everything that the decision is made on: read anew just before, so that it sees what the member did meanwhile. */
export interface SendFacts {
  now: string;
  /** The first attempt at this step: what `worthHours` counts from. */
  since: string;
  enrolment: Enrolment;
  /** The step's name in the enrolment's plan. */
  stepName: string;
  /** As they are now: on or off, caps, quiet hours and consent are never pinned. */
  journey: Journey | undefined;
  programme: Programme;
  contact: ContactItem | undefined;
  memberIsActive: boolean;
  /** Of the step that this one talks of. */
  coupon: Coupon | undefined;
  summary: Summary | undefined;
  /** What became of this step's messages so far, by channel. */
  messages: Partial<Record<Channel, Message>>;
  /** Channels found to have no copy, or no address in the vault after all. */
  unusable: readonly Channel[];
}

export type WithheldBecause =
  | "left"
  | "held-out"
  | "journey-off"
  | "member-gone"
  | "no-contact"
  | "no-consent"
  | "no-address"
  | "not-deliverable"
  | "refused"
  | "no-coupon"
  | "coupon-used"
  | "coupon-lapsed"
  | "came-back"
  | "provider-busy"
  | "too-late"
  | "quiet-hours"
  | CapReached;

export type SendDecision =
  /** To be sent now, one by one, in this order. */
  | { kind: "send"; channels: Channel[]; localDay: string }
  /** Handed over before: by another call, or by this one before it was cut off. */
  | { kind: "sent" }
  | { kind: "deferred"; until: string; because: WithheldBecause }
  | { kind: "withheld"; because: WithheldBecause };

/** The plan has no such step: the machine and the plan are out of step, which is a fault of ours. */
export class UnknownStepError extends Error {
  constructor({ enrolmentId }: Enrolment, step: string) {
    super(`enrolment ${enrolmentId} has no message step ${step} in its plan`);
    this.name = "UnknownStepError";
  }
}

/** A provider that was busy took nothing: what was refused so may be claimed again. */
export const PROVIDER_BUSY = "provider-busy";

/** Whether the message may have been handed over: all but what a provider definitely refused. */
const isHandedOver = (message: Message | undefined): boolean => message !== undefined && message.state !== "refused";

const isRefusedForGood = (message: Message | undefined): boolean =>
  message?.state === "refused" && message.because !== PROVIDER_BUSY;

/**
 * Whether a step's message goes out, now or later, and by which channels.
 * @throws UnknownStepError when the plan has no such message.
 */
export function decideSend(facts: SendFacts): SendDecision {
  const { enrolment, stepName, messages } = facts;
  const step = enrolment.plan.steps[stepName];
  if (!step?.channels) throw new UnknownStepError(enrolment, stepName);
  const wished = step.channels;
  const open = wished.filter((channel) => !isHandedOver(messages[channel]));
  const isDone = step.channelMode === "first" ? open.length < wished.length : open.length === 0;
  if (isDone) return { kind: "sent" };

  const against = whatStandsAgainst(facts, open);
  const decision = against
    ? ({ kind: "withheld", because: against } as const)
    : timed(facts, step, usable(facts, open));
  // Of several channels some went out before: what is withheld now doesn't undo that.
  return decision.kind === "withheld" && open.length < wished.length ? { kind: "sent" } : decision;
}

/** Reasons for which this message must not go out at any time, the weightiest first. */
function whatStandsAgainst(facts: SendFacts, open: readonly Channel[]): WithheldBecause | undefined {
  const { enrolment, journey, contact, memberIsActive } = facts;
  if (enrolment.state === "closed") return enrolment.arm === "held-out" ? "held-out" : "left";
  if (!memberIsActive) return "member-gone";
  if (!journey?.enabled) return "journey-off";
  if (!contact) return "no-contact";
  const allowed = open.filter((channel) => contact.marketingConsent[channel]);
  if (allowed.length === 0) return "no-consent";
  const reachable = allowed.filter((channel) => contact.reachable[channel]);
  if (reachable.length === 0) return "no-address";
  const fit = reachable.filter((channel) => !facts.unusable.includes(channel));
  if (fit.length === 0) return "not-deliverable";
  if (fit.every((channel) => isRefusedForGood(facts.messages[channel]))) return "refused";
  return couponAgainst(facts) ?? quietAgainst(facts);
}

function couponAgainst({ enrolment, stepName, coupon, now }: SendFacts): WithheldBecause | undefined {
  if (couponStepOf(enrolment.plan.machine, stepName) === undefined) return undefined;
  if (!coupon) return "no-coupon";
  if (coupon.state === "redeemed") return "coupon-used";
  return hasLapsed(coupon, now) ? "coupon-lapsed" : undefined;
}

/** Somebody who bought again is woken already; the summary is read just before, so an order a second ago counts. */
function quietAgainst({ enrolment: { plan }, summary }: SendFacts): WithheldBecause | undefined {
  return plan.machine === "dormant" && goalReached(plan.goal, summary) ? "came-back" : undefined;
}

/** Channels of a step that may be used for this member, in the step's order. */
function usable({ contact, messages, unusable }: SendFacts, open: readonly Channel[]): Channel[] {
  return open.filter(
    (channel) =>
      contact?.marketingConsent[channel] === true &&
      contact.reachable[channel] &&
      !unusable.includes(channel) &&
      !isRefusedForGood(messages[channel]),
  );
}

/** The member's own clock; the shop's where the member's zone is none that we know. */
function localTime(moment: string, timeZone: string, shopZone: string): Temporal.ZonedDateTime {
  const instant = Temporal.Instant.from(moment);
  try {
    return instant.toZonedDateTimeISO(timeZone);
  } catch {
    return instant.toZonedDateTimeISO(shopZone);
  }
}

/** How long a provider that was busy is left alone. */
const BUSY_MINUTES = 5;

/** What becomes of a message that its provider was too busy to take: the next allowed moment a little later. */
export function decideAfterBusy(facts: SendFacts): Exclude<SendDecision, { kind: "send" }> {
  const step = facts.enrolment.plan.steps[facts.stepName];
  if (!step?.channels) throw new UnknownStepError(facts.enrolment, facts.stepName);
  const later = Temporal.Instant.from(facts.now).add({ minutes: BUSY_MINUTES }).toString();
  const open = step.channels.filter((channel) => !isHandedOver(facts.messages[channel]));
  const decision = timed(facts, step, usable(facts, open), { at: later, putOffBy: PROVIDER_BUSY });
  // What is put off by the provider is never sent now: the branch is the type's, not the product's.
  return decision.kind === "send" ? { kind: "deferred", until: later, because: PROVIDER_BUSY } : decision;
}

/** At `start`, or at the next allowed moment after it while the message is still worth sending then. */
function timed(
  facts: SendFacts,
  step: JourneyStep,
  channels: Channel[],
  start: { at: string; putOffBy?: WithheldBecause } = { at: facts.now },
): SendDecision {
  const { programme, contact, journey, coupon } = facts;
  if (!contact || !journey) return { kind: "withheld", because: "no-contact" };
  const { quietHours, capPerDay, capPer7Days } = programme.contact;
  const caps = { perDay: capPerDay, per7Days: capPer7Days, per30DaysOfJourney: journey.capPer30Days };
  // A cap that was lowered below what "all" asks for leaves the preferred channels.
  const most = step.channelMode === "first" ? 1 : Math.min(caps.perDay, caps.per7Days, caps.per30DaysOfJourney);
  const chosen = channels.slice(0, most);
  const local = localTime(start.at, contact.timeZone, programme.timeZone);
  const allowed = nextAllowed(local, quietHours, chosen.length, (day) => roomOn(contact, journey.id, day, caps));
  if (!allowed) return { kind: "withheld", because: "cap-per-30-days-of-journey" };

  const putOffBy = start.putOffBy ?? allowed.putOffBy;
  // Put off before, and looked at too late: what was worth two days is not sent after a week's outage.
  if (!isWorth(facts, step, allowed.at)) return { kind: "withheld", because: putOffBy ?? "too-late" };
  if (putOffBy === undefined) return { kind: "send", channels: chosen, localDay: local.toPlainDate().toString() };
  const until = allowed.at.toInstant().toString({ fractionalSecondDigits: 3 });
  if (coupon && hasLapsed(coupon, until)) return { kind: "withheld", because: "coupon-lapsed" };
  return { kind: "deferred", until, because: putOffBy };
}

const isWorth = ({ since }: SendFacts, { worthHours }: JourneyStep, at: Temporal.ZonedDateTime): boolean =>
  Temporal.Instant.compare(at.toInstant(), Temporal.Instant.from(since).add({ hours: worthHours })) <= 0;
