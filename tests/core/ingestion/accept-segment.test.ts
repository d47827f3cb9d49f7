import { describe, expect, test } from "vitest";
import { acceptSegment } from "../../../core/ingestion/accept-segment.ts";
import { InMemoryDoor, portsOf } from "../../support/in-memory-door.ts";

const caller = { now: "2011-09-01T12:00:00.000Z", region: "GB", mayImport: false, language: "en" as const };

/** The order of Segment's own spec for "Order Completed". */
const completed = {
  checkout_id: "fksdjfsdjfisjf9sdfjsd9f",
  order_id: "50314b8e9bcf000000000000",
  affiliation: "Google Store",
  total: 27.5,
  subtotal: 22.5,
  revenue: 25.0,
  shipping: 3,
  tax: 2,
  discount: 2.5,
  coupon: "hasbros",
  currency: "USD",
  products: [
    {
      product_id: "507f1f77bcf86cd799439011",
      sku: "45790-32",
      name: "Monopoly: 3rd Edition",
      price: 19,
      quantity: 1,
      category: "Board Games",
    },
    {
      product_id: "505bd76785ebb509fc183733",
      sku: "46493-32",
      name: "Uno Card Game",
      price: 3,
      quantity: 2,
      category: "游戏",
    },
  ],
};

const message = (over: Record<string, unknown>) => ({
  type: "track",
  messageId: "node-next-1314871200000-6fd3b1a0",
  timestamp: "2011-09-01T10:00:00.000Z",
  userId: "019mr8mf4r",
  properties: {},
  context: { library: { name: "@segment/analytics-node", version: "3.1.0" } },
  integrations: {},
  _metadata: { nodeVersion: "24.0.0" },
  ...over,
});

async function post(...batch: unknown[]) {
  const door = new InMemoryDoor();
  const answer = await acceptSegment(batch, caller, portsOf(door));
  return { door, answer, events: [...door.events.values()] };
}

