import * as z from "zod";
import { ContactChanged, MemberRegistered, QuietStepReached } from "../contract/announcement.ts";
import type { MemberStore } from "../members/member-store.ts";
import type { Journey } from "../programme/programme.ts";
import type { ProgrammeStore, Saved } from "../programme/programme-store.ts";
import { decideEnrolment, listensTo } from "./decide-enrolment.ts";
import { inAMinute } from "./due-moment.ts";
import type { Enrolment } from "./enrolment.ts";
import { enrolmentIdOf, type Hash } from "./enrolment-arm.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import type { JourneyStore } from "./journey-store.ts";
import { type JourneyOccasion, joining, occasionOf, quiet } from "./occasion.ts";

/** What `journeys.enrol` takes from its queue. */
export const Enrollable = z.discriminatedUnion("type", [MemberRegistered, ContactChanged, QuietStepReached]);
export type Enrollable = z.infer<typeof Enrollable>;

export interface EnrolPorts {
  store: JourneyStore;
  programme: Pick<ProgrammeStore, "journeys" | "programme">;
  members: Pick<MemberStore, "load">;
  engine: JourneyEngine;
  hash: Hash;
}

/** The member's contact changed each time that a refusal was looked at again: let the queue bring it again. */
export class ContactRestlessError extends Error {
  constructor(memberId: string) {
    super(`the contact of ${memberId} keeps changing`);
    this.name = "ContactRestlessError";
  }
}

/** How often a refusal for missing data is looked at again because the data came while it was written. */
const LOOKS = 5;

/**
 * Enrols a member in every journey that listens to what happened, starts the machines, and keeps refusals. A change of
 * contact is no occasion of its own: it decides again what was refused for missing data. So an occasion and what it
 * lacked may come in any order, twice, or at once, and nothing that history brought along starts anything.
 */
export async function enrolMember(input: Enrollable, now: string, ports: EnrolPorts): Promise<void> {
  const { store, programme } = ports;
  const { memberId } = input;
  // The announcement's own contact, first: the machine that is started below will look for it.
  if (input.type !== "QuietStepReached") {
    const known = await store.contact(memberId);
    if (known === undefined || known.seq < input.seq) await store.keepContact(memberId, input.contact, input.seq);
  }
  if (input.type === "ContactChanged") {
    const missing = (await store.refusals(memberId)).filter((refusal) => refusal.missingData);
    if (missing.length === 0) return;
    const journeys = await programme.journeys();
    for (const refusal of missing) {
      const journey = journeys.find(({ value }) => value.id === refusal.journey);
      if (journey === undefined || !listensTo(journey.value, occasionOf(refusal))) continue;
      const outcome = await enrolIn(journey, memberId, occasionOf(refusal), now, ports);
      if (outcome === "enrolled") await store.dropRefusal(refusal);
    }
    return;
  }
  const journeys = await programme.journeys();
  const occasion = await occasionIn(input, programme);
  for (const journey of journeys) {
    if (listensTo(journey.value, occasion)) await enrolIn(journey, memberId, occasion, now, ports);
  }
}

async function occasionIn(
  input: Exclude<Enrollable, { type: "ContactChanged" }>,
  programme: EnrolPorts["programme"],
): Promise<JourneyOccasion> {
  if (input.type === "MemberRegistered") return joining(input.occurredAt);
  return quiet(input, (await programme.programme()).value.timeZone);
}

async function enrolIn(
  journey: Saved<Journey>,
  memberId: string,
  occasion: JourneyOccasion,
  now: string,
  ports: EnrolPorts,
): Promise<"enrolled" | "refused"> {
  const { store, programme, members, hash } = ports;
  const enrolmentId = enrolmentIdOf(memberId, journey.value.id, occasion.key, hash);
  const standing = await store.enrolment(memberId, enrolmentId);
  if (standing !== undefined) return started(standing, ports);

  const { version: programmeVersion } = await programme.programme();
  const { summary } = occasion.kind === "quiet" ? await members.load(memberId, { summary: true }) : {};
  let contact = await store.contact(memberId);
  for (let look = 1; look <= LOOKS; look += 1) {
    const facts = { enrolmentId, memberId, occasion, journey, programmeVersion, contact, summary: summary?.value, now };
    const decision = decideEnrolment(facts, hash);
    if (decision.kind === "enrol") {
      const written = await store.enrol(decision.enrolment, inAMinute(now));
      return started(written.kind === "duplicate" ? written.enrolment : decision.enrolment, ports);
    }
    const { because, missingData } = decision;
    const { key, occurredAt } = occasion;
    await store.refuse({
      memberId,
      journey: journey.value.id,
      occasion: key,
      occurredAt,
      because,
      at: now,
      missingData,
    });
    if (!missingData) return "refused";
    // A change of contact is written first and then looks for refusals; here the refusal is written first and then
    // the contact looked at. So one of the two sees the other.
    const latest = await store.contact(memberId);
    if (latest?.seq === contact?.seq) return "refused";
    contact = latest;
  }
  throw new ContactRestlessError(memberId);
}

/** Starts the machine of a treated enrolment that nobody has started, or not to the end. */
async function started(enrolment: Enrolment, { store, engine }: EnrolPorts): Promise<"enrolled"> {
  if (enrolment.state === "enrolled") await startEnrolment(enrolment, { store, engine });
  return "enrolled";
}

/** Starts an enrolment's machine and takes it off the due list. Twice is success. */
export async function startEnrolment(
  enrolment: Enrolment,
  { store, engine }: Pick<EnrolPorts, "store" | "engine">,
): Promise<void> {
  await engine.start(enrolment);
  await store.markStarted(enrolment.memberId, enrolment.enrolmentId);
}
