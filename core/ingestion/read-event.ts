import { ChannelEvent, type EventType, type Identity, STRONG_IDENTITIES } from "../contract/event.ts";
import { normalEmail, normalMoment, normalPhone, normalTimeZone } from "../members/normal-form.ts";
import { type Refusal, refusalsOf } from "./refusal.ts";

/** Clocks differ: so much later than ours may an event's moment be. */
const AHEAD_MS = 5 * 60_000;
/** Nobody's records that we could use are older: whatever is, is a clock that was never set. */
const EARLIEST = "2000-01-01T00:00:00.000Z";

/** What reading depends on beside the event. */
export interface Door {
  /** The product's clock, UTC. */
  now: string;
  /** Country of phone numbers without +, ISO 3166. */
  region: string;
  /** May the caller bring history? */
  mayImport: boolean;
}

/**
 * A stored item holds 400 KB at most. Only an order of very many lines with very long names can reach that: 150 lines at
 * their longest, each letter escaped, are 300 KB.
 */
const MAX_DATA_BYTES = 380_000;
const LINES_WORTH_WEIGHING = 150;

/** An event in normal form: phone E.164, e-mail lower case, moment UTC with milliseconds. */
export type ReadEvent = ChannelEvent;

export type Reading =
  | { kind: "event"; event: ReadEvent }
  /** `eventId` as far as it could be read, so that the caller finds its own. */
  | { kind: "refused"; eventId: string | undefined; refusals: Refusal[] };

/** Reads what a channel sent as one event: whole and in normal form, or everything that is wrong with it. */
export function readEvent(sent: unknown, door: Door): Reading {
  const parsed = ChannelEvent.safeParse(sent);
  if (!parsed.success) return { kind: "refused", eventId: idOf(sent), refusals: refusalsOf(parsed.error, sent) };
  const event = parsed.data;
  const refusals: Refusal[] = [];
  const occurredAt = readMoment(event.occurredAt, door.now, refusals);
  if (event.historic && !door.mayImport) {
    refusals.push({ path: ["historic"], code: "scope-missing", details: { scope: "events:import" } });
  }
  const identity = readIdentity(event.identity, door.region, refusals);
  const data = readData(event, refusals);
  if (isProfile(event.type) && !STRONG_IDENTITIES.some((kind) => identity[kind] !== undefined)) {
    refusals.push({ path: ["identity"], code: "strong-identity-missing" });
  }
  if (weighsTooMuch(event)) refusals.push({ path: ["data"], code: "too-big", details: { maximum: MAX_DATA_BYTES } });
  if (refusals.length > 0) return { kind: "refused", eventId: event.eventId, refusals };
  return { kind: "event", event: { ...event, occurredAt, identity, data } as ReadEvent };
}

function idOf(sent: unknown): string | undefined {
  const id = typeof sent === "object" && sent !== null && "eventId" in sent ? sent.eventId : undefined;
  return typeof id === "string" ? id.slice(0, 100) : undefined;
}

function readMoment(sent: string, now: string, refusals: Refusal[]): string {
  const occurredAt = normalMoment(sent);
  const path = ["occurredAt"];
  const code = outOfTime(occurredAt, now);
  if (code !== undefined) refusals.push({ path, code, details: { now, earliest: EARLIEST } });
  return occurredAt;
}

/** What is wrong with when something is said to have happened, if anything: clocks of tills may run ahead a little. */
export function outOfTime(occurredAt: string, now: string): "in-the-future" | "too-early" | undefined {
  if (Date.parse(occurredAt) > Date.parse(now) + AHEAD_MS) return "in-the-future";
  return Date.parse(occurredAt) < Date.parse(EARLIEST) ? "too-early" : undefined;
}

function readIdentity(sent: Identity, region: string, refusals: Refusal[]): Identity {
  const identity: Identity = { ...sent };
  if (sent.phone !== undefined) {
    const phone = normalPhone(sent.phone, region);
    if (phone === undefined) refusals.push({ path: ["identity", "phone"], code: "phone-invalid", details: { region } });
    else identity.phone = phone;
  }
  if (sent.email !== undefined) {
    const email = normalEmail(sent.email);
    if (email === undefined) refusals.push({ path: ["identity", "email"], code: "email-invalid" });
    else identity.email = email;
  }
  return identity;
}

/** Types whose data is a person's profile. */
export const isProfile = (type: EventType): type is "member.registered" | "member.updated" =>
  type === "member.registered" || type === "member.updated";

function readData(event: ChannelEvent, refusals: Refusal[]): ChannelEvent["data"] {
  if (!(event.type === "member.registered" || event.type === "member.updated") || event.data.timeZone === undefined) {
    return event.data;
  }
  const timeZone = normalTimeZone(event.data.timeZone);
  if (timeZone === undefined) refusals.push({ path: ["data", "timeZone"], code: "time-zone-unknown" });
  return { ...event.data, timeZone: timeZone ?? event.data.timeZone };
}

function weighsTooMuch({ data }: ChannelEvent): boolean {
  if (!("lines" in data) || data.lines.length <= LINES_WORTH_WEIGHING) return false;
  // Bytes in UTF-8: one below U+0080, two below U+0800, three, four beyond U+FFFF.
  let bytes = 0;
  for (const letter of JSON.stringify(data)) {
    const point = letter.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes > MAX_DATA_BYTES;
}
