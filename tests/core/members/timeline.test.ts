import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hmacIdentity } from "../../../adapters/identity/hmac-identity.ts";
import { cursorOf, positionIn } from "../../../adapters/identity/signed-cursor.ts";
import type { StoredEvent } from "../../../core/contract/event.ts";
import type { Message } from "../../../core/journeys/enrolment.ts";
import type { Entry } from "../../../core/loyalty/ledger/entry.ts";
import { type TimelineItem, type TimelinePosition, timelinePage } from "../../../core/members/timeline.ts";

const event = (at: string, eventId: string, data: object = { sku: "1" }) =>
  ({
    memberId: "m",
    channel: "web",
    eventId,
    type: "product.viewed",
    occurredAt: at,
    receivedAt: at,
    historic: false,
    data,
  }) as StoredEvent;
const entry = (number: number, bookedOn: string): Entry => ({
  number,
  account: "points",
  kind: "earn",
  amount: 1,
  because: { source: "web:1", rule: "per-major-unit", programme: 1 },
  lots: [],
  occurredOn: bookedOn,
  bookedOn,
  hash: "",
});
const message = (messageId: string, at: string) =>
  ({ messageId, at, journey: "welcome", step: "welcome", channel: "sms", state: "sent", text: "hi" }) as Message;

/** A whole timeline, read as a client does: page by page, each from the cursor of the one before. */
function read(all: { events: StoredEvent[]; entries: Entry[]; messages: Message[] }, limit: number): TimelineItem[] {
  const keyed = all.events
    .map((one) => ({ event: one, sk: `${one.occurredAt}#${one.channel}#${one.eventId}` }))
    .sort((a, b) => (a.sk < b.sk ? 1 : -1));
  const numbered = all.entries.toSorted((a, b) => b.number - a.number);
  const items: TimelineItem[] = [];
  let from: TimelinePosition | undefined = {};
  for (let page = 0; from !== undefined && page < 200; page += 1) {
    const { event: sk, entry: number } = from as TimelinePosition;
    const events = keyed.filter((one) => sk === undefined || one.sk < sk).slice(0, limit + 1);
    const entries = numbered.filter((one) => number === undefined || one.number < number).slice(0, limit + 1);
    const shown = timelinePage({ events, entries, acts: all.messages.map((one) => ({ message: one })) }, from, limit);
    items.push(...shown.items);
    from = shown.next;
  }
  return items;
}

describe("the timeline", () => {
  test("shows the newest first, and the day's entries above what happened on it", () => {
    const items = read(
      {
        events: [event("2011-09-01T10:00:00.000Z", "a"), event("2011-09-02T10:00:00.000Z", "b")],
        entries: [entry(1, "2011-09-01")],
        messages: [message("m", "2011-09-01T11:00:00.000Z")],
      },
      10,
    );
    expect(items.map(({ kind, at }) => `${kind} ${at.slice(0, 13)}`)).toEqual([
      "event 2011-09-02T10",
      "entry 2011-09-01",
      "message 2011-09-01T11",
      "event 2011-09-01T10",
    ]);
  });

  test("read page by page shows each thing once, in the order of one long page, however many share a moment", () => {
    const moment = fc.integer({ min: 0, max: 6 }).map((hour) => `2011-09-0${1 + (hour % 3)}T0${hour}:00:00.000Z`);
    const everything = fc.record({
      events: fc.array(moment, { maxLength: 12 }),
      days: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 8 }),
      messages: fc.array(moment, { maxLength: 8 }),
    });
    fc.assert(
      fc.property(everything, fc.integer({ min: 1, max: 7 }), ({ events, days, messages }, limit) => {
        const all = {
          events: events.map((at, nr) => event(at, `e${nr}`)),
          entries: days.toSorted().map((day, nr) => entry(nr + 1, `2011-09-0${day}`)),
          messages: messages.map((at, nr) => message(`m${nr}`, at)),
        };
        const whole = read(all, 100);
        expect(whole).toHaveLength(events.length + days.length + messages.length);
        expect(read(all, limit)).toEqual(whole);
      }),
    );
  });

  test("an order of 500 lines is shown with its first twenty and their number", () => {
    const lines = Array.from({ length: 500 }, (_, at) => ({ sku: String(at) }));
    const [item] = read(
      { events: [event("2011-09-01T10:00:00.000Z", "a", { orderId: "1", lines })], entries: [], messages: [] },
      5,
    );
    expect(item).toMatchObject({ data: { orderId: "1", linesInAll: 500, lines: lines.slice(0, 20) } });
  });
});

describe("a cursor", () => {
  const hash = hmacIdentity("a secret for tests");
  const cursor = cursorOf({ event: "2011-09-01T10:00:00.000Z#web#a" }, "m_1", hash);

  test("leads back to its place", () => {
    expect(positionIn(cursor, "m_1", hash)).toEqual({ event: "2011-09-01T10:00:00.000Z#web#a" });
  });

  test("that was forged, bent, borrowed from another member or signed by another deployment leads nowhere", () => {
    const [payload = "", signature = ""] = cursor.split(".");
    const forged = Buffer.from(JSON.stringify({ event: "0" })).toString("base64url");
    for (const bad of [
      "",
      ".",
      "x",
      payload,
      `${payload}.`,
      `${forged}.${signature}`,
      `${cursor}.x`,
      `${cursor}x`,
      "💥.💥",
    ]) {
      expect(positionIn(bad, "m_1", hash)).toBeUndefined();
    }
    expect(positionIn(cursor, "m_2", hash)).toBeUndefined();
    expect(positionIn(cursor, "m_1", hmacIdentity("another secret"))).toBeUndefined();
  });
});
