import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StoredEvent } from "../../../core/contract/event.ts";
import { DoorBusyError, keepEvents } from "../../../core/ingestion/keep-events.ts";
import { type ReadEvent, readEvent } from "../../../core/ingestion/read-event.ts";
import { aChannelEvent, aPaidOrder, aRegistration } from "../../support/builders/channel-events.ts";
import { InMemoryDoor, portsOf } from "../../support/in-memory-door.ts";

const NOW = "2011-09-01T12:00:00.000Z";

function read(...sent: unknown[]): ReadEvent[] {
  return sent.map((one) => {
    const reading = readEvent(one, { now: NOW, region: "GB", mayImport: true });
    if (reading.kind === "refused") throw new Error(JSON.stringify(reading.refusals));
    return reading.event;
  });
}

const keep = (door: InMemoryDoor, ...sent: unknown[]) => keepEvents(read(...sent), NOW, portsOf(door));
const stored = (door: InMemoryDoor) => [...door.events.values()];

describe("whom an event is about", () => {
  test("somebody new is a member from the first event on, named by the strongest identity", async () => {
    const door = new InMemoryDoor();
    const [kept] = await keep(door, aRegistration());
    expect(kept).toEqual({ status: "accepted", memberId: expect.stringMatching(/^m_[a-z2-7]{20}$/) });
    const [again] = await keep(new InMemoryDoor(), aPaidOrder({ identity: { customerId: "12373" } }));
    expect(again?.memberId).toBe(kept?.memberId);
  });

  test("whoever registered is recognised by phone, mail or customer id alone", async () => {
    const door = new InMemoryDoor();
    const [{ memberId } = { memberId: "" }] = await keep(door, aRegistration());
    const kept = await keep(
      door,
      aPaidOrder({ eventId: "a", identity: { phone: "07700 900584" } }),
      aPaidOrder({ eventId: "b", identity: { email: "FRANK.stone@example.org" } }),
      aPaidOrder({ eventId: "c" }),
    );
    expect(kept.map((one) => one.memberId)).toEqual([memberId, memberId, memberId]);
  });

  test("a further identity is linked by the first event that names it beside a known one", async () => {
    const door = new InMemoryDoor();
    await keep(door, aPaidOrder());
    const [linked] = await keep(door, aPaidOrder({ eventId: "b", identity: { customerId: "12373", unionId: "u1" } }));
    const [found] = await keep(door, aPaidOrder({ eventId: "c", identity: { unionId: "u1" } }));
    expect(found?.memberId).toBe(linked?.memberId);
    expect(door.persons.get(linked?.memberId ?? "")?.fields).toEqual({ customerId: "12373", unionId: "u1" });
  });

  test("two events of somebody new in one call make one member, whichever identity each names", async () => {
    const door = new InMemoryDoor();
    const kept = await keep(
      door,
      aPaidOrder({ eventId: "a", identity: { email: "x@example.org" } }),
      aRegistration({ eventId: "b", identity: { email: "x@example.org", phone: "+447700900001" } }),
      aPaidOrder({ eventId: "c", identity: { phone: "+447700900001" } }),
    );
    expect(new Set(kept.map(({ memberId }) => memberId)).size).toBe(1);
  });

  test("two known members named together: the strongest identity's gets the event, and both are on record for joining", async () => {
    const door = new InMemoryDoor();
    const [a, b] = await keep(
      door,
      aPaidOrder({ eventId: "a", identity: { customerId: "1" } }),
      aPaidOrder({ eventId: "b", identity: { phone: "+447700900002" } }),
    );
    const both = { customerId: "1", phone: "+447700900002" };
    const [kept] = await keep(door, aPaidOrder({ eventId: "c", identity: both }));
    expect(kept?.memberId).toBe(a?.memberId);
    expect(door.joins).toMatchObject([{ memberId: a?.memberId, other: b?.memberId, channel: "web", eventId: "c" }]);
  });

  test("an anonymous device makes no member; its events are kept under it, and know nobody's name", async () => {
    const door = new InMemoryDoor();
    const [kept] = await keep(door, aChannelEvent({ identity: { deviceId: "tablet-7" } }));
    expect(kept).toEqual({ status: "accepted" });
    expect(stored(door)).toMatchObject([{ device: expect.stringMatching(/^[a-z2-7]{26}$/), type: "product.viewed" }]);
    expect(door.claims.size).toBe(0);
  });

  test("a device is linked to the first member seen on it, and recognises nobody", async () => {
    const door = new InMemoryDoor();
    const [first, second] = await keep(
      door,
      aPaidOrder({ eventId: "a", identity: { customerId: "1", deviceId: "tablet" } }),
      aPaidOrder({ eventId: "b", identity: { customerId: "2", deviceId: "tablet" } }),
    );
    expect(first?.memberId).not.toBe(second?.memberId);
    expect(door.joins).toEqual([]);
    const deviceClaim = portsOf(door).hash.claimOf("deviceId", "tablet");
    expect(door.claims.get(deviceClaim)).toBe(first?.memberId);
  });
});

