import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { PointsRules } from "../../core/programme/earning.ts";
import type { Programme } from "../../core/programme/programme.ts";
import { StoredValueRules } from "../../core/programme/stored-value.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aChannelEvent, aLine, aPaidOrder } from "../support/builders/channel-events.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";
import type { Till } from "../support/deployed-value.ts";
import { type Act, actOf, done, expectHeld, type KilledAct, named, onOne, onTwo } from "../support/killed-acts.ts";
import { posted } from "../support/killed-handler.ts";

/** Points and stored value, moved by calls and by events, cut at each call that the handler makes. */
const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");
const programmes = dynamoProgrammeStore(outputOf(inject("outputs"), "ProgrammeTable"));

const NOW = "2011-10-06T10:00:00.000Z";
const BEFORE = "2011-10-06T08:00:00.000Z";
const till: Till = { key: "", channel: "till" };
const [channel, currency] = ["till", "GBP"];
const byHand = { operator: "test", reason: "to be cut" };
let before: Programme;

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  before = (await programmes.programme()).value;
  const activities = { "check-in": { points: 5, perDay: 1 } };
  const steps = [{ fromMinor: 10_000, bonusMinor: 1_000 }];
  await changeProgramme(
    {
      points: PointsRules.parse({ ...before.points, activities }),
      storedValue: StoredValueRules.parse({ steps, bonusExpireDays: 180 }),
    },
    BEFORE,
  );
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:operate")).text;
});
afterAll(() => changeProgramme(before, "2011-10-06T11:00:00.000Z"));

const spend = ({ members: [memberId], id }: Act) => ({
  ...{ memberId, channel, spendId: id, points: 250, because: "cash" },
});
const topUp = ({ members: [memberId], id }: Act) => ({
  ...{ memberId, channel, topUpId: id, currency, amountMinor: 10_000 },
});

const POINTS = "loyalty/move-points";
const STORED = "loyalty/stored-value";

const calls: KilledAct[] = [
  {
    what: "a spend of points",
    handler: POINTS,
    begin: onOne,
    send: (act) => posted(till, "/v1/points/spends", spend(act), act.key),
    leaves: { points: 250 },
  },
  {
    what: "a spend given back",
    handler: POINTS,
    async begin(at) {
      const act = await onOne(at);
      await done(till, "/v1/points/spends", spend(act));
      return act;
    },
    send: ({ members: [memberId], id, key }) =>
      posted(till, `/v1/points/spends/${id}/give-back`, { memberId, channel }, key),
    leaves: { points: 500 },
  },
  {
    what: "a transfer between two members",
    handler: POINTS,
    begin: onTwo,
    send: ({ members: [from, to], id, key }) =>
      posted(till, "/v1/points/transfers", { from, to, channel, transferId: id, points: 250 }, key),
    leaves: { points: 250 },
  },
  {
    what: "an adjustment by hand",
    handler: POINTS,
    begin: onOne,
    send: ({ members: [memberId], id, key }) =>
      posted(till, "/v1/points/adjustments", { memberId, channel, adjustmentId: id, points: -50, ...byHand }, key),
    leaves: { points: 450 },
  },
  {
    what: "a merge of two members' accounts",
    handler: POINTS,
    begin: onTwo,
    send: ({ members: [memberId, into], id, key }) =>
      posted(till, `/v1/members/${memberId}/merge-accounts`, { into, channel, mergeId: id, ...byHand }, key),
    leaves: { points: 0 },
  },
  {
    what: "a top-up with its bonus",
    handler: STORED,
    begin: onOne,
    send: (act) => posted(till, "/v1/stored-value/top-ups", topUp(act), act.key),
    leaves: { principal: 10_000, bonus: 1_000 },
  },
  {
    what: "a top-up paid out",
    handler: STORED,
    async begin(at) {
      const act = await onOne(at);
      await done(till, "/v1/stored-value/top-ups", topUp(act));
      return act;
    },
    send: ({ members: [memberId], id, key }) =>
      posted(till, `/v1/stored-value/top-ups/${id}/refund`, { memberId, channel, refundId: "r-1" }, key),
    leaves: { principal: 0, bonus: 0 },
  },
];

/** Somebody whom the channel knows by the act's id. */
async function known(at: number): Promise<Act> {
  const act = actOf(at);
  const seen = aChannelEvent({ eventId: `seen-${act.id}`, occurredAt: BEFORE, identity: { customerId: act.id } });
  return { ...act, members: [await post(seen)] };
}

/** Posts events and waits until they are applied: what was killed comes again by itself. Answers whose they are. */
async function post(...events: object[]): Promise<string> {
  const { body } = await call<{ results: { memberId: string }[] }>("POST", "/v1/events", {
    key: till.key,
    body: { events },
  });
  await rest();
  return body.results[0]?.memberId ?? "";
}

const orderOf = ({ id }: Act) =>
  aPaidOrder(
    { eventId: `order-${id}`, occurredAt: NOW, identity: { customerId: id } },
    { orderId: id, lines: [aLine({ quantity: 3, unitPriceMinor: 1_000, amountMinor: 3_000 })], totalMinor: 3_000 },
  );
const checkIn = ({ id }: Act) =>
  aChannelEvent({
    ...{ type: "store.checked-in", eventId: `in-${id}`, occurredAt: NOW, identity: { customerId: id } },
    data: { storeId: "s1" },
  });
const refundOf = ({ id }: Act) =>
  aChannelEvent({
    ...{ type: "order.refunded", eventId: `refund-${id}`, occurredAt: NOW, identity: { customerId: id } },
    data: { refundId: "r-1", orderId: id, currency, lines: [{ lineId: "1", quantity: 2, amountMinor: 2_000 }] },
  });

const events: KilledAct[] = [
  {
    what: "an order and a rewarded check-in",
    handler: "members/apply",
    begin: known,
    async send(act) {
      await post(orderOf(act), checkIn(act));
      return {};
    },
    leaves: { points: 35 },
  },
  {
    what: "a refund of two thirds of an order",
    handler: "members/apply",
    async begin(at) {
      const act = await known(at);
      await post(orderOf(act));
      return act;
    },
    async send(act) {
      await post(refundOf(act));
      return {};
    },
    leaves: { points: 10 },
  },
];

describe("killed after each call that the handler makes, and sent again, the ledger is right", () => {
  test.each(named(calls))("after %s", { timeout: 60_000 }, (_, act) => expectHeld(act));
  test.each(named(events))("after %s, as events", { timeout: 60_000 }, (_, act) => expectHeld(act));
});
