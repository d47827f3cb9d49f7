import type { Reachable, StoredEvent } from "../contract/event.ts";
import { PERSONAL_FIELDS, type PersonalFields } from "../members/person.ts";
import type { DeviceEvent } from "./event-log.ts";
import type { ReadEvent } from "./read-event.ts";

/** What an event says of a person, whoever it is: for the vault alone. */
export function personalFieldsOf({ identity, type, data }: ReadEvent): PersonalFields {
  const said: Record<string, unknown> = type.startsWith("member.") ? { ...data, ...identity } : identity;
  return Object.fromEntries(
    PERSONAL_FIELDS.flatMap((field) => (typeof said[field] === "string" ? [[field, said[field]]] : [])),
  );
}

function envelopeOf(event: ReadEvent, receivedAt: string) {
  const { channel, eventId, occurredAt, historic } = event;
  return { channel, eventId, occurredAt, receivedAt, historic };
}

/** The event as it is kept about a member: identity and personal fields are gone, `reachable` says what the vault has. */
export function memberEvent(event: ReadEvent, memberId: string, receivedAt: string, reachable: Reachable): StoredEvent {
  const envelope = { ...envelopeOf(event, receivedAt), memberId };
  if (event.type === "member.registered" || event.type === "member.updated") {
    const { givenName: _given, familyName: _family, birthday, ...data } = event.data;
    const monthAndDay = birthday === undefined ? {} : { birthday: birthday.slice("YYYY-".length) };
    return { ...envelope, type: event.type, data: { ...data, ...monthAndDay, reachable } } as StoredEvent;
  }
  return { ...envelope, type: event.type, data: event.data } as StoredEvent;
}

/** The event as it is kept about a device. A profile never is: the door asks it for a strong identity. */
export function deviceEvent(event: ReadEvent, device: string, receivedAt: string): DeviceEvent {
  return { ...envelopeOf(event, receivedAt), device, type: event.type, data: event.data };
}
