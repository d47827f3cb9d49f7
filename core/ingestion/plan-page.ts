import type { Reachable } from "../contract/event.ts";
import type { IdentityHash } from "../members/identity-hash.ts";
import { type Person, type PersonalFields, withPersonalFields } from "../members/person.ts";
import type { Appending, AppendingPage, DeviceEvent } from "./event-log.ts";
import { deviceEvent, memberEvent, personalFieldsOf } from "./part-event.ts";
import { isProfile, type ReadEvent } from "./read-event.ts";
import { type Recognised, recognise } from "./recognise.ts";

/** What the door knows of claims and persons: as read, and moved on by every page that was stored. */
export interface Known {
  /** Claim → member. */
  held: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, Person>;
}

export interface PagePlan {
  page: AppendingPage;
  /** What is known once the page is stored. */
  after: Known;
}

interface Planning {
  receivedAt: string;
  hash: IdentityHash;
  salt: () => string;
  maxWrites: number;
}

/** Does the event say something of the person that the vault may not have yet? */
export function touchesPerson(event: ReadEvent, { claims }: Recognised): boolean {
  return isProfile(event.type) || claims.some(({ kind }) => kind !== "deviceId");
}

/** A profile says all it holds; any other event only the identities by which nobody was known before. */
function saidBy(event: ReadEvent, { claims }: Recognised): PersonalFields {
  const said = personalFieldsOf(event);
  if (isProfile(event.type)) return said;
  return Object.fromEntries(claims.flatMap(({ kind }) => (kind === "deviceId" ? [] : [[kind, said[kind]]])));
}

/** Only a profile event says it, and that has its person at hand. */
const reachableOf = (person: Person | undefined): Reachable => ({
  sms: person?.fields.phone !== undefined,
  email: person?.fields.email !== undefined,
});

const stranger = (memberId: string, { salt }: Planning): Person => ({
  memberId,
  fields: {},
  setAt: {},
  salt: salt(),
  version: 0,
});

/**
 * Plans as many of the events, from the first on, as one page holds. Each sees what the ones before it have claimed and
 * said, so two events of somebody new in one call make one member. Always plans one: a single event has ten writes at
 * most (itself, five claims, three joins, its person).
 */
export function planPage(events: readonly ReadEvent[], known: Known, planning: Planning): PagePlan {
  const held = new Map(known.held);
  const people = new Map(known.people);
  const moved = new Set<string>();
  const joined = new Set<string>();
  const appendings: Appending[] = [];
  let writes = 0;
  for (const event of events) {
    const recognised = recognise(event.identity, held, planning.hash);
    const { memberId, claims, others } = recognised;
    if (memberId === undefined) {
      if (writes + 1 > planning.maxWrites) break;
      writes += 1;
      appendings.push({ event: anonymous(event, planning), claims: [], joins: [] });
      continue;
    }
    const before = people.get(memberId);
    const person = touchesPerson(event, recognised)
      ? withPersonalFields(before ?? stranger(memberId, planning), saidBy(event, recognised), event.occurredAt)
      : before;
    const changes = person !== before && person !== undefined;
    const moves = changes && !moved.has(memberId);
    const newJoins = others.filter((other) => !joined.has([memberId, other].sort().join()));
    const needed = 1 + claims.length + newJoins.length + (moves ? 1 : 0);
    if (writes + needed > planning.maxWrites && appendings.length > 0) break;
    writes += needed;
    for (const { claim } of claims) held.set(claim, memberId);
    for (const other of newJoins) joined.add([memberId, other].sort().join());
    if (changes) {
      people.set(memberId, person);
      moved.add(memberId);
    }
    const { channel, eventId, occurredAt } = event;
    appendings.push({
      event: memberEvent(event, memberId, planning.receivedAt, reachableOf(person)),
      claims,
      joins: newJoins.map((other) => ({ memberId, other, channel, eventId, occurredAt })),
    });
  }
  const after = new Map(people);
  const written = [...moved].flatMap((memberId) => people.get(memberId) ?? []);
  for (const person of written) after.set(person.memberId, { ...person, version: person.version + 1 });
  return { page: { appendings, people: written }, after: { held, people: after } };
}

function anonymous(event: ReadEvent, { hash, receivedAt }: Planning): DeviceEvent {
  return deviceEvent(event, hash.deviceOf(event.identity.deviceId ?? ""), receivedAt);
}
