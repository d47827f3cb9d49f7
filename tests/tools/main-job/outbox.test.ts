import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { outboxOf } from "../../../tools/main-job/outbox.ts";

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** The local cloud's two inspection endpoints, in the shapes that MiniStack 1.5.33 answers. */
async function cloudThatKept(kept: { texts: Record<string, unknown[]>; mails: { To: string[] }[] }): Promise<string> {
  server = createServer((request, answer) => {
    const texts = { sms_messages: kept.texts, region: "eu-west-2" };
    const mails = { messages: { "000000000000": kept.mails } };
    answer.end(JSON.stringify(request.url?.includes("sns") ? texts : mails));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const member = (customerId: string, phone: string | null, email: string | null) =>
  ({ customerId, phone, email }) as Parameters<typeof outboxOf>[1][number];

it("names who got a message since the last look, by phone or mail, each once", async () => {
  const kept = { texts: { "+447700900584": [{}] } as Record<string, unknown[]>, mails: [{ To: ["b@example.org"] }] };
  const outbox = outboxOf(await cloudThatKept(kept), [
    member("1", "+447700900584", "a@example.org"),
    member("2", null, "b@example.org"),
    member("3", "+447700900585", null),
  ]);
  expect(await outbox.newRecipients()).toEqual(["1", "2"]);
  expect(await outbox.newRecipients()).toEqual([]);
  kept.texts["+447700900585"] = [{}, {}];
  kept.mails.push({ To: ["b@example.org"] }, { To: ["stranger@example.org"] });
  expect(await outbox.newRecipients()).toEqual(["2", "3"]);
});
