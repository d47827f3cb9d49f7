import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { StatementAnswer } from "../../core/loyalty/stored-value/statement.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, turnClock } from "../support/deployed-shop.ts";
import { aMember, crowd, givePoints, move, pointsOf, type Till } from "../support/deployed-value.ts";

/** Two cards that turn out to be one person's, over HTTP. */
const NOW = "2011-10-03T10:00:00.000Z";
const till: Till = { key: "", channel: "till" };
const member = () => aMember(till, "2011-10-03T09:00:00.000Z");

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate")).text;
});

const merge = (from: string, into: string, mergeId: string, key?: string) =>
  move<Record<string, unknown>>(
    till,
    `/v1/members/${from}/merge-accounts`,
    { into, channel: "desk", mergeId, operator: "Ann", reason: "one person, two cards" },
    key,
  );

interface Standing {
  points: { balance: number; owed: number };
  storedValue: { principalMinor: number; bonusMinor: number };
}

const standingOf = async (memberId: string) => {
  const { body } = await call<Standing>("GET", `/v1/members/${memberId}`, { key: till.key });
  const { points, storedValue } = body;
  return { balance: points.balance, owed: points.owed, principal: storedValue.principalMinor };
};

describe("merging two members' accounts", () => {
  test("moves all of it, comes out right when an order is refunded afterwards, and takes that along when merged again", async () => {
    const [old, kept] = [await member(), await member()];
    await givePoints(till, old, 200);
    await givePoints(till, kept, 50);
    const topUpId = randomUUID();
    const topUp = { memberId: old, channel: "till", topUpId, currency: "GBP", amountMinor: 3_000 };
    expect(await move(till, "/v1/stored-value/top-ups", topUp)).toMatchObject({ status: 201 });
    const orderId = randomUUID();
    const line = { lineId: "1", sku: "TEAPOT", quantity: 1, unitPriceMinor: 8_000, amountMinor: 8_000 };
    const uses = { points: 0, pointsValueMinor: 0, storedValueMinor: 1_000, coupons: [] };
    const order = {
      orderId,
      currency: "GBP",
      lines: [line],
      deliveryMinor: 0,
      discountMinor: 0,
      totalMinor: 8_000,
      uses,
    };
    const paid = await move<{ pointsEarned: number }>(till, "/v1/checkout/commit", {
      ...{ memberId: old, channel: "till", paidAt: NOW, order },
    });
    expect(paid.status).toBe(201);
    const earned = paid.body.pointsEarned;
    expect(earned).toBeGreaterThan(0);

    // A checkout that is under way is let be.
    const basket = { channel: "till", currency: "GBP", lines: [line], deliveryMinor: 0, discountMinor: 0 };
    const holdId = randomUUID();
    const hold = { memberId: old, channel: "till", holdId, basket, storedValueMinor: 500 };
    expect(await move(till, "/v1/checkout/hold", hold)).toMatchObject({ status: 201 });
    const refused = await merge(old, kept, randomUUID());
    expect(refused).toMatchObject({ status: 409, body: { code: "hold-stands" } });
    expect(refused.body.detail).toContain(holdId);
    expect(await move(till, "/v1/checkout/release", { memberId: old, channel: "till", holdId })).toMatchObject({
      status: 200,
    });

    const [mergeId, key] = [randomUUID(), randomUUID()];
    const first = await merge(old, kept, mergeId, key);
    expect(first).toMatchObject({
      status: 200,
      body: { moved: { points: 200 + earned, principal: 2_000 }, lots: 3, left: 0 },
    });
    expect((await merge(old, kept, mergeId, key)).body).toEqual(first.body);
    expect((await merge(old, kept, mergeId)).body).toEqual(first.body);
    expect(await merge(kept, old, mergeId)).toMatchObject({ status: 409, body: { code: "id-used" } });
    expect(await standingOf(old)).toEqual({ balance: 0, owed: 0, principal: 0 });
    expect(await standingOf(kept)).toEqual({ balance: 250 + earned, owed: 0, principal: 2_000 });

    const refund = {
      ...{ refundId: "r-1", orderId, currency: "GBP" },
      lines: [{ lineId: "1", quantity: 1, amountMinor: 8_000 }],
    };
    expect(
      await move(till, "/v1/checkout/refund", { memberId: old, channel: "till", refundedAt: NOW, refund }),
    ).toMatchObject({ status: 201, body: { payOutMinor: 7_000 } });
    expect(await standingOf(old)).toEqual({ balance: 0, owed: earned, principal: 1_000 });

    expect(await merge(old, kept, randomUUID())).toMatchObject({
      status: 200,
      body: { moved: { points: 0, principal: 1_000 }, owed: { points: earned }, left: 0 },
    });
    expect(await standingOf(old)).toEqual({ balance: 0, owed: 0, principal: 0 });
    // As if the order had never been.
    expect(await standingOf(kept)).toEqual({ balance: 250, owed: 0, principal: 3_000 });
    expect(await merge(old, kept, randomUUID())).toMatchObject({ status: 409, body: { code: "nothing-to-merge" } });

    const stated = await call("GET", `/v1/members/${kept}/statement?account=principal&from=2011-10-01&to=2011-10-31`, {
      key: till.key,
    });
    const { entries } = StatementAnswer.parse(stated.body);
    expect(entries.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual(["transfer 2000", "transfer 1000"]);
    // Paid in on the other card, and paid out here.
    const payOut = { memberId: kept, channel: "till", refundId: "r-1" };
    expect(await move(till, `/v1/stored-value/top-ups/${topUpId}/refund`, payOut)).toMatchObject({
      status: 200,
      body: { paidOutMinor: 3_000 },
    });
  }, 120_000);

  test("45 lots go in two calls, 40 in the first, each whole", async () => {
    const [old, kept] = [await member(), await member()];
    for (let at = 0; at < 45; at += 1) await givePoints(till, old, 2);
    const mergeId = randomUUID();
    expect(await merge(old, kept, mergeId)).toMatchObject({ status: 200, body: { lots: 40, left: 5 } });
    expect([await pointsOf(till, old), await pointsOf(till, kept)]).toEqual([10, 80]);
    expect(await merge(old, kept, mergeId)).toMatchObject({ status: 200, body: { lots: 5, left: 0 } });
    expect([await pointsOf(till, old), await pointsOf(till, kept)]).toEqual([0, 90]);
  }, 120_000);

  test("beside spends and merges back, 16 in flight, none is lost and none is made", async () => {
    const [one, other] = [await member(), await member()];
    await givePoints(till, one, 1_000);
    const answers = await crowd(48, 16, async (at) => {
      const memberId = at % 2 === 0 ? one : other;
      const spend = { memberId, channel: "till", spendId: randomUUID(), points: 10, because: "gift" };
      return at % 3 === 0
        ? merge(memberId, memberId === one ? other : one, randomUUID())
        : move<Record<string, unknown>>(till, "/v1/points/spends", spend);
    });
    for (const { status, body } of answers) {
      if (status > 299)
        expect([409, String(body.code)]).toEqual([
          status,
          expect.stringMatching(/^(busy|too-few-points|nothing-to-merge)$/),
        ]);
    }
    const spent = answers.filter(({ status }) => status === 201).length;
    expect((await pointsOf(till, one)) + (await pointsOf(till, other))).toBe(1_000 - 10 * spent);
  }, 120_000);

  test("bad input: refused by a type, and nothing is half done", async () => {
    const [one, other] = [await member(), await member()];
    await givePoints(till, one, 100);
    const path = `/v1/members/${one}/merge-accounts`;
    const sound = { into: other, channel: "desk", mergeId: randomUUID(), operator: "Ann", reason: "two cards" };
    const bad = [
      ...[{ operator: undefined }, { operator: " " }, { reason: undefined }, { reason: "x" }, { points: 5 }],
      ...[{ into: "somebody" }, { into: [other] }, { channel: "A B" }, { mergeId: "" }],
    ];
    for (const change of bad) {
      expect(await move(till, path, { ...sound, ...change })).toMatchObject({
        status: 422,
        body: { code: "call-refused" },
      });
    }
    expect(await move(till, path, { ...sound, into: one })).toMatchObject({
      status: 422,
      body: { code: "merge-into-itself" },
    });
    const nobody = `m_${"a".repeat(20)}`;
    for (const [from, into] of [
      [one, nobody],
      [nobody, other],
    ] as const) {
      expect(await merge(from, into, randomUUID())).toMatchObject({ status: 404, body: { code: "member-unknown" } });
    }
    expect(await call("POST", path, { key: till.key, body: sound })).toMatchObject({
      status: 400,
      body: { code: "idempotency-key-missing" },
    });
    const { text } = await aKey("loyalty:write");
    expect(await move({ ...till, key: text }, path, sound)).toMatchObject({
      status: 403,
      body: { code: "scope-missing" },
    });
    expect([await pointsOf(till, one), await pointsOf(till, other)]).toEqual([100, 0]);
  }, 120_000);
});
