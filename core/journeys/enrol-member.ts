import type { Occasion } from "../contract/announcement.ts";
import type { MemberStore } from "../members/member-store.ts";
import type { Journey } from "../programme/programme.ts";
import type { ProgrammeStore, Saved } from "../programme/programme-store.ts";
import { decideEnrolment, listensTo, type RefusalReason } from "./decide-enrolment.ts";
import { inAMinute } from "./due-moment.ts";
import type { Enrolment, Refusal } from "./enrolment.ts";
import { enrolmentIdOf, type Hash } from "./enrolment-arm.ts";
import type { JourneyEngine } from "./journey-engine.ts";
import type { JourneyStore } from "./journey-store.ts";
import { type JourneyOccasion, joining, occasionOf, quiet } from "./occasion.ts";

type Of<T extends Occasion["type"]> = Extract<Occasion, { type: T }>;

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

/** What came of an occasion in one journey. */
export interface EnrolOutcome {
  journey: string;
  outcome: "enrolled" | RefusalReason;
}

/** A journey that listens to an occasion, and the refusal that is looked at again, if it is one. */
interface Candidate {
  journey: Saved<Journey>;
  occasion: JourneyOccasion;
  refused?: Refusal;
}

/**
 * Enrols a member in every journey that listens to what happened, starts the machines, and keeps refusals. What brings a
 * contact also decides again what was refused for missing data; a change of contact is no occasion of its own. So an
 * occasion and what it lacked may come in any order, twice, or at once, and nothing that history brought along starts
 * anything.
 */
export async function enrolMember(input: Occasion, now: string, ports: EnrolPorts): Promise<EnrolOutcome[]> {
  const { store, programme } = ports;
  if (input.type !== "QuietStepReached") await keepLatest(input, store);
  const candidates = [
    ...(input.type === "QuietStepReached" ? [] : await refusedBefore(input.memberId, ports)),
    ...(input.type === "ContactChanged" ? [] : await listening(input, ports)),
  ];
  if (candidates.length === 0) return [];
  const { version } = await programme.programme();
  const outcomes: EnrolOutcome[] = [];
  for (const candidate of candidates) {
    const outcome = await enrolIn(candidate, version, input.memberId, now, ports);
    outcomes.push({ journey: candidate.journey.value.id, outcome });
  }
  return outcomes;
}

/** Keeps the announcement's own contact first: the machine that is started after it will look for it. */
async function keepLatest(
  { memberId, contact, seq }: Of<"MemberRegistered" | "ContactChanged">,
  store: JourneyStore,
): Promise<void> {
  const known = await store.contact(memberId);
  if (known === undefined || known.seq < seq) await store.keepContact(memberId, contact, seq);
}

/** Occasions that lacked what the contact may have brought. */
async function refusedBefore(memberId: string, { store, programme }: EnrolPorts): Promise<Candidate[]> {
  const refusals = (await store.refusals(memberId)).filter(({ missingData }) => missingData);
  if (refusals.length === 0) return [];
  const journeys = await programme.journeys();
  return refusals.flatMap((refused) => {
    const occasion = occasionOf(refused);
    const journey = journeys.find(({ value }) => value.id === refused.journey && listensTo(value, occasion));
    return journey === undefined ? [] : [{ journey, occasion, refused }];
  });
}

/** Journeys that are entered on what happened. */
async function listening(
  input: Of<"MemberRegistered" | "QuietStepReached">,
  { programme }: EnrolPorts,
): Promise<Candidate[]> {
  const occasion =
    input.type === "MemberRegistered"
      ? joining(input.occurredAt)
      : quiet(input, (await programme.programme()).value.timeZone);
  const journeys = await programme.journeys();
  return journeys.filter(({ value }) => listensTo(value, occasion)).map((journey) => ({ journey, occasion }));
}

async function enrolIn(
  { journey, occasion, refused }: Candidate,
  programmeVersion: number,
  memberId: string,
  now: string,
  ports: EnrolPorts,
): Promise<EnrolOutcome["outcome"]> {
  const { store, members, hash } = ports;
  let refusal = refused;
  const enter = async (enrolment: Enrolment) => {
    if (enrolment.state === "enrolled") await startEnrolment(enrolment, ports);
    if (refusal !== undefined) await store.dropRefusal(refusal);
    return "enrolled" as const;
  };
  const enrolmentId = enrolmentIdOf(memberId, journey.value.id, occasion.key, hash);
  const standing = await store.enrolment(memberId, enrolmentId);
  if (standing !== undefined) return enter(standing);

  const { summary } = occasion.kind === "quiet" ? await members.load(memberId, { summary: true }) : {};
  let contact = await store.contact(memberId);
  for (let look = 1; look <= LOOKS; look += 1) {
    const facts = { enrolmentId, memberId, occasion, journey, programmeVersion, contact, summary: summary?.value, now };
    const decision = decideEnrolment(facts, hash);
    if (decision.kind === "enrol") {
      const written = await store.enrol(decision.enrolment, inAMinute(now));
      return enter(written.kind === "duplicate" ? written.enrolment : decision.enrolment);
    }
    const { because, missingData } = decision;
    const { key, occurredAt } = occasion;
    refusal = { memberId, journey: journey.value.id, occasion: key, occurredAt, because, at: now, missingData };
    await store.refuse(refusal);
    if (!missingData) return because;
    // A change of contact is written first and then looks for refusals; here the refusal is written first and then
    // the contact looked at. So one of the two sees the other.
    const latest = await store.contact(memberId);
    if (latest?.seq === contact?.seq) return because;
    contact = latest;
  }
  throw new ContactRestlessError(memberId);
}

/** Starts an enrolment's machine and takes it off the due list. Twice is success. */
export async function startEnrolment(
  enrolment: Enrolment,
  { store, engine }: Pick<EnrolPorts, "store" | "engine">,
): Promise<void> {
  await engine.start(enrolment);
  await store.markStarted(enrolment.memberId, enrolment.enrolmentId);
}
