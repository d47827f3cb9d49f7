import { beforeAll, expect, inject, test } from "vitest";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { AcceptAnswer, MemberViewAnswer } from "../../core/contract/answers.ts";
import type { Enrolment } from "../../core/journeys/enrolment.ts";
import { armOf } from "../../core/journeys/enrolment-arm.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aLine, aPaidOrder, aRegistration } from "../support/builders/channel-events.ts";
import { runJob, scoreNight } from "../support/deployed-jobs.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock, until } from "../support/deployed-shop.ts";

const { dynamoJourneyStore } = await import("../../adapters/dynamo/dynamo-journey-store.ts");
const { s3Snapshots } = await import("../../adapters/s3/s3-snapshots.ts");

/** Journeys on the deployed stack, from the HTTP call to the message. Each test has days and members of its own. */
const outputs = inject("outputs");
const store = dynamoJourneyStore(outputOf(outputs, "JourneysTable"));
const snapshots = s3Snapshots(outputOf(outputs, "SnapshotsBucket"));
const run = `${process.pid}-${Date.now().toString(36)}`;
let key = "";
let nr = 0;

interface Joined {
  memberId: string;
  customerId: string;
}

const post = (...events: unknown[]) => call<AcceptAnswer>("POST", "/v1/events", { key, body: { events } });
const view = async ({ memberId }: Joined) =>
  (await call<MemberViewAnswer>("GET", `/v1/members/${memberId}`, { key })).body;
const enrolled = async ({ memberId }: Joined, journey: string): Promise<Enrolment> => {
  const all = await store.enrolments(memberId);
  const found = all.find((one) => one.journey === journey);
  if (found === undefined) throw new Error(`${memberId} isn't in ${journey}: ${JSON.stringify(all)}`);
  return found;
};
const steps = async ({ memberId }: Joined) =>
  (await store.messages(memberId)).map(({ step, state }) => `${step} ${state}`);
const waitsOf = async ({ memberId }: Joined) => (await store.waits(memberId)).map(({ step }) => step);

async function registers(occurredAt: string): Promise<Joined> {
  nr += 1;
  const customerId = `journey-${run}-${nr}`;
  const identity = { customerId, phone: `+4477009${String(20_000 + (process.pid % 70_000) + nr).padStart(5, "0")}` };
  const data = { timeZone: "Europe/London", marketingConsent: { sms: true } };
  const { body } = await post(aRegistration({ eventId: `reg-${customerId}`, occurredAt, identity }, data));
  return { memberId: body.results[0]?.memberId ?? "", customerId };
}

/** Somebody whom the experiment's hash puts in this arm; whoever it doesn't is a member all the same. */
async function registersInto(arm: "treated" | "held-out", experiment: string, occurredAt: string): Promise<Joined> {
  for (let tries = 0; tries < 60; tries += 1) {
    const joined = await registers(occurredAt);
    if (armOf(joined.memberId, experiment, 0.2, sha256) === arm) return joined;
  }
  throw new Error(`nobody of sixty was ${arm}`);
}

async function orders({ customerId }: Joined, occurredAt: string): Promise<void> {
  nr += 1;
  const orderId = `order-${run}-${nr}`;
  const lines = [aLine({ quantity: 40, amountMinor: 5_000 })];
  await post(
    aPaidOrder({ eventId: orderId, occurredAt, identity: { customerId } }, { orderId, lines, totalMinor: 5_000 }),
  );
}

async function turnTo(now: string): Promise<void> {
  await turnClock(now);
  await runJob("SweepDue");
  await rest();
}

beforeAll(async () => {
  await turnClock("2012-03-01T10:00:00.000Z");
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  key = (await aKey("events:write", "members:read")).text;
});

test("a newcomer is welcomed at once, reminded on the days of the plan, and let go when the week is over", {
  timeout: 120_000,
}, async () => {
  await turnClock("2012-03-01T10:00:00.000Z");
  const member = await registersInto("treated", "welcome-sample", "2012-03-01T09:59:00Z");
  await rest();
  expect(await steps(member)).toEqual(["welcome sent"]);
  expect(await waitsOf(member)).toEqual(["wait-day-3"]);
  expect((await view(member)).coupons).toHaveLength(1);

  await turnTo("2012-03-04T09:59:59.999Z");
  expect(await waitsOf(member)).toEqual(["wait-day-3"]);
  await turnTo("2012-03-04T10:00:00.000Z");
  expect((await steps(member)).sort()).toEqual(["day-3-story sent", "welcome sent"]);
  await turnTo("2012-03-08T10:00:00.000Z");
  expect((await steps(member)).sort()).toEqual(["day-3-story sent", "day-7-reminder sent", "welcome sent"]);
  expect(await enrolled(member, "welcome")).toMatchObject({ state: "closed", why: "completed" });
  expect(await waitsOf(member)).toEqual([]);
});

