import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ran, runOnDeployed as run } from "../support/deployed-command.ts";
import { call, turnClock, until } from "../support/deployed-shop.ts";

// The adapters' clients read where the cloud is when they are loaded; deployed-shop.ts has said so.
const { sqsParkedQueues } = await import("../../tools/perennial/sqs-parked-queues.ts");

const folder = mkdtempSync(path.join(tmpdir(), "perennial-"));
const samples = path.join(import.meta.dirname, "..", "..", "samples", "programme");
const NOW = "2011-09-02T11:00:00.000Z";

beforeAll(async () => {
  await turnClock(NOW);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a key that was made gets in, and is listed as revoked when it was", async () => {
  await run("programme", "apply", samples);
  const { printed: key } = await run("keys", "make", "a reader", "--scope", "journeys:read");
  expect((await call("GET", "/v1/programme/journeys", { key })).status).toBe(200);
  const [keyId = ""] = key.split(".");
  expect((await run("keys", "revoke", keyId)).printed).toContain(`revoked since ${NOW}`);
  const listed: { keyId: string }[] = JSON.parse((await run("keys", "list", "--json")).printed);
  expect(listed.find((one) => one.keyId === keyId)).toMatchObject({ label: "a reader", revokedAt: NOW });
});

test("a folder is applied, shows up over HTTP with who and when, and is rolled back", async () => {
  await run("programme", "apply", samples);
  expect(await run("programme", "diff", samples)).toMatchObject({ printed: "no difference", exitCode: 0 });
  const changed = path.join(folder, "changed");
  await run("programme", "show", "--into", changed);
  const file = path.join(changed, "journeys", "welcome.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"capPer30Days": 4', '"capPer30Days": 5'));
  expect((await run("programme", "apply", changed, "--by", "Ann")).printed).toContain("~ capPer30Days: 4 → 5");

  const { printed: key } = await run("keys", "make", "a marketer", "--scope", "journeys:read,journeys:write");
  const { body, headers } = await call<{ version: number; savedBy: string; savedAt: string; value: object }>(
    "GET",
    "/v1/programme/journeys/welcome",
    { key },
  );
  expect(body).toMatchObject({ savedBy: "Ann", savedAt: NOW, value: { capPer30Days: 5 } });
  expect(headers.get("etag")).toBe(`"${body.version}"`);
  const before = String(body.version - 1);
  expect((await run("programme", "rollback", "welcome", "--to", before)).printed).toContain("5 → 4");

  // The version that was read is in force no more.
  const put = (ifMatch: string | undefined, sent: object) =>
    call("PUT", "/v1/programme/journeys/welcome", {
      key,
      body: sent,
      ...(ifMatch ? { headers: { "if-match": ifMatch } } : {}),
    });
  expect((await put(headers.get("etag") ?? "", { ...body.value, capPer30Days: 6 })).status).toBe(412);
  expect((await put(undefined, body.value)).status).toBe(428);
  expect((await put(`"${body.version + 1}"`, { ...body.value, holdOutShare: 0.9 })).body).toMatchObject({
    code: "journey-unsound",
    problems: [{ pointer: "/holdOutShare", code: "hold-out-too-large" }],
  });
  expect((await run("programme", "diff", samples)).printed).toBe("no difference");
});

test("a history is imported over the API, and what can't be read is told", async () => {
  const file = (name: string) => path.join(folder, name);
  const suffix = `${process.pid}-${Date.now()}`;
  writeFileSync(
    file("members.csv"),
    `customerId,joinedAt,givenName\nI-${suffix},2011-03-01T10:00:00Z,Ann\nJ-${suffix},soon,Bo\n`,
  );
  writeFileSync(
    file("orders.csv"),
    `orderId,customerId,paidAt,currency,sku,category,quantity,unitPrice\nO-${suffix},I-${suffix},2011-03-05T14:10:00Z,GBP,MUG,Kitchen,2,4.50\nO-${suffix},,,,POST,,1,2\n`,
  );
  const { printed: key } = await run("keys", "make", "import", "--scope", "events:write,events:import,members:read");
  const report = file("report.csv");
  const again = () =>
    run("import", file("members.csv"), file("orders.csv"), "--key", key, "--report", report, "--json");
  const counts = (ran: Ran) =>
    JSON.parse(ran.printed).files.map((one: Record<string, number>) => [
      one.accepted,
      one.duplicates,
      one.rejectedRows,
    ]);
  expect(counts(await again())).toEqual([
    [1, 0, 1],
    [1, 0, 0],
  ]);
  expect(readFileSync(report, "utf8")).toContain("joinedAt is no moment");
  expect(counts(await again())).toEqual([
    [0, 1, 1],
    [0, 1, 0],
  ]);
  const seen = await until(
    () =>
      call<{ summary: { frequency: number; monetaryMinor: number } | null; points: { balance: number } }>(
        "GET",
        `/v1/members?customerId=I-${suffix}`,
        { key },
      ),
    ({ body }) => body.summary?.frequency === 1,
  );
  expect(seen.body).toMatchObject({ summary: { monetaryMinor: 1_100 }, points: { balance: 0 } });
});

describe("parked records", () => {
  test("of the deployed stack are listed", async () => {
    const listed = await run("parked", "list", "--json");
    expect(JSON.parse(listed.printed).queues.map(({ queue }: { queue: string }) => queue)).toContain("dead letters");
  });

  test("go back to the queue that they were set aside from, are counted, and leave the dead letters", async () => {
    const client = new SQSClient();
    const queue = async (name: string, attributes: Record<string, string> = {}) => {
      const QueueName = `${name}-${process.pid}`;
      return (await client.send(new CreateQueueCommand({ QueueName, Attributes: attributes }))).QueueUrl ?? "";
    };
    const deadLetters = await queue("dead");
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ["QueueArn"] }),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: "1" });
    const redriven = { RedrivePolicy, VisibilityTimeout: "0" };
    const goal = await queue("goal", redriven);
    const urls = { deadLetters, retry: await queue("retry"), others: { contact: "c", enrol: "e", goal, wake: "w" } };
    const parked = sqsParkedQueues(urls);

    const body = JSON.stringify({ "detail-type": "OrderPaid", detail: { type: "OrderPaid", memberId: "m_1" } });
    await client.send(new SendMessageCommand({ QueueUrl: goal, MessageBody: body }));
    const retryRecord = { from: "members/apply", because: "poison", record: { pk: "M#m_1", sk: "s" }, tries: 5 };
    await client.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: JSON.stringify(retryRecord) }));
    // Taken once without being deleted, the next take finds it tried often enough.
    const take = () => client.send(new ReceiveMessageCommand({ QueueUrl: goal, WaitTimeSeconds: 1 }));
    await take();
    const letters = await until(
      async () => {
        await take();
        return parked.look(10);
      },
      ({ length }) => length === 2,
    );
    expect(letters.map(({ goesTo }) => goesTo).toSorted()).toEqual(["goal", "retry"]);
    // Looking took nothing away.
    expect(await parked.look(10)).toHaveLength(2);

    const { resent, kept } = await parked.resend(({ goesTo }) => goesTo === "retry", 10);
    expect([resent.length, kept.length]).toEqual([1, 1]);
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: urls.retry, WaitTimeSeconds: 1 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? "{}")).toEqual({ ...retryRecord, tries: 0, resent: true });
    expect((await parked.resend(() => true, 10)).resent.map(({ goesTo }) => goesTo)).toEqual(["goal"]);
    expect(await parked.look(10)).toEqual([]);
    expect((await take()).Messages?.[0]?.Body).toBe(body);
  });
});

test("exports are named, and downloading one that isn't there is told", async () => {
  const { printed: key } = await run("keys", "make", "finance", "--scope", "exports:read");
  expect((await run("export", "--list", "--key", key)).exitCode).toBe(0);
  expect(await run("export", "nothing.csv", "--key", key)).toMatchObject({
    exitCode: 1,
    noted: expect.stringContaining("no such export"),
  });
});
