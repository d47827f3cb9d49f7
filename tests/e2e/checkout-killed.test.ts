import { randomUUID } from "node:crypto";
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { MemberViewAnswer } from "../../core/contract/answers.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move, type Till } from "../support/deployed-value.ts";

/** Checkouts cut at each call that the handler makes, over HTTP, and sent again under the same key. */
const { bareDynamo, marshal } = await import("../../adapters/dynamo/client.ts");
const table = outputOf(inject("outputs"), "ProgrammeTable");
const NOW = "2011-10-06T10:00:00.000Z";
const till: Till = { key: "", channel: "till" };
/** No step of a checkout makes more calls than this: one that outlives its fault ends the counting. */
const MOST_CALLS = 20;

const fault = { pk: "FAULT", sk: "loyalty/checkout" };
const keyed = (key: object) => ({ TableName: table, Key: marshal(key) });
const arm = (afterCall: number) =>
  bareDynamo.send(new PutItemCommand({ TableName: table, Item: marshal({ ...fault, afterCall }) }));
const outlived = { pk: "FAULT", sk: "loyalty/checkout#outlived" };
const didOutlive = async (): Promise<boolean> =>
  (await bareDynamo.send(new GetItemCommand({ ...keyed(outlived), ConsistentRead: true }))).Item !== undefined;

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:operate")).text;
});
afterAll(async () => {
  await bareDynamo.send(new DeleteItemCommand(keyed(fault)));
  await bareDynamo.send(new DeleteItemCommand(keyed(outlived)));
});

/** The call of a killed handler: nothing but its status is to be expected of it. */
async function cutOff(path: string, body: object, key: string): Promise<number> {
  const headers = {
    authorization: `Bearer ${till.key}`,
    "content-type": "application/json",
    "idempotency-key": key,
  };
  const response = await fetch(`${inject("apiUrl")}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}

const basket = {
  ...{ channel: "till", currency: "GBP", deliveryMinor: 0 },
  lines: [{ lineId: "1", sku: "TEAPOT", quantity: 2, unitPriceMinor: 1_000, amountMinor: 2_000 }],
};

/** The steps of one member's checkout, each with a key of its own that a second try names again. */
function stepsOf(memberId: string) {
  const id = randomUUID();
  const who = { memberId, channel: "till" };
  const order = {
    ...{ orderId: id, currency: "GBP", lines: basket.lines, discountMinor: 500, totalMinor: 1_500 },
    uses: { holdId: id, points: 1_000, pointsValueMinor: 500 },
  };
  const refund = {
    refundId: "r1",
    orderId: id,
    currency: "GBP",
    lines: [{ lineId: "1", quantity: 2, amountMinor: 1_500 }],
  };
  return [
    { path: "/v1/checkout/hold", body: { ...who, holdId: id, basket, points: 1_000 } },
    { path: "/v1/checkout/commit", body: { ...who, paidAt: NOW, order } },
    { path: "/v1/checkout/refund", body: { ...who, refundedAt: NOW, refund } },
    { path: "/v1/checkout/hold", body: { ...who, holdId: `${id}-2`, basket, points: 500 } },
    { path: "/v1/checkout/release", body: { ...who, holdId: `${id}-2` } },
  ].map((step) => ({ ...step, key: randomUUID() }));
}

const view = async (memberId: string) => {
  await rest();
  const { body } = await call<MemberViewAnswer>("GET", `/v1/members/${memberId}?limit=100`, { key: till.key });
  const { points, timeline, storedValue } = MemberViewAnswer.parse(body);
  const { balance, owed } = points;
  const entries = timeline.items.filter(({ kind }) => kind === "entry");
  return {
    balance,
    owed,
    storedValue,
    entries: entries.length,
    sum: entries.reduce((sum, item) => sum + ("amount" in item ? Number(item.amount) : 0), 0),
  };
};

describe("a checkout whose handler is killed", () => {
  test.each([0, 1, 2, 4])(
    "in its step %i, after whichever call, is right once it is sent again",
    { timeout: 240_000 },
    async (cut) => {
      let killed = 0;
      let expected: Awaited<ReturnType<typeof view>> | undefined;
      for (let calls = 1; calls <= MOST_CALLS; calls += 1) {
        const memberId = await aMember(till, "2011-10-06T09:00:00.000Z");
        await givePoints(till, memberId, 2_000);
        const steps = stepsOf(memberId);
        let whole = false;
        for (const [at, { path, body, key }] of steps.entries()) {
          if (at === cut) {
            await bareDynamo.send(new DeleteItemCommand(keyed(outlived)));
            await arm(calls);
            const status = await cutOff(path, body, key);
            whole = await didOutlive();
            if (!whole) expect(status).toBeGreaterThanOrEqual(500);
          }
          const answer = await move<object>(till, path, body, key);
          expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
          expect((await move<object>(till, path, body, key)).body).toEqual(answer.body);
        }
        const seen = await view(memberId);
        expected ??= { ...seen, balance: 2_000, owed: 0, sum: 2_000 };
        expect(seen, `killed after call ${calls}`).toEqual(expected);
        if (whole) break;
        killed += 1;
      }
      // A load and a commit at least, each of which it was killed after.
      expect(killed).toBeGreaterThanOrEqual(2);
      expect(killed).toBeLessThan(MOST_CALLS);
    },
  );
});
