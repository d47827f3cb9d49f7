import { Temporal } from "temporal-polyfill";
import type { Message } from "../journeys/enrolment.ts";
import type { JourneyStore } from "../journeys/journey-store.ts";
import type { Vault } from "../members/vault.ts";
import type { Channel } from "../programme/programme.ts";
import type { TemplateLanguage } from "../programme/template-language.ts";
import { counted } from "./caps.ts";
import { compose } from "./compose.ts";
import { decideAfterBusy, decideSend, PROVIDER_BUSY, type SendDecision, type WithheldBecause } from "./decide-send.ts";
import {
  type LoadedForSending,
  loadForSending,
  messageIdOf,
  type SendReaders,
  type SendRequest,
} from "./load-for-sending.ts";
import type { MessageProviders, ProviderAnswer } from "./message-provider.ts";
import { nameInALine } from "./message-variables.ts";

/** How the machine is answered. `since` goes back with the next attempt at a step that was put off. */
export type SendAnswer =
  | { outcome: "sent" }
  | { outcome: "deferred"; until: string; since: string; because: WithheldBecause }
  | { outcome: "withheld"; because: WithheldBecause };

export interface SendPorts extends SendReaders {
  store: Pick<JourneyStore, "claimMessage" | "settleMessage">;
  vault: Pick<Vault, "people">;
  providers: MessageProviders;
  texts: TemplateLanguage;
  /** The system's time, never the turned clock's: a lease is about a process that runs or doesn't. */
  systemNow: () => string;
}

/**
 * How long a claim is good for: longer than its function may run, so that whoever finds it open later knows that nobody
 * is at it any more.
 */
export const LEASE_SECONDS = 90;

/** A pass sends by one channel, or finds that another was faster, or that a channel can't be used. */
const PASSES = 8;

/** Others claimed messages of this member in each of our passes. */
export class SendContendedError extends Error {
  constructor({ memberId, enrolmentId, step }: SendRequest) {
    super(`contact of ${memberId} keeps changing: ${step} of ${enrolmentId} could not be claimed in ${PASSES} passes`);
    this.name = "SendContendedError";
  }
}

/**
 * A claim whose lease has run out, as what it is from now on: it may have been sent, and a promotion is never sent again.
 * Undefined for every other message.
 */
export function lapsedClaim(message: Message, systemNow: string): Message | undefined {
  if (message.state !== "claimed" || Date.parse(message.leaseUntil) > Date.parse(systemNow)) return undefined;
  return { ...message, state: "unclear", because: "lease-ran-out" };
}

/**
 * Sends one step's message at most once: read, decide, claim (message and counters in one transaction), call the
 * provider, confirm. Called twice, in parallel, or again after it was cut off anywhere, nothing goes out twice.
 * @throws UnknownEnrolmentError, UnknownStepError when machine and plan are out of step; SendContendedError.
 */
export async function sendMessage(request: SendRequest, now: string, ports: SendPorts): Promise<SendAnswer> {
  const unusable: Channel[] = [];
  const since = request.since ?? now;
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const loaded = await loadForSending(request, now, unusable, ports);
    for (const message of Object.values(loaded.facts.messages)) {
      const lapsed = lapsedClaim(message, ports.systemNow());
      if (lapsed) await ports.store.settleMessage(lapsed);
    }
    const decision = decideSend(loaded.facts);
    if (decision.kind !== "send") return answerOf(decision, since);
    const [channel, ...others] = decision.channels;
    if (channel === undefined) throw new SendContendedError(request);

    const answer = await sendBy(channel, decision.localDay, loaded, ports);
    if (answer === "unusable") unusable.push(channel);
    else if (answer === "busy") return answerOf(decideAfterBusy(loaded.facts), since);
    else if (answer === "handed-over" && others.length === 0) return { outcome: "sent" };
  }
  throw new SendContendedError(request);
}

function answerOf(decision: Exclude<SendDecision, { kind: "send" }>, since: string): SendAnswer {
  if (decision.kind === "deferred") {
    return { outcome: "deferred", until: decision.until, since, because: decision.because };
  }
  return decision.kind === "sent" ? { outcome: "sent" } : { outcome: "withheld", because: decision.because };
}

/** `again`: somebody else moved the contact or took the claim, or the provider refused: what now must be decided anew. */
type Attempt = "handed-over" | "unusable" | "busy" | "again";

/** What stands for a name in the kept text: names live in the vault alone. */
const NAME_KEPT_OUT = "[name]";

async function sendBy(
  channel: Channel,
  localDay: string,
  { facts, pinned }: LoadedForSending,
  ports: SendPorts,
): Promise<Attempt> {
  const { enrolment, stepName, contact, coupon, now } = facts;
  const { memberId, enrolmentId, journey, plan } = enrolment;
  if (!contact) return "again";
  const template = pinned.templates.find(({ id }) => id === plan.steps[stepName]?.template);
  const person = (await ports.vault.people([memberId])).get(memberId);
  const to = channel === "sms" ? person?.fields.phone : person?.fields.email;
  if (!template || to === undefined) return "unusable";

  const { language } = contact;
  const givenName = person?.fields.givenName;
  const composition = { programme: pinned, template, channel, language, coupon };
  const composed = compose({ ...composition, givenName }, ports.texts);
  const kept = compose({ ...composition, givenName: nameInALine(givenName) && NAME_KEPT_OUT }, ports.texts);
  if (composed.kind === "unfit" || kept.kind === "unfit") return "unusable";

  const message: Message = {
    messageId: messageIdOf(enrolmentId, stepName, channel, ports.hash),
    memberId,
    journey,
    enrolmentId,
    step: stepName,
    channel,
    state: "claimed",
    at: now,
    ...(kept.subject === undefined ? {} : { subject: kept.subject }),
    text: kept.text,
    ...(coupon ? { couponCode: coupon.code } : {}),
    leaseUntil: Temporal.Instant.from(ports.systemNow())
      .add({ seconds: LEASE_SECONDS })
      .toString({ fractionalSecondDigits: 3 }),
  };
  if ((await ports.store.claimMessage(message, contact, counted(contact, journey, localDay))) !== "claimed") {
    return "again";
  }
  const { kind: _kind, ...words } = composed;
  const answer = await ports.providers[channel]({
    messageId: message.messageId,
    to,
    ...words,
    shopName: facts.programme.name,
  });
  return settle(message, answer, localDay, ports.store);
}

/** Says what became of the claim; what was definitely not sent gives its place under the caps back. */
async function settle(
  message: Message,
  answer: ProviderAnswer,
  localDay: string,
  store: SendPorts["store"],
): Promise<Attempt> {
  switch (answer.kind) {
    case "accepted":
      await store.settleMessage({ ...message, state: "sent", providerId: answer.providerId });
      return "handed-over";
    case "unclear":
      await store.settleMessage({ ...message, state: "unclear", because: answer.because });
      return "handed-over";
    case "refused":
      await store.settleMessage({ ...message, state: "refused", because: answer.because }, { localDay });
      return "again";
    case "busy":
      await store.settleMessage({ ...message, state: "refused", because: PROVIDER_BUSY }, { localDay });
      return "busy";
  }
}
