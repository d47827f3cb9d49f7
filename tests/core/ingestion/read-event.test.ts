import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../../../core/contract/event.ts";
import { type Door, readEvent } from "../../../core/ingestion/read-event.ts";
import { problemItems } from "../../../core/ingestion/refusal.ts";
import { aChannelEvent, aLine, aPaidOrder, aRegistration } from "../../support/builders/channel-events.ts";

const door: Door = { now: "2011-09-01T12:00:00.000Z", region: "GB", mayImport: false };
const TEXT = "x".repeat(10_000);

function refusals(sent: unknown, at: Partial<Door> = {}) {
  const reading = readEvent(sent, { ...door, ...at });
  if (reading.kind === "event") return [];
  return problemItems("/events/3", reading.refusals, "en").map(({ pointer, code }) => `${pointer} ${code}`);
}

describe("what is wrong with an event is said by place and code", () => {
  test.each([
    ["no object", "text", ["/events/3 wrong-type"]],
    ["null", null, ["/events/3 wrong-type"]],
    ["an unknown type", aChannelEvent({ type: "order.eaten" }), ["/events/3/type unknown-type"]],
    ["no type", aChannelEvent({ type: undefined }), ["/events/3/type missing"]],
    ["a field that nobody reads", aChannelEvent({ shoeSize: 44 }), ["/events/3/shoeSize unknown-field"]],
    ["a name with a slash", aChannelEvent({ "a/b~c": 1 }), ["/events/3/a~1b~0c unknown-field"]],
    ["1970", aChannelEvent({ occurredAt: "1970-01-01T00:00:00Z" }), ["/events/3/occurredAt too-early"]],
    [
      "ten minutes ahead",
      aChannelEvent({ occurredAt: "2011-09-01T12:10:00Z" }),
      ["/events/3/occurredAt in-the-future"],
    ],
    [
      "a moment without offset",
      aChannelEvent({ occurredAt: "2011-09-01T10:00:00" }),
      ["/events/3/occurredAt wrong-format"],
    ],
    ["30 February", aChannelEvent({ occurredAt: "2011-02-30T10:00:00Z" }), ["/events/3/occurredAt wrong-format"]],
    ["nobody", aChannelEvent({ identity: {} }), ["/events/3/identity identity-missing"]],
    ["a text for an object", aChannelEvent({ identity: "12373" }), ["/events/3/identity wrong-type"]],
    ["history without the scope", aChannelEvent({ historic: true }), ["/events/3/historic scope-missing"]],
    ["a phone that can't be", aRegistration({ identity: { phone: "12" } }), ["/events/3/identity/phone phone-invalid"]],
    ["a mail that isn't", aRegistration({ identity: { email: "a@b@c" } }), ["/events/3/identity/email email-invalid"]],
    ["no such zone", aRegistration({}, { timeZone: "Europe/Atlantis" }), ["/events/3/data/timeZone time-zone-unknown"]],
    ["an offset for a zone", aRegistration({}, { timeZone: "+02:00" }), ["/events/3/data/timeZone time-zone-unknown"]],
    ["a language we don't speak", aRegistration({}, { language: "fr" }), ["/events/3/data/language not-allowed"]],
    [
      "a profile of a device",
      aRegistration({ identity: { deviceId: "d" } }),
      ["/events/3/identity strong-identity-missing"],
    ],
    ["a negative amount", aPaidOrder({}, { totalMinor: -1 }), ["/events/3/data/totalMinor too-small"]],
    ["a fraction of a penny", aPaidOrder({}, { totalMinor: 250.5 }), ["/events/3/data/totalMinor not-whole"]],
    ["1e18", aPaidOrder({}, { totalMinor: 1e18 }), ["/events/3/data/totalMinor too-large"]],
    ["a total that doesn't add up", aPaidOrder({}, { totalMinor: 251 }), ["/events/3/data/totalMinor order-sum"]],
    ["no lines", aPaidOrder({}, { lines: [], totalMinor: 0 }), ["/events/3/data/lines too-few"]],
    [
      "501 lines",
      aPaidOrder({}, { lines: Array(501).fill(aLine()), totalMinor: 0 }),
      ["/events/3/data/lines too-many"],
    ],
    [
      "a line that doesn't add up",
      aPaidOrder({}, { lines: [aLine({ amountMinor: 251 })], totalMinor: 251 }),
      ["/events/3/data/lines/0/amountMinor line-sum"],
    ],
    [
      "a line twice",
      aPaidOrder({}, { lines: [aLine({ lineId: "2" }), aLine()], totalMinor: 500 }),
      ["/events/3/data/lines line-repeated"],
    ],
    ["10,000 characters", aPaidOrder({}, { lines: [aLine({ sku: TEXT })] }), ["/events/3/data/lines/0/sku too-long"]],
    ["an id with a space", aChannelEvent({ eventId: "a b" }), ["/events/3/eventId wrong-format"]],
    ["an id with our separator", aChannelEvent({ eventId: "a#b" }), ["/events/3/eventId wrong-format"]],
  ])("%s", (_, sent, expected) => {
    expect(refusals(sent)).toEqual(expected);
  });

  test("everything wrong with one event is said at once, ten things at most", () => {
    const sent = aPaidOrder({ channel: "No", occurredAt: "now" }, { lines: Array(500).fill(aLine({ quantity: 0 })) });
    expect(refusals(sent)).toHaveLength(10);
  });

  test("the sentence is Chinese for who asks in Chinese", () => {
    const reading = readEvent(aPaidOrder({}, { totalMinor: 1 }), door);
    if (reading.kind === "event") throw new Error("it should be refused");
    const [item] = problemItems("/events/0", reading.refusals, "zh-CN");
    expect(item).toMatchObject({ code: "order-sum", message: expect.stringContaining("必须等于") });
  });

  test("an order of 500 lines that weighs more than an item may is refused, one of usual names is not", () => {
    const lines = (name: string) => Array.from({ length: 500 }, (_, at) => aLine({ sku: `sku-${at}`, name }));
    expect(refusals(aPaidOrder({}, { lines: lines("\u0000".repeat(190)), totalMinor: 125_000 }))).toEqual([
      "/events/3/data too-big",
    ]);
    expect(refusals(aPaidOrder({}, { lines: lines("新鲜水果".repeat(12)), totalMinor: 125_000 }))).toEqual([]);
  });
});

