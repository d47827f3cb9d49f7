import { SNSClient } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { senderIdOf, snsSms } from "../../../adapters/aws/sms.ts";

test.each([
  ["Sample Gifts", "SampleGifts"],
  ["The Corner Shop of Bath", "TheCornerSh"],
  ["鲜活集", undefined],
  ["24/7", undefined],
  ["7-Eleven", "7Eleven"],
])("%s is sent as %s", (shop, senderId) => {
  expect(senderIdOf(shop)).toBe(senderId);
});

/** A client whose requests end at a hand-written handler. */
function aClient(handle: () => Promise<never>, seen: string[]): SNSClient {
  return new SNSClient({
    region: "eu-west-2",
    maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    requestHandler: {
      handle: (request: { body?: string }) => {
        seen.push(request.body ?? "");
        return handle();
      },
    },
  });
}

test("a provider that doesn't answer is asked once, and the message is unclear", async () => {
  const seen: string[] = [];
  const reset = () => Promise.reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  const answer = await snsSms(aClient(reset, seen))({
    messageId: "msg_1",
    to: "+447700900001",
    text: "Hi",
    shopName: "Sample Gifts",
  });
  expect(answer).toEqual({ kind: "unclear", because: "ECONNRESET" });
  expect(seen).toHaveLength(1);
  expect(decodeURIComponent(seen[0] ?? "")).toContain("SampleGifts");
});