describe("Segment's messages become events", () => {
  test("Order Completed is a paid order, exact in minor units, with its tax as a line that is no goods", async () => {
    const { events, answer } = await post(message({ event: "Order Completed", properties: completed }));
    expect(answer).toMatchObject({ accepted: 1, rejected: 0, results: [] });
    expect(events).toMatchObject([
      {
        channel: "segment",
        eventId: "node-next-1314871200000-6fd3b1a0",
        occurredAt: "2011-09-01T10:00:00.000Z",
        type: "order.paid",
        data: {
          orderId: "50314b8e9bcf000000000000",
          currency: "USD",
          totalMinor: 2750,
          deliveryMinor: 300,
          discountMinor: 250,
          lines: [
            {
              lineId: "507f1f77bcf86cd799439011",
              sku: "45790-32",
              category: "board-games",
              amountMinor: 1900,
              goods: true,
            },
            { lineId: "505bd76785ebb509fc183733", quantity: 2, unitPriceMinor: 300, amountMinor: 600, goods: true },
            { lineId: "tax", amountMinor: 200, goods: false },
          ],
        },
      },
    ]);
  });

  test("Order Refunded takes back the lines it names, and the whole order when it names none", async () => {
    const { events } = await post(
      message({
        event: "Order Refunded",
        messageId: "m-1",
        properties: { order_id: "50314b8e9bcf000000000000", currency: "USD", products: [completed.products[1]] },
      }),
      message({
        event: "Order Refunded",
        messageId: "m-2",
        properties: { order_id: "50314b8e9bcf000000000000", currency: "USD", total: 27.5 },
      }),
    );
    expect(events).toMatchObject([
      {
        type: "order.refunded",
        data: { refundId: "m-1", lines: [{ lineId: "505bd76785ebb509fc183733", quantity: 2, amountMinor: 600 }] },
      },
      { type: "order.cancelled", data: { orderId: "50314b8e9bcf000000000000" } },
    ]);
  });

  test("a product needs no more than an id and a price", async () => {
    const { events } = await post(
      message({
        event: "Order Completed",
        properties: { order_id: 7, currency: "GBP", products: [{ product_id: "p-1", price: "19.99" }] },
      }),
    );
    expect(events).toMatchObject([{ data: { orderId: "7", totalMinor: 1999, lines: [{ sku: "p-1", quantity: 1 }] } }]);
  });

  test("the same product twice in an order is two lines", async () => {
    const [product] = completed.products;
    const { events } = await post(
      message({
        event: "Order Completed",
        properties: { order_id: "1", currency: "usd", products: [product, { ...product, quantity: "3" }] },
      }),
    );
    expect(events).toMatchObject([
      {
        data: {
          totalMinor: 7600,
          lines: [{ lineId: "507f1f77bcf86cd799439011" }, { lineId: "507f1f77bcf86cd799439011.2", quantity: 3 }],
        },
      },
    ]);
  });

  test("identify is a profile in the vault; of an account made the same day, a registration", async () => {
    const traits = {
      email: "Peter@example.com",
      firstName: "Peter",
      phone: "+447700900123",
      birthday: "1980-02-29T00:00:00Z",
      plan: "gold",
    };
    const context = { locale: "zh-CN", timezone: "Asia/Shanghai" };
    const { door, events } = await post(
      message({ type: "identify", messageId: "i-1", traits, context }),
      message({
        type: "identify",
        messageId: "i-2",
        traits: { ...traits, createdAt: "2011-09-01T09:59:58.000Z" },
        context,
      }),
      message({
        type: "identify",
        messageId: "i-3",
        traits: { ...traits, createdAt: "2009-01-01T00:00:00.000Z" },
        context,
      }),
      message({ event: "Signed Up", messageId: "t-4" }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      "member.updated",
      "member.registered",
      "member.updated",
      "member.registered",
    ]);
    expect(events[0]?.data).toEqual({
      timeZone: "Asia/Shanghai",
      language: "zh-CN",
      birthday: "02-29",
      reachable: { sms: true, email: true },
    });
    expect([...door.persons.values()]).toMatchObject([
      { fields: { customerId: "019mr8mf4r", givenName: "Peter", email: "peter@example.com", birthday: "1980-02-29" } },
    ]);
  });

  test("an anonymous view is kept under its device", async () => {
    const { events } = await post(
      message({
        event: "Product Viewed",
        userId: undefined,
        anonymousId: "anon-1",
        properties: { product_id: 7, category: "Games" },
      }),
      message({ event: "Products Searched", messageId: "s", properties: { query: "uno" } }),
    );
    expect(events).toMatchObject([
      { device: expect.any(String), type: "product.viewed", data: { sku: "7", category: "games" } },
      { memberId: expect.any(String), type: "product.searched", data: { query: "uno" } },
    ]);
  });

  test("page, screen, group, alias and other tracks are answered as ignored, and nothing of them is kept", async () => {
    const ignored = ["page", "screen", "group", "alias"].map((type) =>
      message({ type, messageId: type, name: "Home" }),
    );
    const { answer, events } = await post(
      ...ignored,
      message({ event: "Video Paused", properties: { email: "a@b.example" } }),
    );
    expect(answer).toEqual({ accepted: 0, duplicates: 0, rejected: 0, ignored: 5, results: [] });
    expect(events).toEqual([]);
  });

  test("what is wrong is answered by its place in the batch, with the field of our event", async () => {
    const { answer } = await post(
      message({ type: "page" }),
      message({ event: "Order Completed", messageId: "a", properties: { ...completed, total: 99 } }),
      message({ event: "Order Completed", messageId: "b", properties: { ...completed, shipping: 3.001 } }),
      message({ event: "Order Completed", messageId: "c", properties: {} }),
      message({ event: "Order Completed", messageId: undefined }),
      message({ type: "identify", messageId: "e", traits: { phone: "nonsense" } }),
      "nonsense",
    );
    expect(answer).toMatchObject({ accepted: 0, rejected: 6, ignored: 1 });
    const said = answer.results.map(
      ({ index, problems }) => `${index} ${problems?.[0]?.pointer} ${problems?.[0]?.message}`,
    );
    expect(said).toEqual([
      "1 /batch/1 data.totalMinor must be the sum of the lines + deliveryMinor − discountMinor",
      "2 /batch/2 properties.shipping: 3.001 is no price in USD",
      expect.stringMatching(/^3 \/batch\/3 properties\.order_id: /),
      expect.stringMatching(/^4 \/batch\/4 messageId: /),
      expect.stringMatching(/^5 \/batch\/5 identity\.phone can't be a phone number/),
      expect.stringMatching(/^6 \/batch\/6 /),
    ]);
  });

  test("a message sent again, as after a time-out, is a duplicate whatever its sentAt", async () => {
    const one = message({ event: "Order Completed", properties: completed });
    const { answer, events } = await post(one, { ...one, sentAt: "2011-09-01T10:05:00.000Z" });
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, results: [{ index: 1, status: "duplicate" }] });
    expect(events).toHaveLength(1);
  });
});