test("who buys again while waiting leaves within seconds, without a clock that moves", {
  timeout: 60_000,
}, async () => {
  await turnClock("2012-03-11T10:00:00.000Z");
  const member = await registersInto("treated", "welcome-sample", "2012-03-11T09:59:00Z");
  await rest();
  await orders(member, "2012-03-11T10:00:00Z");
  await rest();
  expect(await waitsOf(member)).toEqual(["wait-day-3"]);
  await orders(member, "2012-03-11T10:00:00Z");
  const enrolment = await until(
    () => enrolled(member, "welcome"),
    ({ state }) => state === "closed",
    5,
  );
  expect(enrolment.why).toBe("bought-again");
  expect(await steps(member)).toEqual(["welcome sent"]);
  await rest();
});

test("a message that would come at night waits for the morning", { timeout: 60_000 }, async () => {
  await turnClock("2012-03-12T23:30:00.000Z");
  const member = await registersInto("treated", "welcome-sample", "2012-03-12T23:29:00Z");
  await rest();
  expect(await steps(member)).toEqual([]);
  expect(await waitsOf(member)).toEqual([expect.stringMatching(/^welcome@2012-03-13T09:00/)]);
  await turnTo("2012-03-13T09:00:00.000Z");
  expect(await steps(member)).toEqual(["welcome sent"]);
});

test("a held-out member has an enrolment, no machine, no coupon and no message", { timeout: 60_000 }, async () => {
  await turnClock("2012-03-14T10:00:00.000Z");
  const member = await registersInto("held-out", "welcome-sample", "2012-03-14T09:59:00Z");
  await rest();
  expect(await enrolled(member, "welcome")).toMatchObject({ arm: "held-out", state: "closed", why: "held-out" });
  expect(await steps(member)).toEqual([]);
  expect((await view(member)).coupons).toEqual([]);
});

test("a night scores everyone, the sweep finds who crossed, and an order ends the wake-up", {
  timeout: 120_000,
}, async () => {
  await turnClock("2012-04-01T10:00:00.000Z");
  const member = await registersInto("treated", "dormant-sample", "2012-04-01T09:58:00Z");
  await orders(member, "2012-04-01T09:59:00Z");
  await rest();
  await scoreNight("2012-05-01");
  await rest();
  const rows = await snapshots.readClasses("2012-05-01", 0, [
    "memberId",
    "recencyDays",
    "frequency",
    "monetaryMinor",
    "segment",
  ]);
  const row = rows.find(({ memberId }) => memberId === member.memberId);
  expect(row).toMatchObject({ recencyDays: 30, frequency: 1, monetaryMinor: 5_000 });
  expect((await view(member)).scores).toMatchObject({ segment: row?.segment, since: "2012-05-01" });

  await turnClock("2012-05-02T10:00:00.000Z");
  await runJob("SweepDormant", { asOf: "2012-05-01" });
  await rest();
  expect(await enrolled(member, "dormant")).toMatchObject({ occasion: "quiet:30:2012-04-01", state: "started" });
  expect(await steps(member)).toContain("offer sent");
  expect(await waitsOf(member)).toContain("wait-for-order");
  expect(await runJob("SweepDormant", { asOf: "2012-05-01" })).toMatchObject({ reached: 0 });

  await orders(member, "2012-05-02T10:00:00Z");
  const enrolment = await until(
    () => enrolled(member, "dormant"),
    ({ state }) => state === "closed",
    5,
  );
  expect(enrolment.why).toBe("came-back");
  await turnTo("2012-06-01T10:00:00.000Z");
  expect(await steps(member)).not.toContain("reminder sent");
});

test("a night that is run again writes nothing twice", { timeout: 60_000 }, async () => {
  await turnClock("2012-06-02T10:00:00.000Z");
  const member = await registers("2012-06-02T09:58:00Z");
  await orders(member, "2012-06-02T09:59:00Z");
  await rest();
  await scoreNight("2012-06-02");
  await rest();
  const { seq } = await view(member);
  await scoreNight("2012-06-02");
  await rest();
  expect((await view(member)).seq).toBe(seq);
});
