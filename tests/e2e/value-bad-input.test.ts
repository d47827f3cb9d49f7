import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move, pointsOf, type Till } from "../support/deployed-value.ts";

/** Bad input to every call that moves value: a typed refusal that says what is wrong, and nothing half done. */
const NOW = "2011-10-03T10:00:00.000Z";
const till: Till = { key: "", channel: "till" };
let memberId = "";
let other = "";

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate")).text;
  memberId = await aMember(till, NOW);
  other = await aMember(till, NOW);
  await givePoints(till, memberId, 100);
});

const acts: [string, (change: object) => Record<string, unknown>, string][] = [
  [
    "/v1/points/spends",
    (change) => ({ memberId, channel: "till", spendId: randomUUID(), points: 1, because: "cash", ...change }),
    "points",
  ],
  [
    "/v1/points/transfers",
    (change) => ({ from: memberId, to: other, channel: "app", transferId: randomUUID(), points: 1, ...change }),
    "points",
  ],
  [
    "/v1/points/adjustments",
    (change) => ({
      memberId,
      channel: "desk",
      adjustmentId: randomUUID(),
      points: 1,
      operator: "Ann",
      reason: "a test",
      ...change,
    }),
    "points",
  ],
  [
    "/v1/stored-value/top-ups",
    (change) => ({ memberId, channel: "till", topUpId: randomUUID(), currency: "GBP", amountMinor: 1, ...change }),
    "amountMinor",
  ],
];

describe.each(acts)("%s", (path, body, amount) => {
  test.each([0, 0.5, -0.5, 1e300, 2 ** 53, -(2 ** 53), "1", null, [1], { minor: 1 }, true])(
    "refuses the amount %j",
    async (value) => {
      const { status, body: problem } = await move(till, path, body({ [amount]: value }));
      expect([status, problem.code]).toEqual([422, "call-refused"]);
      expect([...new Set(problem.problems?.map(({ pointer }) => pointer))]).toEqual([`/${amount}`]);
    },
  );

  test("refuses an amount below 0, but for an adjustment of more than is there", async () => {
    const { status, body: problem } = await move(till, path, body({ [amount]: -101 }));
    expect([status, problem.code]).toEqual(
      path.endsWith("adjustments") ? [409, "too-few-points"] : [422, "call-refused"],
    );
  });

  test.each([
    ["no body", undefined],
    ["a list", []],
    ["null", null],
    ["a text", '"points"'],
  ])("refuses %s", async (_, sent) => {
    expect(await move(till, path, sent)).toMatchObject({ status: 422, body: { code: "call-refused" } });
  });

  test("refuses a field that it doesn't know, an id that can't be one, a channel that can't be one", async () => {
    for (const change of [{ tip: 1 }, { channel: "Till 1" }, { channel: "x".repeat(33) }]) {
      expect(await move(till, path, body(change))).toMatchObject({ status: 422, body: { code: "call-refused" } });
    }
  });

  test("refuses a member who isn't there", async () => {
    const nobody = `m_${"a".repeat(20)}`;
    const change = path.endsWith("transfers") ? { to: nobody } : { memberId: nobody };
    expect(await move(till, path, body(change))).toMatchObject({ status: 404, body: { code: "member-unknown" } });
  });

  test("needs an Idempotency-Key that is one, and refuses it for another body", async () => {
    const sound = body({});
    expect(await call("POST", path, { key: till.key, body: sound })).toMatchObject({
      status: 400,
      body: { code: "idempotency-key-missing" },
    });
    for (const bad of ["two words", "x".repeat(101)]) {
      expect(await move(till, path, sound, bad)).toMatchObject({
        status: 400,
        body: { code: "idempotency-key-invalid" },
      });
    }
    const key = randomUUID();
    const first = await move<object>(till, path, sound, key);
    expect(first.status).toBe(201);
    const again = await move<object>(till, path, Object.fromEntries(Object.entries(sound).reverse()), key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await move(till, path, { ...sound, channel: "another" }, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency-key-reused" },
    });
    expect(await move(till, path, { ...sound, [amount]: 2 })).toMatchObject({ status: 409, body: { code: "id-used" } });
  });
});

describe("what else makes no sense", () => {
  test("another currency", async () => {
    const body = { memberId, channel: "till", topUpId: "1", currency: "CNY", amountMinor: 100 };
    expect(await move(till, "/v1/stored-value/top-ups", body)).toMatchObject({
      status: 422,
      body: { code: "other-currency" },
    });
    expect(await move(till, "/v1/stored-value/top-ups", { ...body, currency: "gbp" })).toMatchObject({ status: 422 });
  });

  test("a transfer to oneself, an adjustment by nobody or without a reason", async () => {
    const transfer = { from: memberId, to: memberId, channel: "app", transferId: "1", points: 1 };
    expect(await move(till, "/v1/points/transfers", transfer)).toMatchObject({
      status: 422,
      body: { code: "transfer-to-oneself" },
    });
    const adjustment = { memberId, channel: "desk", adjustmentId: "1", points: 1 };
    for (const change of [{}, { operator: "Ann" }, { reason: "a test" }, { operator: " ", reason: "a test" }]) {
      expect(await move(till, "/v1/points/adjustments", { ...adjustment, ...change })).toMatchObject({ status: 422 });
    }
  });

  test("refunds of top-ups and give-backs of spends that nobody made", async () => {
    const asked = { memberId, channel: "till" };
    for (const id of [randomUUID(), "%23", "x".repeat(101)]) {
      expect(await move(till, `/v1/points/spends/${id}/give-back`, asked)).toMatchObject({ status: 404 });
      expect(await move(till, `/v1/stored-value/top-ups/${id}/refund`, { ...asked, refundId: "1" })).toMatchObject({
        status: 404,
      });
    }
  });

  test("statements of nobody, of no account, of no days", async () => {
    const ask = (id: string, query: string) => call("GET", `/v1/members/${id}/statement?${query}`, { key: till.key });
    const days = "from=2011-10-01&to=2011-10-31";
    expect(await ask("nobody", `account=points&${days}`)).toMatchObject({ status: 404 });
    expect(await ask(`m_${"a".repeat(20)}`, `account=points&${days}`)).toMatchObject({ status: 404 });
    for (const query of [
      "",
      days,
      `account=purse&${days}`,
      "account=points&from=2011-10-02&to=2011-10-01",
      `account=points&${days}&limit=0`,
    ]) {
      expect(await ask(memberId, query)).toMatchObject({ status: 400, body: { code: "query-invalid" } });
    }
  });

  test("leaves the members as they were, but for what was done", async () => {
    // 100, less a spend and a transfer of 1, with an adjustment of 1.
    expect([await pointsOf(till, memberId), await pointsOf(till, other)]).toEqual([99, 1]);
  });
});
