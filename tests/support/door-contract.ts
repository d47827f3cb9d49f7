import { describe, expect, test } from "vitest";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { AppendingPage, DeviceEvent, EventLog } from "../../core/ingestion/event-log.ts";
import type { Person } from "../../core/members/person.ts";
import type { Vault } from "../../core/members/vault.ts";

export interface DoorUnderTest {
  log: EventLog;
  vault: Vault;
  /** Events of a member, newest first. */
  eventsOf: (memberId: string) => Promise<StoredEvent[]>;
}

const event = (memberId: string, eventId: string, data: object = { sku: "1" }): StoredEvent =>
  ({
    memberId,
    channel: "web",
    eventId,
    type: "product.viewed",
    occurredAt: `2011-09-01T10:00:00.${eventId.padStart(3, "0").slice(-3)}Z`,
    receivedAt: "2011-09-01T10:00:01.000Z",
    historic: false,
    data,
  }) as StoredEvent;

const page = (events: (StoredEvent | DeviceEvent)[], more: Partial<AppendingPage> = {}): AppendingPage => ({
  appendings: events.map((one) => ({ event: one, claims: [], joins: [] })),
  people: [],
  ...more,
});

const person = (memberId: string, version: number, phone: string): Person => ({
  memberId,
  fields: { phone, givenName: "Frank" },
  setAt: { phone: "2011-09-01T10:00:00.000Z" },
  salt: "salt",
  version,
});

const all = (count: number) => Array.from({ length: count }, (_, at) => at);

/** What every door's store owes its users. `fresh` gives one whose members nobody else has. */
export function doorContract(name: string, make: () => DoorUnderTest): void {
  let made = 0;
  const fresh = () => {
    made += 1;
    const memberId = `m_${name.replace(/\W/g, "")}${made}`;
    return { ...make(), memberId, claim: `ID#${memberId}` };
  };

  describe(`the door's store ${name}`, () => {
    test("stores a page of events as they are, and answers by position", async () => {
      const { log, eventsOf, memberId } = fresh();
      const events = all(30).map((at) => event(memberId, String(at)));
      expect(await log.append(page(events))).toEqual({ appended: all(30), duplicates: [], moved: false });
      expect(await eventsOf(memberId)).toEqual(events.toReversed());
    });

    test("an event that is there stays as it is; the others are stored by the second try at the latest", async () => {
      const { log, eventsOf, memberId } = fresh();
      await log.append(page([event(memberId, "3")]));
      const events = all(6).map((at) => event(memberId, String(at), { sku: "later" }));
      const first = await log.append(page(events));
      expect(first).toMatchObject({ duplicates: [3], moved: false });
      const left = events.filter((_, at) => !first.appended.includes(at) && at !== 3);
      if (left.length > 0) await log.append(page(left));
      const stored = await eventsOf(memberId);
      expect(stored).toHaveLength(6);
      expect(stored.find(({ eventId }) => eventId === "3")?.data).toEqual({ sku: "1" });
    });

    test("an event, its claims and its person are stored together, and read back", async () => {
      const { log, vault, memberId, claim } = fresh();
      const appending = { event: event(memberId, "1"), claims: [{ claim, kind: "phone", memberId }], joins: [] };
      const outcome = await log.append({ appendings: [appending], people: [person(memberId, 0, "+44770")] });
      expect(outcome).toEqual({ appended: [0], duplicates: [], moved: false });
      expect(await vault.membersOf([claim, "ID#nobody"])).toEqual(new Map([[claim, memberId]]));
      expect(await vault.people([memberId, "m_nobody"])).toEqual(new Map([[memberId, person(memberId, 1, "+44770")]]));
    });

    test("a claim that somebody holds keeps the whole page out", async () => {
      const { log, vault, eventsOf, memberId, claim } = fresh();
      const claiming = (by: string) => ({
        appendings: [{ event: event(by, "1"), claims: [{ claim, kind: "phone", memberId: by }], joins: [] }],
        people: [person(by, 0, "+44770")],
      });
      await log.append(claiming(memberId));
      const late = `${memberId}late`;
      expect(await log.append(claiming(late))).toEqual({ appended: [], duplicates: [], moved: true });
      expect(await eventsOf(late)).toEqual([]);
      expect(await vault.people([late])).toEqual(new Map());
      expect(await vault.membersOf([claim])).toEqual(new Map([[claim, memberId]]));
    });

    test("a person who was changed since is not overwritten, and the page is kept out", async () => {
      const { log, vault, eventsOf, memberId } = fresh();
      await log.append(page([event(memberId, "1")], { people: [person(memberId, 0, "first")] }));
      await log.append(page([event(memberId, "2")], { people: [person(memberId, 1, "second")] }));
      const stale = await log.append(page([event(memberId, "3")], { people: [person(memberId, 1, "stale")] }));
      expect(stale).toEqual({ appended: [], duplicates: [], moved: true });
      expect((await vault.people([memberId])).get(memberId)).toEqual(person(memberId, 2, "second"));
      expect(await eventsOf(memberId)).toHaveLength(2);
    });

    test("of two who register the same person at once, one is stored and the other learns of it", async () => {
      const { log, vault, memberId, claim } = fresh();
      const register = (by: string) =>
        log.append({
          appendings: [{ event: event(by, "1"), claims: [{ claim, kind: "phone", memberId: by }], joins: [] }],
          people: [],
        });
      const outcomes = await Promise.all(all(4).map((at) => register(`${memberId}${at}`)));
      expect(outcomes.filter(({ appended }) => appended.length === 1)).toHaveLength(1);
      expect(outcomes.filter(({ moved }) => moved)).toHaveLength(3);
      expect((await vault.membersOf([claim])).size).toBe(1);
    });

    test("claims and persons are read however many", async () => {
      const { log, vault, memberId, claim } = fresh();
      await log.append({
        appendings: [{ event: event(memberId, "1"), claims: [{ claim, kind: "phone", memberId }], joins: [] }],
        people: [],
      });
      const many = all(350).map((at) => `ID#${memberId}-${at}`);
      expect(await vault.membersOf([...many, claim, claim])).toEqual(new Map([[claim, memberId]]));
    });

    test("a device's events and a pair to be joined, named by two events, are stored", async () => {
      const { log, memberId } = fresh();
      const { memberId: _, ...anonymous } = event(memberId, "1");
      const joining = (eventId: string) => ({
        event: event(memberId, eventId),
        claims: [],
        joins: [{ memberId, other: "m_other", channel: "web", eventId, occurredAt: "2011-09-01T10:00:00.000Z" }],
      });
      const device: DeviceEvent = { ...anonymous, device: `d${memberId}`, data: {} };
      expect(
        await log.append({
          appendings: [{ event: device, claims: [], joins: [] }, joining("2")],
          people: [],
        }),
      ).toMatchObject({ appended: [0, 1] });
      expect(await log.append({ appendings: [joining("3")], people: [] })).toMatchObject({ appended: [0] });
    });
  });
}
