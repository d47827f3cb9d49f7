import type { IdentityHash } from "../members/identity-hash.ts";
import type { Vault } from "../members/vault.ts";
import type { EventLog } from "./event-log.ts";
import { type Known, planPage, touchesPerson } from "./plan-page.ts";
import type { ReadEvent } from "./read-event.ts";
import { claimsOf, recognise } from "./recognise.ts";

/** How often the door reads anew when others claimed or changed the same persons meanwhile. */
const TRIES = 6;

/** The same persons are being registered or changed by too many at once: send the same again. */
export class DoorBusyError extends Error {
  readonly left: number;
  constructor(left: number) {
    super(`${left} events found their persons changed by others ${TRIES} times in a row`);
    this.name = "DoorBusyError";
    this.left = left;
  }
}

export interface Kept {
  status: "accepted" | "duplicate";
  /** Absent for an event of an anonymous device. */
  memberId?: string;
}

export interface KeepPorts {
  vault: Vault;
  log: EventLog;
  hash: IdentityHash;
  /** A person's salt: random. */
  salt: () => string;
  /** Waits before try n (1, 2, …): full jitter in the shell, nothing in tests. */
  pause: (attempt: number) => Promise<void>;
}

/**
 * Keeps events that were read: finds out whom each is about and appends it, with what it says of the person, in one
 * transaction. Answers by position. The same id again, in this call or ever, is a duplicate, and the first one stands.
 * Pages are stored one after the other, each whole or not at all; when it throws, the events before are kept, and
 * sending everything again is right.
 * @throws DoorBusyError after six conflicts.
 */
export async function keepEvents(
  events: readonly ReadEvent[],
  receivedAt: string,
  { hash, ...given }: KeepPorts,
): Promise<Kept[]> {
  const ports: KeepPorts = { ...given, hash: remembering(hash) };
  const kept = new Map<string, Kept>();
  let left = firstOfEach(events);
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > TRIES) throw new DoorBusyError(left.length);
    if (attempt > 1) await ports.pause(attempt - 1);
    left = await keepPages(left, await read(left, ports), receivedAt, ports, kept);
  }
  // A repeat within the call is a duplicate of the first: each name is answered `accepted` once.
  const answered = new Set<string>();
  return events.map((event) => {
    const name = nameOf(event);
    const first = kept.get(name) ?? { status: "duplicate" };
    const repeated = answered.has(name);
    answered.add(name);
    return repeated ? { ...first, status: "duplicate" } : first;
  });
}

/** Stores page after page until all are stored or somebody was faster; answers what is left. */
async function keepPages(
  events: readonly ReadEvent[],
  read: Known,
  receivedAt: string,
  { log, hash, salt }: KeepPorts,
  kept: Map<string, Kept>,
): Promise<ReadEvent[]> {
  let left = [...events];
  let known = read;
  while (left.length > 0) {
    const { page, after } = planPage(left, known, { receivedAt, hash, salt, maxWrites: log.pageWrites });
    const { appended, duplicates, moved } = await log.append(page);
    const settled = new Set([...appended, ...duplicates]);
    for (const position of settled) {
      const event = page.appendings[position]?.event;
      if (event === undefined) continue;
      const status = appended.includes(position) ? "accepted" : "duplicate";
      kept.set(nameOf(event), "memberId" in event ? { status, memberId: event.memberId } : { status });
    }
    left = left.filter((_, position) => !settled.has(position));
    if (moved || settled.size === 0) return left;
    // A page with claims or persons in it is stored whole or not at all; any other changes nothing that is known.
    if (appended.length === page.appendings.length) known = after;
  }
  return [];
}

async function read(events: readonly ReadEvent[], { vault, hash }: KeepPorts): Promise<Known> {
  const held = await vault.membersOf(
    events.flatMap(({ identity }) => claimsOf(identity, hash).map(({ claim }) => claim)),
  );
  const members = new Set(held.values());
  const touched = events.flatMap((event) => {
    const recognised = recognise(event.identity, held, hash);
    const { memberId } = recognised;
    return memberId !== undefined && members.has(memberId) && touchesPerson(event, recognised) ? [memberId] : [];
  });
  return { held, people: touched.length > 0 ? await vault.people(touched) : new Map() };
}

/** Each claim is asked for by reading, by recognising and by planning: hashed once, it costs a third. */
function remembering(hash: IdentityHash): IdentityHash {
  const claims = new Map<string, string>();
  return {
    ...hash,
    claimOf(kind, value) {
      const name = `${kind}:${value}`;
      const claim = claims.get(name) ?? hash.claimOf(kind, value);
      claims.set(name, claim);
      return claim;
    },
  };
}

/** How a channel names its event: whatever else is in it, the same name is the same event. */
const nameOf = ({ channel, eventId }: { channel: string; eventId: string }): string => `${channel}#${eventId}`;

function firstOfEach(events: readonly ReadEvent[]): ReadEvent[] {
  const first = new Map<string, ReadEvent>();
  for (const event of events) if (!first.has(nameOf(event))) first.set(nameOf(event), event);
  return [...first.values()];
}
