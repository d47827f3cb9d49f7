import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MemberViewAnswer } from "../../core/contract/answers.ts";
import { PointsRules } from "../../core/programme/earning.ts";
import { Tiers } from "../../core/programme/tiers.ts";
import { aLadder } from "../support/builders/a-ladder.ts";
import { aLine, aPaidOrder, aRegistration } from "../support/builders/channel-events.ts";
import { runJob } from "../support/deployed-jobs.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";

/** One member's way up and down, over HTTP: what is posted, what the member's view then shows. */
const run = `${process.pid}-${Date.now().toString(36)}`;
const identity = { customerId: `tiers-${run}` };
const BEFORE = "2011-10-04T00:00:00.000Z";
let key = "";
let memberId = "";

const points = PointsRules.parse({
  ...{ perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 500, spend: { points: 1_000, minor: 500 } },
  activities: { "check-in": { points: 5, perDay: 1 } },
  multipliers: { memberDay: { days: [8], times: 2 }, birthday: { times: 2 } },
});

async function post(...events: object[]): Promise<void> {
  const answer = await call<{ accepted: number; results: { memberId: string }[] }>("POST", "/v1/events", {
    key,
    body: { events },
  });
  expect(answer.body).toMatchObject({ accepted: events.length });
  memberId = answer.body.results[0]?.memberId ?? memberId;
  await rest();
}

const shown = async () => {
  const answer = await call<MemberViewAnswer>("GET", `/v1/members/${memberId}`, { key });
  const view = MemberViewAnswer.parse(answer.body);
  if (view.tier === null) throw new Error("the programme has tiers");
  return { ...view, tier: view.tier };
};

/** An order of so many pounds. */
const order = (orderId: string, pounds: number, occurredAt: string) =>
  aPaidOrder(
    { eventId: `${orderId}-${run}`, occurredAt, identity },
    {
      orderId: `${orderId}-${run}`,
      lines: [aLine({ quantity: 1, unitPriceMinor: pounds * 100, amountMinor: pounds * 100 })],
      totalMinor: pounds * 100,
    },
  );

const refund = (orderId: string, pounds: number, occurredAt: string) => ({
  ...{ channel: "web", eventId: `r-${orderId}-${run}`, occurredAt, identity, type: "order.refunded" },
  data: {
    ...{ refundId: `r-${orderId}`, orderId: `${orderId}-${run}`, currency: "GBP" },
    lines: [{ lineId: "1", quantity: 1, amountMinor: pounds * 100 }],
  },
});

const checkIn = (eventId: string, occurredAt: string) => ({
  ...{ channel: "web", eventId: `${eventId}-${run}`, occurredAt, identity, type: "store.checked-in" },
  data: { storeId: "s1" },
});

beforeAll(async () => {
  await turnClock("2011-10-05T10:00:00.000Z");
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  await changeProgramme({ points, tiers: aLadder({ singleOrderMinor: 100_000 }) }, BEFORE);
  key = (await aKey("events:write", "members:read")).text;
});

// The other files' members have no tiers.
afterAll(() =>
  changeProgramme(
    { tiers: Tiers.parse({}), points: PointsRules.parse({ ...points, activities: {}, multipliers: {} }) },
    BEFORE,
  ),
);

