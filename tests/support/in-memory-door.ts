import { hmacIdentity } from "../../adapters/identity/hmac-identity.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { AppendingPage, AppendOutcome, DeviceEvent, EventLog, Join } from "../../core/ingestion/event-log.ts";
import type { KeepPorts } from "../../core/ingestion/keep-events.ts";
import type { Person } from "../../core/members/person.ts";
import type { Vault } from "../../core/members/vault.ts";

/** Events and vault in memory, a page stored whole or not at all, as one transaction does. */
export class InMemoryDoor implements Vault, EventLog {
  readonly pageWrites: number;
  readonly events = new Map<string, StoredEvent | DeviceEvent>();
  readonly claims = new Map<string, string>();
  readonly persons = new Map<string, Person>();
  readonly joins: Join[] = [];
  appends = 0;
  /** Called before a page is stored: where a test lets somebody else be faster. */
  beforeAppend: (page: AppendingPage) => Promise<void> | void = () => {};

  constructor(pageWrites = 99) {
    this.pageWrites = pageWrites;
  }

  async membersOf(claims: readonly string[]): Promise<Map<string, string>> {
    return new Map(
      claims.flatMap((claim) => {
        const memberId = this.claims.get(claim);
        return memberId === undefined ? [] : [[claim, memberId] as const];
      }),
    );
  }

  async people(memberIds: readonly string[]): Promise<Map<string, Person>> {
    return new Map(
      memberIds.flatMap((id) => {
        const person = this.persons.get(id);
        return person === undefined ? [] : [[id, person] as const];
      }),
    );
  }

  async append(page: AppendingPage): Promise<AppendOutcome> {
    await this.beforeAppend(page);
    this.appends += 1;
    const writes =
      page.people.length + page.appendings.reduce((sum, one) => sum + 1 + one.claims.length + one.joins.length, 0);
    if (writes > this.pageWrites && page.appendings.length > 1) throw new Error(`a page of ${writes} writes`);
    const keys = page.appendings.map(({ event }) => keyOf(event));
    if (new Set(keys).size !== keys.length) throw new Error("an item stands twice in one transaction");
    const duplicates = keys.flatMap((key, position) => (this.events.has(key) ? [position] : []));
    if (duplicates.length > 0) return { appended: [], duplicates, moved: false };
    const claims = page.appendings.flatMap((one) => one.claims);
    if (new Set(claims.map(({ claim }) => claim)).size !== claims.length) throw new Error("a claim stands twice");
    const moved =
      claims.some(({ claim }) => this.claims.has(claim)) ||
      page.people.some(({ memberId, version }) => (this.persons.get(memberId)?.version ?? 0) !== version);
    if (moved) return { appended: [], duplicates: [], moved: true };
    for (const { claim, memberId } of claims) this.claims.set(claim, memberId);
    for (const person of page.people) this.persons.set(person.memberId, { ...person, version: person.version + 1 });
    for (const [at, { event, joins }] of page.appendings.entries()) {
      this.events.set(keys[at] ?? "", event);
      this.joins.push(...joins);
    }
    return { appended: keys.map((_, at) => at), duplicates: [], moved: false };
  }
}

const keyOf = (event: StoredEvent | DeviceEvent): string =>
  `${"memberId" in event ? event.memberId : event.device} ${event.occurredAt}#${event.channel}#${event.eventId}`;

/** The ports of `keepEvents` over a door in memory. */
export function portsOf(door: InMemoryDoor): KeepPorts {
  return {
    vault: door,
    log: door,
    hash: hmacIdentity("a secret for tests"),
    salt: () => "salt",
    pause: async () => {},
  };
}
