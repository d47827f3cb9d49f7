import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, test } from "vitest";
import { unmarshal } from "../../../adapters/dynamo/client.ts";
import {
  type EventItem,
  EventItemError,
  eventItem,
  shownEventOf,
  storedEventOf,
} from "../../../adapters/dynamo/event-item.ts";
import type { StoredEvent } from "../../../core/contract/event.ts";

function order(lines: number): StoredEvent {
  return {
    memberId: "m_aaaaaaaaaaaaaaaaaaaa",
    channel: "web",
    eventId: "order-536460-paid",
    type: "order.paid",
    occurredAt: "2011-09-01T10:00:00.000Z",
    receivedAt: "2011-09-01T10:00:01.000Z",
    historic: false,
    data: {
      orderId: "536460",
      currency: "GBP",
      deliveryMinor: 0,
      discountMinor: 0,
      totalMinor: 100 * lines,
      lines: Array.from({ length: lines }, (_, at) => ({
        lineId: String(at + 1),
        sku: String(20_000 + ((at * 7919) % 9_973)),
        name: `PACK OF ${(at * 31) % 97} ${["RETROSPOT", "VINTAGE", "ZINC", "WOODEN", "PINK"][at % 5]} ${["CAKE CASES", "HEART", "LANTERN", "NAPKINS"][at % 4]}`,
        category: "kitchen",
        quantity: 1 + (at % 12),
        unitPriceMinor: 85 + ((at * 37) % 900),
        discountMinor: 0,
        amountMinor: (1 + (at % 12)) * (85 + ((at * 37) % 900)),
        goods: true,
      })),
    },
  };
}

/** Bytes of an item as DynamoDB counts them: names and values. */
const weight = (item: EventItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => {
    const bytes =
      value instanceof Uint8Array ? value.length : typeof value === "string" ? Buffer.byteLength(value) : 10;
    return sum + name.length + bytes;
  }, 0);

describe("an event's item", () => {
  test.each([
    [1, 1],
    [3, 1],
    [30, 2],
    [500, 12],
  ])("of an order with %i lines takes %i write units at most", (lines, units) => {
    expect(Math.ceil(weight(eventItem(order(lines))) / 1024)).toBeLessThanOrEqual(units);
  });

  test.each([1, 30, 500])("gives back the event of %i lines, out of the table as out of its stream", (lines) => {
    const stored = marshall(eventItem(order(lines)));
    expect(storedEventOf(unmarshal(stored))).toEqual(order(lines));
    // Lambda is handed JSON: bytes come as base64.
    const bytes = stored.packed?.B;
    const streamed = bytes ? { ...stored, packed: { B: Buffer.from(bytes).toString("base64") } } : stored;
    expect(storedEventOf(unmarshal(streamed as typeof stored))).toEqual(order(lines));
  });

  test("gives back that a refund's money wasn't paid out yet, and says nothing of it otherwise", () => {
    expect(storedEventOf(eventItem({ ...order(1), payOutOpen: true }))).toEqual({ ...order(1), payOutOpen: true });
    expect(eventItem(order(1))).not.toHaveProperty("payOutOpen");
  });

  test("may be dropped 90 days after it was received", () => {
    expect(eventItem(order(1)).expiresAt).toBe(Date.parse("2011-11-30T10:00:01.000Z") / 1000);
  });

  test("that was not written so is refused by name", () => {
    for (const bent of [
      { pk: "D#x" },
      { sk: "nonsense" },
      { data: undefined },
      { data: "{" },
      { packed: "nonsense" },
    ]) {
      expect(() => storedEventOf({ ...eventItem(order(1)), ...bent } as EventItem)).toThrow(EventItemError);
    }
  });
});

describe("a damaged item", () => {
  const item = eventItem(order(1));

  test("is no event to whoever applies it, and is shown as unreadable to whoever looks at the member", () => {
    const damaged = { ...item, data: '{"orderId":"53' };
    expect(() => storedEventOf(damaged)).toThrow(EventItemError);
    expect(shownEventOf(damaged)).toMatchObject({ eventId: "order-536460-paid", data: { unreadable: true } });
    const packed = { ...eventItem(order(60)), packed: new Uint8Array([1, 2, 3]) };
    expect(shownEventOf(packed)).toMatchObject({ type: "order.paid", data: { unreadable: true } });
  });

  test("whose key is none of an event is left out", () => {
    expect(shownEventOf({ ...item, sk: "nonsense", data: "{" })).toBeUndefined();
  });
});