describe("a member's tiers, over HTTP", () => {
  test("an ordinary member sees what is missing for the first one, and an act a day is rewarded", async () => {
    await post(
      aRegistration(
        { eventId: `reg-${run}`, identity, occurredAt: "2011-10-05T09:00:00Z" },
        { birthday: "1984-10-06" },
      ),
      order("a", 600, "2011-10-05T09:10:00Z"),
      checkIn("in-1", "2011-10-05T09:20:00Z"),
      checkIn("in-2", "2011-10-05T09:30:00Z"),
    );
    const { tier, points } = await shown();
    expect(points.balance).toBe(605);
    expect(tier).toMatchObject({
      tier: "ordinary",
      counter: 60_000,
      next: { tier: "silver", threshold: 100_000, missing: 40_000 },
      benefits: null,
      moves: [],
    });
  });

  test("an order that reaches the threshold lifts at once, and says so", async () => {
    await post(order("b", 500, "2011-10-05T09:40:00Z"));
    const { tier, points } = await shown();
    // The order that lifts earns as the member was when it was paid.
    expect(points.balance).toBe(1_105);
    expect(tier).toMatchObject({
      tier: "silver",
      since: "2011-10-05",
      reviewOn: "2012-10-04",
      counter: 110_000,
      missingToKeep: 0,
      next: { tier: "gold", missing: 190_000 },
      benefits: { pointsTimes: 1.1 },
      moves: [{ from: "ordinary", to: "silver", because: "reached", orderKey: `web:b-${run}` }],
    });
  });

  test("what multiplies adds up, and the entry names it", async () => {
    await turnClock("2011-10-08T10:00:00.000Z");
    await post(order("birthday", 10, "2011-10-06T09:00:00Z"), order("eighth", 10, "2011-10-08T09:00:00Z"));
    const { points, timeline } = await shown();
    expect(points.balance).toBe(1_105 + 21 + 21);
    const rules = timeline.items.flatMap((item) =>
      item.kind === "entry" && item.account === "points" ? [item.because] : [],
    );
    expect(rules.slice(0, 2)).toMatchObject([
      { rule: "per-major-unit, tier:silver ×1.1 + member-day ×2" },
      { rule: "per-major-unit, tier:silver ×1.1 + birthday ×2" },
    ]);
  });

  test("a refund of the order that lifted undoes it", async () => {
    await post(refund("b", 500, "2011-10-08T09:30:00Z"));
    const { tier, points } = await shown();
    expect(points.balance).toBe(1_147 - 500);
    expect(tier).toMatchObject({
      tier: "ordinary",
      reviewOn: null,
      counter: 62_000,
      moves: [{ from: "silver", to: "ordinary", because: "refund", orderKey: `web:b-${run}` }, { to: "silver" }],
    });
  });

  test("one large order lifts one tier, from there another", async () => {
    await post(order("large-1", 1_000, "2011-10-08T09:40:00Z"), order("large-2", 1_000, "2011-10-08T09:50:00Z"));
    expect((await shown()).tier).toMatchObject({
      tier: "gold",
      counter: 262_000,
      missingToKeep: 38_000,
      moves: [{ from: "silver", to: "gold", because: "single-order" }, { from: "ordinary", to: "silver" }, {}, {}],
    });
  });

  test("the review gives grace, then takes one tier, twice started or not, and says at what it decided", async () => {
    await turnClock("2012-10-08T00:20:00.000Z");
    expect(await runJob("ReviewTiers", { asOf: "2012-10-06" })).toMatchObject({ kept: 0, "in-grace": 0, lowered: 0 });
    expect(await runJob("ReviewTiers", { asOf: "2012-10-07" })).toMatchObject({
      "in-grace": 1,
      lowered: 0,
      more: false,
    });
    expect(await runJob("ReviewTiers", { asOf: "2012-10-07" })).toMatchObject({ "in-grace": 0, lowered: 0 });
    expect((await shown()).tier).toMatchObject({ tier: "gold", inGrace: true, reviewOn: "2012-11-06" });

    await turnClock("2012-11-07T00:20:00.000Z");
    expect(await runJob("ReviewTiers")).toMatchObject({ asOf: "2012-11-06", lowered: 1 });
    await rest();
    expect((await shown()).tier).toMatchObject({
      tier: "silver",
      since: "2012-11-06",
      reviewOn: "2013-11-06",
      inGrace: false,
      counter: 0,
      moves: [{ from: "gold", to: "silver", because: "review", counter: 0 }, { because: "review" }, {}, {}, {}, {}],
    });
  });
});
