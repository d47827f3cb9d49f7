import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { Offer } from "../../core/programme/offer.ts";
import { StoredValueRules } from "../../core/programme/stored-value.ts";
import { workedExample } from "../../tools/worked-example.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move } from "../support/deployed-value.ts";

/** The page's calls, made with nothing but fetch, against the deployed stack: what it says is what comes. */
const NOW = "2011-10-05T10:00:00.000Z";
const till = { key: "", channel: "till" };
const ids = new Map<string, string>();

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  const hello = Offer.parse({
    id: "hello",
    name: { en: "Hello", "zh-CN": "你好" },
    kind: "amount-off",
    faceMinor: 500,
    thresholdMinor: 2_500,
    validDays: 14,
    limits: { perMember: 1 },
    publicCode: { code: "HELLO", from: "2011-10-01T00:00:00Z", until: "2011-11-01T00:00:00Z" },
  });
  await changeProgramme(
    { offers: [hello], storedValue: StoredValueRules.parse({ steps: [{ fromMinor: 5_000, bonusMinor: 500 }] }) },
    "2011-09-03T00:00:00.000Z",
  );
  const scopes = ["events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate"] as const;
  till.key = (await aKey(...scopes)).text;
  const memberId = await aMember(till, "2011-10-05T09:00:00.000Z");
  ids.set("member", memberId).set("order", `order-${randomUUID()}`);
  await givePoints(till, memberId, 2_400);
  const topUp = { memberId, channel: "till", topUpId: randomUUID(), currency: "GBP", amountMinor: 5_000 };
  expect((await move(till, "/v1/stored-value/top-ups", topUp)).status).toBe(201);
});

/** The page's text with the ids of this run in it. */
const filled = (value: unknown): string =>
  JSON.stringify(value ?? null).replaceAll(/<(\w+)>/g, (whole, name: string) => ids.get(name) ?? whole);

describe("the worked example of docs/checkout.md", () => {
  test.each(workedExample().map((call) => ({ ...call, name: `${call.method} ${call.path}` })))(
    "$name answers what the page says",
    async ({ method, path, body, status, answer }) => {
      const response = await fetch(
        `${inject("apiUrl")}${path.replaceAll(/<(\w+)>/g, (_, name: string) => ids.get(name) ?? "")}`,
        {
          method,
          headers: {
            authorization: `Bearer ${till.key}`,
            "content-type": "application/json",
            "idempotency-key": randomUUID(),
          },
          ...(body === undefined ? {} : { body: filled(body) }),
        },
      );
      const came = (await response.json()) as Record<string, unknown>;
      expect([response.status, came]).toMatchObject([status, expect.anything()]);
      // The coupon's code is nobody's to know before.
      if (answer.code === "<coupon>") ids.set("coupon", String(came.code));
      expect(came).toMatchObject(JSON.parse(filled(answer)));
    },
  );
});
