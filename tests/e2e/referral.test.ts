import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { ReferralAnswer } from "../../core/loyalty/referral/show-referral.ts";
import { ReferralRules } from "../../core/programme/referral.ts";
import { aPaidOrder } from "../support/builders/channel-events.ts";
import { runJob } from "../support/deployed-jobs.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move, pointsOf, type Till } from "../support/deployed-value.ts";

/** The story of members who bring friends, over HTTP: the rewards come with the night after the first order. */
const DAY_1 = "2011-10-03T10:00:00.000Z";
const NIGHT = "2011-10-04T00:25:00.000Z";
const till: Till = { key: "", channel: "app" };

beforeAll(async () => {
  await turnClock(DAY_1);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  const referral = ReferralRules.parse({
    enabled: true,
    referrer: { kind: "points", points: 500 },
    friend: { kind: "points", points: 200 },
    capPerMonth: 2,
  });
  await changeProgramme({ referral }, "2011-09-02T00:00:00.000Z");
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate")).text;
});

const member = () => aMember(till, "2011-10-03T09:00:00.000Z");

async function codeOf(memberId: string): Promise<string> {
  const { body } = await call<{ code: string; shown: string }>("POST", `/v1/members/${memberId}/referral-code`, {
    key: till.key,
  });
  expect(body.shown.replaceAll("-", "")).toBe(body.code);
  return body.shown;
}

const refer = (memberId: string, code: string) =>
  move(till, "/v1/referrals", { code, memberId, channel: till.channel });

async function order(customer: { customerId: string }, orderId: string): Promise<void> {
  const event = aPaidOrder({ eventId: `o-${orderId}`, occurredAt: DAY_1, identity: customer }, { orderId });
  expect(await call("POST", "/v1/events", { key: till.key, body: { events: [event] } })).toMatchObject({ status: 202 });
}

async function referralOf(memberId: string): Promise<ReferralAnswer> {
  const { body } = await call("GET", `/v1/members/${memberId}/referral`, { key: till.key });
  return ReferralAnswer.parse(body);
}

/** The name under which the channel knows a member. */
async function nameOf(memberId: string): Promise<{ customerId: string }> {
  const { body } = await call<{ identity: { customerId: string } }>("GET", `/v1/members/${memberId}`, {
    key: till.key,
  });
  return { customerId: body.identity.customerId };
}

describe("referral", () => {
  test("rewards both once the first order is kept; caps, rings and orders taken back are told", async () => {
    const [anna, ben, cleo, dan, eve] = [
      await member(),
      await member(),
      await member(),
      await member(),
      await member(),
    ];
    const code = await codeOf(anna);
    expect(await refer(anna, code)).toMatchObject({ status: 422, body: { code: "self-referral" } });
    expect(await refer(ben, "2345-6789-ABCD")).toMatchObject({ status: 404, body: { code: "code-unknown" } });
    for (const friend of [ben, cleo, dan, eve]) expect(await refer(friend, code)).toMatchObject({ status: 201 });
    expect(await refer(ben, await codeOf(cleo))).toMatchObject({ status: 409, body: { code: "already-referred" } });
    expect(await refer(anna, await codeOf(ben))).toMatchObject({ status: 409, body: { code: "referral-ring" } });

    const orders = new Map<string, string>();
    for (const friend of [ben, cleo, dan, eve]) {
      const orderId = randomUUID();
      orders.set(friend, orderId);
      await order(await nameOf(friend), orderId);
    }
    const cancelled = {
      ...aPaidOrder({ eventId: randomUUID(), occurredAt: DAY_1, identity: await nameOf(dan) }),
      type: "order.cancelled",
      data: { orderId: orders.get(dan) },
    };
    await call("POST", "/v1/events", { key: till.key, body: { events: [cancelled] } });
    await rest();
    expect(await referralOf(ben)).toMatchObject({ state: "waiting", referrer: anna });
    const before = await pointsOf(till, ben);

    expect(await runJob("RewardReferrals", {})).toMatchObject({ rewarded: 0 });
    await turnClock(NIGHT);
    expect(await runJob("RewardReferrals", {})).toMatchObject({ rewarded: 3, void: 1 });
    expect(await runJob("RewardReferrals", {})).toMatchObject({ rewarded: 0, void: 0 });
    expect(await pointsOf(till, anna)).toBe(1_000);
    expect((await pointsOf(till, ben)) - before).toBe(200);
    expect(await referralOf(dan)).toMatchObject({ state: "void", because: "order-taken-back" });
    const given = (await Promise.all([ben, cleo, eve].map(referralOf))).map((one) => one.given?.referrer);
    expect(given.filter((one) => one?.kind === "points")).toHaveLength(2);
    expect(given.filter((one) => one?.kind === "none")).toEqual([{ kind: "none", because: "capped" }]);
    await turnClock(DAY_1);
  }, 120_000);

  test("bad input is told: no code, no member, a member who isn't new", async () => {
    const [anna, ben] = [await member(), await member()];
    const code = await codeOf(anna);
    for (const body of [{}, { code, memberId: "ben", channel: "app" }, { code: 5, memberId: ben, channel: "app" }]) {
      expect(await move(till, "/v1/referrals", body)).toMatchObject({ status: 422, body: { code: "call-refused" } });
    }
    expect(await refer(`m_${"a".repeat(20)}`, code)).toMatchObject({ status: 404, body: { code: "member-unknown" } });
    expect(await call("GET", `/v1/members/${ben}/referral`, { key: till.key })).toMatchObject({ status: 404 });
    expect(await call("POST", "/v1/members/ben/referral-code", { key: till.key })).toMatchObject({ status: 404 });
    await givePoints(till, ben, 1);
    await order(await nameOf(ben), randomUUID());
    await rest();
    expect(await refer(ben, code)).toMatchObject({ status: 409, body: { code: "already-ordered" } });
  });
});