describe("what is right is put into normal form", () => {
  test("phone E.164, mail in lower case, moment UTC with milliseconds, zone in its usual letters", () => {
    const reading = readEvent(
      aRegistration(
        { occurredAt: "2011-09-01T10:00:00+02:00", identity: { phone: "07700 900584", email: " Frank@Example.ORG " } },
        { timeZone: "europe/vienna" },
      ),
      door,
    );
    expect(reading).toMatchObject({
      kind: "event",
      event: {
        occurredAt: "2011-09-01T08:00:00.000Z",
        identity: { phone: "+447700900584", email: "frank@example.org" },
        data: { timeZone: "Europe/Vienna" },
      },
    });
  });

  test("four minutes ahead is a clock that runs fast, and fine", () => {
    expect(refusals(aChannelEvent({ occurredAt: "2011-09-01T12:04:00Z" }))).toEqual([]);
  });

  test("SQL, HTML, emoji and Chinese are texts like any other", () => {
    for (const text of [
      "'; DROP TABLE members; --",
      "<script>alert(1)</script>",
      "🎂🍰",
      "榴莲千层蛋糕",
      "\u202Etxet",
    ]) {
      expect(refusals(aPaidOrder({}, { lines: [aLine({ sku: text, name: text })] }))).toEqual([]);
    }
  });

  test("history is taken from a key that may import", () => {
    expect(refusals(aChannelEvent({ historic: true }), { mayImport: true })).toEqual([]);
  });
});

test("whatever is sent is answered, and no reading throws", () => {
  const anything = fc.oneof(
    fc.anything({ withBigInt: false }),
    fc.record({
      ...Object.fromEntries(Object.keys(aChannelEvent()).map((key) => [key, fc.anything()])),
      type: fc.constantFrom(...EVENT_TYPES),
      data: fc.oneof(fc.anything(), fc.constant(aPaidOrder().data), fc.object()),
    }),
  );
  fc.assert(
    fc.property(anything, (sent) => {
      const reading = readEvent(sent, door);
      if (reading.kind === "refused") expect(problemItems("", reading.refusals, "en").length).toBeGreaterThan(0);
    }),
  );
});

test("an event in normal form reads as itself", () => {
  for (const sent of [aChannelEvent(), aPaidOrder(), aRegistration()]) {
    const once = readEvent(sent, door);
    if (once.kind === "refused") throw new Error("it should be read");
    expect(readEvent(once.event, door)).toEqual(once);
  }
});
