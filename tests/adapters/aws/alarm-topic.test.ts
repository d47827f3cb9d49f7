import { SNSClient } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { alarmTopic } from "../../../adapters/aws/alarm-topic.ts";

function aClient(seen: URLSearchParams[]): SNSClient {
  return new SNSClient({
    region: "eu-west-2",
    maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    requestHandler: {
      handle: async (request: { body?: string }) => {
        seen.push(new URLSearchParams(request.body));
        throw new Error("nobody answers");
      },
    },
  });
}

test("what was found goes to the topic, under a subject that a mail can hold", async () => {
  const seen: URLSearchParams[] = [];
  const tell = alarmTopic(aClient(seen), "arn:aws:sns:eu-west-2:1:alarms");
  await expect(tell("x".repeat(300), "entry-missing at member m")).rejects.toThrow("nobody answers");
  expect(seen[0]?.get("Subject")).toHaveLength(100);
  expect(seen[0]?.get("Message")).toBe("entry-missing at member m");
  expect(seen[0]?.get("TopicArn")).toBe("arn:aws:sns:eu-west-2:1:alarms");
});

test("where the stage names nobody, nothing is sent", async () => {
  const seen: URLSearchParams[] = [];
  await alarmTopic(aClient(seen), "")("gaps", "many");
  expect(seen).toEqual([]);
});
