import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeChannelKey } from "../../adapters/identity/make-channel-key.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import { eventsIn } from "../../core/ingestion/accept-events.ts";
import { acceptSegment } from "../../core/ingestion/accept-segment.ts";
import { whoCalls } from "../../core/ingestion/channel-key.ts";
import { InMemoryDoor, portsOf } from "../support/in-memory-door.ts";

/** Segment's own client, unchanged, against the door in memory; tests/e2e/segment.test.ts has the deployed one. */
const { key, text } = makeChannelKey("the web shop", ["events:write"], "2026-01-01T00:00:00.000Z");
const door = new InMemoryDoor();
const statuses: number[] = [];
let server: Server;
let host = "";

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const keys = { find: async (id: string) => (id === key.keyId ? key : undefined) };
    const caller = await whoCalls(request.headers.authorization, { keys, sha256 });
    const sent = eventsIn(JSON.parse(body), "batch");
    const now = new Date().toISOString();
    const refused = "reason" in caller ? 401 : Array.isArray(sent) ? 0 : sent.status;
    if (refused === 0 && Array.isArray(sent)) {
      await acceptSegment(sent, { now, region: "GB", mayImport: false, language: "en" }, portsOf(door));
    }
    statuses.push(refused || 200);
    response.writeHead(refused || 200, { "content-type": "application/json" }).end('{"success":true}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("what Segment's client posts becomes members and events", async () => {
  const analytics = new Analytics({ writeKey: text, host, flushAt: 20 });
  analytics.identify({
    userId: "019mr8mf4r",
    traits: { firstName: "Ann", email: "ann@example.org", createdAt: new Date().toISOString() },
  });
  analytics.track({
    userId: "019mr8mf4r",
    event: "Order Completed",
    properties: {
      order_id: "o-1",
      currency: "GBP",
      total: 59.97,
      products: [{ product_id: "p-1", name: "Tea", price: 19.99, quantity: 3 }],
    },
  });
  analytics.track({ anonymousId: "anon-1", event: "Product Viewed", properties: { sku: "p-1" } });
  analytics.page({ userId: "019mr8mf4r", name: "Home" });
  await analytics.closeAndFlush({ timeout: 5_000 });
  expect(statuses).toEqual([200]);
  const events = [...door.events.values()] as StoredEvent[];
  expect(events.map(({ type }) => type)).toEqual(["member.registered", "order.paid", "product.viewed"]);
  expect(events[1]).toMatchObject({ channel: "segment", data: { totalMinor: 5_997 } });
  expect(events[0]?.memberId).toBe(events[1]?.memberId);
});

test("its client is told of a wrong write key", async () => {
  const analytics = new Analytics({ writeKey: `${key.keyId}.${"x".repeat(43)}`, host, maxRetries: 0 });
  const failed = new Promise((resolve) => analytics.on("error", resolve));
  analytics.track({ userId: "u", event: "Signed Up" });
  await analytics.closeAndFlush({ timeout: 5_000 });
  await failed;
  expect(statuses.at(-1)).toBe(401);
});
