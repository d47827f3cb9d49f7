import type { Enrolment, Message } from "../journeys/enrolment.ts";
import type { Hash } from "../journeys/enrolment-arm.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import { issueClaim } from "../members/claim-key.ts";
import type { MemberStore } from "../members/member-store.ts";
import { couponStepOf } from "../programme/machines.ts";
import { Channel, type Programme } from "../programme/programme.ts";
import type { ProgrammeStore } from "../programme/programme-store.ts";
import type { Summary } from "../scoring/summary.ts";
import type { ContactItem } from "./contact.ts";
import type { SendFacts } from "./decide-send.ts";

/** What a machine asks for: one step's message. */
export interface SendRequest {
  memberId: string;
  enrolmentId: string;
  step: string;
  /** The step's first attempt, when this is not it: a deferred answer gave it. */
  since?: string | undefined;
}

/** An enrolment with its member's contact and some messages, as they stand at one moment. */
export interface SendView {
  enrolment: Enrolment | undefined;
  contact: ContactItem | undefined;
  messages: Message[];
}

export interface SendReaders {
  /** Consistent, in one request. Messages that aren't there are left out. */
  view: (memberId: string, enrolmentId: string, messageIds: readonly string[]) => Promise<SendView>;
  members: Pick<MemberStore, "load">;
  programme: Pick<ProgrammeStore, "programme" | "programmeAt" | "journey">;
  hash: Hash;
}

/** The facts, and the programme as it was at entry: offers and copy are pinned. */
export interface LoadedForSending {
  facts: SendFacts;
  pinned: Programme;
}

/** The machine names an enrolment that isn't there. */
export class UnknownEnrolmentError extends Error {
  constructor({ memberId, enrolmentId }: SendRequest) {
    super(`member ${memberId} has no enrolment ${enrolmentId}`);
    this.name = "UnknownEnrolmentError";
  }
}

/** A message's id: the same step by the same channel is the same message, however often it is asked for. */
export const messageIdOf = (enrolmentId: string, step: string, channel: Channel, hash: Hash): string =>
  `msg_${hash(`${enrolmentId}#${step}#${channel}`).slice(0, 32)}`;

interface MemberFacts {
  memberIsActive: boolean;
  summary: Summary | undefined;
  coupon: Coupon | undefined;
}

/** The member as the ledger's side knows it: two requests with a coupon, one without. */
async function memberFacts(
  { memberId, enrolmentId, step }: SendRequest,
  { plan }: Enrolment,
  members: SendReaders["members"],
): Promise<MemberFacts> {
  const giver = couponStepOf(plan.machine, step);
  const claim = giver === undefined ? undefined : issueClaim(enrolmentId, giver);
  const loaded = await members.load(memberId, { summary: true, claims: claim === undefined ? [] : [claim] });
  const code = claim === undefined ? undefined : loaded.claims[claim]?.code;
  const summary = loaded.summary?.value;
  const memberIsActive = loaded.head?.status === "active";
  if (typeof code !== "string") return { memberIsActive, summary, coupon: undefined };
  // The coupon comes second, so it is what is known last: used a moment ago, it isn't spoken of.
  const coupon = (await members.load(memberId, { couponCodes: [code] })).coupons[code];
  return { memberIsActive, summary, coupon: coupon?.value };
}

/**
 * Everything that the decision is made on, read anew.
 * @throws UnknownEnrolmentError
 */
export async function loadForSending(
  request: SendRequest,
  now: string,
  unusable: readonly Channel[],
  { view, members, programme, hash }: SendReaders,
): Promise<LoadedForSending> {
  const { memberId, enrolmentId, step, since = now } = request;
  const ids = Channel.options.map((channel) => messageIdOf(enrolmentId, step, channel, hash));
  const [viewed, current] = await Promise.all([view(memberId, enrolmentId, ids), programme.programme()]);
  const { enrolment, contact, messages } = viewed;
  if (!enrolment) throw new UnknownEnrolmentError(request);
  const [journey, atEntry, member] = await Promise.all([
    programme.journey(enrolment.journey),
    enrolment.programmeVersion === current.version ? current : programme.programmeAt(enrolment.programmeVersion),
    memberFacts(request, enrolment, members),
  ]);
  return {
    pinned: (atEntry ?? current).value,
    facts: {
      now,
      since,
      enrolment,
      stepName: step,
      journey: journey?.value,
      programme: current.value,
      contact,
      messages: Object.fromEntries(messages.map((message) => [message.channel, message])),
      unusable,
      ...member,
    },
  };
}
