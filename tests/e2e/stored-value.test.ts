import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { StatementAnswer as Statement, type StatementAnswer } from "../../core/loyalty/stored-value/statement.ts";
import { StoredValueRules } from "../../core/programme/stored-value.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move, pointsOf, type Till } from "../support/deployed-value.ts";

/** The story of a member's stored value, and of points beside it, over HTTP. */
const DAY_1 = "2011-10-03T10:00:00.000Z";
const DAY_2 = "2011-10-04T10:00:00.000Z";
const till: Till = { key: "", channel: "till" };

beforeAll(async () => {
  await turnClock(DAY_1);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  const steps = [
    { fromMinor: 10_000, bonusMinor: 1_000 },
    { fromMinor: 50_000, bonusMinor: 8_000 },
  ];
  await changeProgramme(
    { storedValue: StoredValueRules.parse({ steps, bonusExpireDays: 180, mostHeldMinor: 200_000 }) },
    "2011-09-02T00:00:00.000Z",
  );
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate")).text;
});

async function statement(memberId: string, query: string): Promise<StatementAnswer> {
  const answer = await call("GET", `/v1/members/${memberId}/statement?${query}`, { key: till.key });
  expect(answer.status).toBe(200);
  return Statement.parse(answer.body);
}

describe("stored value", () => {
  test("is topped up with a bonus by steps, stated, and paid out with the bonus taken back", async () => {
    const memberId = await aMember(till, "2011-10-03T09:00:00.000Z");
    const topUp = (topUpId: string, amountMinor: number) =>
      move(till, "/v1/stored-value/top-ups", { memberId, channel: "till", topUpId, currency: "GBP", amountMinor });
    const [small, large] = [randomUUID(), randomUUID()];
    expect(await topUp(small, 10_000)).toMatchObject({
      status: 201,
      body: { bonusMinor: 1_000, principalMinor: 10_000 },
    });
    expect(await topUp(large, 50_000)).toMatchObject({
      status: 201,
      body: { bonusMinor: 8_000, principalMinor: 60_000, bonusHeldMinor: 9_000, bonusExpiresOn: "2012-03-31" },
    });
    expect(await topUp(randomUUID(), 150_000)).toMatchObject({ status: 409, body: { code: "balance-cap" } });

    await turnClock(DAY_2);
    const refund = { memberId, channel: "till", refundId: "r-1" };
    const key = randomUUID();
    const first = await move<object>(till, `/v1/stored-value/top-ups/${small}/refund`, refund, key);
    expect(first).toMatchObject({
      status: 200,
      body: { paidOutMinor: 10_000, principalGoneMinor: 0, bonusTakenBackMinor: 1_000, bonusGoneMinor: 0 },
    });
    const again = await move<object>(till, `/v1/stored-value/top-ups/${small}/refund`, refund, key);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(await move(till, `/v1/stored-value/top-ups/${small}/refund`, { ...refund, refundId: "r-2" })).toMatchObject({
      status: 409,
      body: { code: "nothing-left" },
    });

    const whole = await statement(memberId, "account=principal&from=2011-10-04&to=2011-10-04");
    expect(whole).toMatchObject({ openingBalance: 60_000, closingBalance: 50_000 });
    expect(whole.entries.map(({ kind, amount }) => [kind, amount])).toEqual([["pay-out", -10_000]]);
    const page = await statement(memberId, "account=bonus&from=2011-10-01&to=2011-10-31&limit=2");
    expect(page.entries).toHaveLength(2);
    const rest = await statement(memberId, `account=bonus&from=2011-10-01&to=2011-10-31&limit=2&cursor=${page.next}`);
    expect([...page.entries, ...rest.entries].map(({ amount }) => amount)).toEqual([1_000, 8_000, -1_000]);
    expect([page.closingBalance, rest.closingBalance, rest.next]).toEqual([8_000, 8_000, undefined]);
    await turnClock(DAY_1);
  });
});

describe("points beside orders", () => {
  test("are spent and given back, transferred, and adjusted by a named operator alone", async () => {
    const [memberId, friend] = [await aMember(till, DAY_1), await aMember(till, DAY_1)];
    await givePoints(till, memberId, 500);
    const spendId = randomUUID();
    const spend = { memberId, channel: "till", spendId, points: 200, because: "experience", note: "wine tasting" };
    expect(await move(till, "/v1/points/spends", spend)).toMatchObject({ status: 201, body: { balance: 300 } });
    expect(await move(till, `/v1/points/spends/${spendId}/give-back`, { memberId, channel: "till" })).toMatchObject({
      status: 200,
      body: { points: 200, balance: 500 },
    });
    const transfer = { from: memberId, to: friend, channel: "app", transferId: randomUUID(), points: 150 };
    expect(await move(till, "/v1/points/transfers", transfer)).toMatchObject({
      status: 201,
      body: { fromBalance: 350 },
    });
    expect(await pointsOf(till, friend)).toBe(150);
    const { text } = await aKey("loyalty:write");
    const adjustment = {
      memberId,
      channel: "desk",
      adjustmentId: randomUUID(),
      points: 9,
      operator: "A",
      reason: "none",
    };
    expect(await move({ ...till, key: text }, "/v1/points/adjustments", adjustment)).toMatchObject({
      status: 403,
      body: { code: "scope-missing" },
    });
    const lines = (await statement(memberId, "account=points&from=2011-10-01&to=2011-10-31")).entries;
    expect(lines.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      "adjust 500",
      "spend -200",
      "give-back 200",
      "transfer -150",
    ]);
  });
});