describe("what is personal goes to the vault, in the same transaction, and nowhere else", () => {
  test("the stored registration says by what a member is reachable, not under which address, and of a birthday no year", async () => {
    const door = new InMemoryDoor();
    await keep(door, aRegistration({}, { birthday: "1984-02-29", marketingConsent: { sms: true } }));
    const [event] = stored(door) as StoredEvent[];
    expect(event?.data).toEqual({
      timeZone: "Europe/Vienna",
      language: "en",
      marketingConsent: { sms: true },
      birthday: "02-29",
      reachable: { sms: true, email: true },
    });
    expect(JSON.stringify(event)).not.toMatch(/Frank|Stone|7700|example\.org|1984|12373/);
    expect([...door.persons.values()]).toMatchObject([
      { fields: { givenName: "Frank", birthday: "1984-02-29", phone: "+447700900584" }, version: 1 },
    ]);
  });

  test("of profiles that arrive in any order, any number of times, each field keeps what occurred last", async () => {
    const said = [
      aRegistration({ eventId: "a", occurredAt: "2011-08-01T00:00:00Z" }, { givenName: "A" }),
      aRegistration({ eventId: "b", occurredAt: "2011-08-02T00:00:00Z", type: "member.updated" }, { givenName: "B" }),
      aRegistration(
        { eventId: "c", occurredAt: "2011-08-03T00:00:00Z", identity: { customerId: "12373", phone: "+447700900999" } },
        { givenName: undefined, familyName: "C" },
      ),
      aRegistration({ eventId: "d", occurredAt: "2011-08-03T00:00:00Z" }, { givenName: "D", familyName: "D" }),
    ];
    const order = fc.shuffledSubarray([...said, ...said], { minLength: said.length * 2 });
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 4 }), async (sent, size) => {
        const door = new InMemoryDoor();
        for (let at = 0; at < sent.length; at += size) await keep(door, ...sent.slice(at, at + size));
        expect([...door.persons.values()][0]?.fields).toEqual({
          customerId: "12373",
          givenName: "D",
          familyName: "D",
          phone: "+447700900999",
          email: "frank.stone@example.org",
        });
        expect(door.events.size).toBe(said.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe("once, whatever is sent", () => {
  test("the same event again is a duplicate: in the call, in the next, with other content", async () => {
    const door = new InMemoryDoor();
    const first = await keep(door, aPaidOrder(), aPaidOrder({}, { orderId: "other" }));
    expect(first.map(({ status }) => status)).toEqual(["accepted", "duplicate"]);
    const [again] = await keep(door, aPaidOrder({}, { orderId: "third" }));
    expect(again).toEqual({ status: "duplicate", memberId: first[0]?.memberId });
    expect(stored(door)).toMatchObject([{ data: { orderId: "536460" } }]);
  });

  test("a duplicate in a page costs the others nothing", async () => {
    const door = new InMemoryDoor();
    await keep(door, aPaidOrder({ eventId: "3" }));
    const sent = Array.from({ length: 10 }, (_, at) => aPaidOrder({ eventId: String(at) }));
    const kept = await keep(door, ...sent);
    expect(kept.map(({ status }) => status).filter((status) => status === "duplicate")).toHaveLength(1);
    expect(door.events.size).toBe(10);
    expect(door.appends).toBe(3);
  });

  test("500 events of 500 new members go in pages that a transaction can hold", async () => {
    const door = new InMemoryDoor();
    const sent = Array.from({ length: 500 }, (_, at) =>
      aRegistration({
        eventId: String(at),
        identity: {
          customerId: String(at),
          phone: `+4477009${String(at).padStart(5, "0")}`,
          email: `${at}@example.org`,
        },
      }),
    );
    const kept = await keep(door, ...sent);
    expect(new Set(kept.map(({ memberId }) => memberId)).size).toBe(500);
    // Five writes each: 19 to a page of 99.
    expect(door.appends).toBe(Math.ceil(500 / 19));
  });
});

describe("several at once", () => {
  test("two calls that register the same person make one member", async () => {
    const door = new InMemoryDoor();
    let met = false;
    door.beforeAppend = async () => {
      if (met) return;
      met = true;
      await keep(door, aRegistration({ eventId: "faster", identity: { email: "frank.stone@example.org" } }));
    };
    const [slower] = await keep(door, aRegistration({ eventId: "slower" }));
    const members = new Set(stored(door).map((event) => ("memberId" in event ? event.memberId : "")));
    expect(members).toEqual(new Set([slower?.memberId]));
    expect(new Set(door.claims.values())).toEqual(new Set([slower?.memberId]));
    expect(door.persons.size).toBe(1);
  });

  test("whoever is always beaten gives up as busy, and what was stored before stays", async () => {
    const door = new InMemoryDoor(2);
    let version = 0;
    await keep(door, aRegistration({ eventId: "first" }));
    door.beforeAppend = () => {
      for (const person of door.persons.values()) {
        version += 1;
        door.persons.set(person.memberId, { ...person, version: 100 + version });
      }
    };
    const view = aChannelEvent({ eventId: "view" });
    const update = aRegistration({ eventId: "u", occurredAt: "2011-09-01T11:00:00Z" }, { givenName: "F" });
    await expect(keep(door, view, update)).rejects.toThrow(DoorBusyError);
    expect(stored(door).map((event) => event.eventId)).toEqual(["first", "view"]);
  });
});
