import { beforeAll, describe, expect, inject, test } from "vitest";
import { MemberViewAnswer } from "../../core/contract/answers.ts";
import { CATALOG, type FunctionName } from "../../functions/catalog.ts";
import { functionOutput } from "../../infra/outputs.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aChannelEvent, aLine, aPaidOrder, aRegistration } from "../support/builders/channel-events.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock, until } from "../support/deployed-shop.ts";

/** The 360° view of one member who has lived through a little of everything. */
const NOW = "2011-10-03T10:00:00.000Z";
const run = `${process.pid}-${Date.now().toString(36)}`;
const digits = String(Date.now()).slice(-4);
const identity = {
  customerId: `seen-${run}`,
  unionId: `union-${run}`,
  phone: `+1555555${digits}`,
  email: `Seen-${run}@Example.org`,
};
let key = "";
let memberId = "";

const shown = async (query: string) => {
  const answer = await call<MemberViewAnswer>("GET", `/v1/members${query}`, { key });
  expect(answer.status).toBe(200);
  return MemberViewAnswer.parse(answer.body);
};

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  key = (await aKey("events:write", "members:read")).text;
  const named = (over: Record<string, unknown>) => ({ ...over, identity: { customerId: identity.customerId } });
  const events = [
    {
      ...aRegistration(
        { eventId: `r-${run}`, identity, occurredAt: "2011-10-03T09:00:00Z" },
        { marketingConsent: { email: true } },
      ),
    },
    named(
      aPaidOrder(
        { eventId: `o-${run}`, occurredAt: "2011-10-03T09:30:00Z" },
        { orderId: `o-${run}`, lines: [aLine({ quantity: 8, amountMinor: 1_000 })], totalMinor: 1_000 },
      ),
    ),
    named(aChannelEvent({ eventId: `v-${run}`, occurredAt: "2011-10-03T09:40:00Z" })),
  ];
  const answer = await call<{ accepted: number; results: { memberId: string }[] }>("POST", "/v1/events", {
    key,
    body: { events },
  });
  expect(answer.body.accepted).toBe(3);
  memberId = answer.body.results[0]?.memberId ?? "";
  await rest();
});

describe("the 360° view", () => {
  test("is one member's, by id and by each identity, however it is written", async () => {
    const whole = await shown(`/${memberId}`);
    const ways = [
      `?customerId=${identity.customerId}`,
      `?unionId=${identity.unionId}`,
      `?phone=${encodeURIComponent(identity.phone)}`,
      `?phone=${identity.phone}`,
      `?email=${identity.email}`,
      `?email=${identity.email.toUpperCase()}`,
    ];
    for (const way of ways) expect(await shown(way)).toEqual(whole);
  });

  test("has points, summary, contact and identity, with phone and e-mail masked", async () => {
    const whole = await shown(`/${memberId}`);
    expect(whole).toMatchObject({
      memberId,
      status: "active",
      registeredAt: "2011-10-03T09:00:00.000Z",
      identity: {
        givenName: "Frank",
        customerId: identity.customerId,
        phone: `+15••••••${digits.slice(-3)}`,
        email: "s•••@example.org",
      },
      contact: { marketingConsent: { sms: false, email: true }, reachable: { sms: true, email: true } },
      points: { balance: 10, owed: 0 },
      summary: { asOf: "2011-10-03", recencyDays: 0, frequency: 1, monetaryMinor: 1_000, lastOrderOn: "2011-10-03" },
    });
    expect(JSON.stringify(whole)).not.toContain(identity.phone);
    expect(JSON.stringify(whole)).not.toContain(identity.email.toLowerCase());
  });

  test("has one timeline over events, ledger and journeys, newest first, the day's entries on top", async () => {
    const { timeline } = await shown(`/${memberId}`);
    const events = timeline.items.filter(({ kind }) => kind === "event");
    expect(timeline.items[0]).toMatchObject({
      kind: "entry",
      entry: "earn",
      account: "points",
      amount: 10,
      because: { source: `web:o-${run}` },
    });
    expect(events.map(({ eventId }) => eventId)).toEqual([`v-${run}`, `o-${run}`, `r-${run}`]);
    // Welcomed, held out, or refused with the reason: whichever it is, it can be seen.
    expect(timeline.items.filter(({ kind }) => kind === "journey" || kind === "refusal")).not.toEqual([]);
  });

  test("is put on record: who read whose personal data, and by which way", async () => {
    await shown(`?email=${identity.email}`);
    const [keyId] = key.split(".");
    const record = {
      record: "access",
      keyId,
      memberId,
      by: "email",
      fields: expect.arrayContaining(["phone", "email"]),
    };
    await until(
      async () => (await linesOf("members/show-member")).filter((line) => line.by === "email"),
      (lines) => lines.length > 0,
    );
    expect(await linesOf("members/show-member")).toContainEqual(expect.objectContaining(record));
  });
});

test("no function's log holds anything personal of the member", async () => {
  const personal = [
    identity.phone,
    identity.email,
    identity.email.toLowerCase(),
    identity.customerId,
    identity.unionId,
  ];
  for (const name of Object.keys(CATALOG) as FunctionName[]) {
    const text = (await messagesOf(name)).join("\n");
    for (const one of personal) expect(text, name).not.toContain(one);
  }
  // The functions that see personal data did log.
  for (const name of ["ingestion/accept-events", "members/show-member"] as const) {
    expect(await messagesOf(name)).not.toEqual([]);
  }
});

type Line = Record<string, unknown>;

/** The lines among them that are ours. */
async function linesOf(name: FunctionName): Promise<Line[]> {
  return (await messagesOf(name)).flatMap((message): Line[] => (message.startsWith("{") ? [JSON.parse(message)] : []));
}

/** What a function has logged lately, by the wire protocol of CloudWatch Logs: its client is no dependency. */
async function messagesOf(name: FunctionName): Promise<string[]> {
  const functionName = outputOf(inject("outputs"), functionOutput(name));
  const answer = await fetch(inject("endpoint"), {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Logs_20140328.FilterLogEvents",
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${inject("region")}/logs/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify({ logGroupName: `/aws/lambda/${functionName}`, limit: 10_000 }),
  });
  const { events = [] } = (await answer.json()) as { events?: { message: string }[] };
  return events.map(({ message }) => message);
}
