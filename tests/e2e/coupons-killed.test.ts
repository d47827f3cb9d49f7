import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { Mall } from "../../core/programme/mall.ts";
import { Offer } from "../../core/programme/offer.ts";
import type { Programme } from "../../core/programme/programme.ts";
import { ReferralRules } from "../../core/programme/referral.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aCoupon } from "../support/builders/a-coupon.ts";
import { anEnrolment } from "../support/builders/an-enrolment.ts";
import { aCouponCode, allotted, memberPut } from "../support/deployed-members.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, turnClock } from "../support/deployed-shop.ts";
import type { Till } from "../support/deployed-value.ts";
import {
  type Act,
  actOf,
  done,
  expectHeld,
  type KilledAct,
  LOTS,
  named,
  onOne,
  onTwo,
} from "../support/killed-acts.ts";
import { invoked, MOST_CALLS, posted } from "../support/killed-handler.ts";

/** Coupons, the mall, tickets and referrals, cut at each call that the handler makes: limits, budgets and stock too. */
const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");
const { dynamoJourneyStore } = await import("../../adapters/dynamo/dynamo-journey-store.ts");
const programmes = dynamoProgrammeStore(outputOf(inject("outputs"), "ProgrammeTable"));
const journeys = dynamoJourneyStore(outputOf(inject("outputs"), "JourneysTable"));

const NOW = "2011-10-06T10:00:00.000Z";
const BEFORE = "2011-10-06T08:00:00.000Z";
const run = Date.now().toString(36);
const name = { en: "Cut", "zh-CN": "中断" };
const till: Till = { key: "", channel: "till" };
let before: Programme;

/** What is limited is made anew for each run: its first use, which makes its shards, is cut too. */
const idOf = (what: string, at: number): string => `${what}-${run}-${at}`;
const eachRun = <T>(make: (at: number) => T): T[] => Array.from({ length: MOST_CALLS + 1 }, (_, at) => make(at));

/** £5 off, of which there are ten and budget for four. */
const anOffer = (what: string, at: number, more: object = {}): Offer =>
  Offer.parse({
    ...{ id: idOf(what, at), name, kind: "amount-off", faceMinor: 500, thresholdMinor: 1_000, validDays: 14 },
    limits: { perMember: 1, total: 10, budgetMinor: 2_000 },
    ...more,
  });
const publicCode = (at: number): string => `CUT-${run}-${at}`.toUpperCase();
const open = { from: "2011-10-01T00:00:00Z", until: "2011-11-01T00:00:00Z" };
const aGift = (what: string, at: number) => ({
  ...{ id: idOf(what, at), kind: "gift", name, sku: "MUG", points: 100 },
  ...{ stock: 5, perMember: 1, handover: ["pick-up"] },
});
const TICKET = idOf("ticket", 0);

const mall = Mall.parse({
  items: [
    ...["gift", "returned"].flatMap((what) => eachRun((at) => aGift(what, at))),
    ...eachRun((at) => ({ id: idOf("coupon", at), kind: "coupon", name, points: 100, offer: idOf("bought", at) })),
    { id: TICKET, kind: "lottery", name, points: 10, lottery: idOf("lottery", 0) },
  ],
  lotteries: [
    {
      ...{ id: idOf("lottery", 0), name, tickets: 1_000, opensAt: open.from },
      ...{ closesAt: "2011-10-20T00:00:00Z", drawAt: "2011-10-20T06:00:00Z" },
      prizes: [{ id: "points", name, perMillion: 1, stock: 1, gives: { kind: "points", points: 50 } }],
    },
  ],
});

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  before = (await programmes.programme()).value;
  const offers = ["issued", "bought", "stepped"].flatMap((what) => eachRun((at) => anOffer(what, at)));
  const claimed = eachRun((at) => anOffer("claimed", at, { publicCode: { code: publicCode(at), ...open } }));
  const referral = ReferralRules.parse({ enabled: true, friend: { kind: "points", points: 200 } });
  await changeProgramme({ offers: [...offers, ...claimed, ...before.offers.slice(0, 20)], mall, referral }, BEFORE);
  till.key = (await aKey("loyalty:write", "loyalty:operate", "coupons:redeem")).text;
});
afterAll(() => changeProgramme(before, "2011-10-06T11:00:00.000Z"));

/** What is left of the run's own offer, and of its budget. */
const limitsOf = (what: string) => async (act: Act) => ({
  issues: await allotted(`issues#${idOf(what, act.at)}`),
  budget: await allotted(`budget#${idOf(what, act.at)}`),
});
const stockOf = (what: string) => async (act: Act) => ({ stock: await allotted(`stock#${idOf(what, act.at)}`) });
const redemption = (item: string, { members: [memberId] }: Act, more: object = {}) => ({ memberId, item, ...more });
const PICK_UP = { handover: "pick-up", storeId: "s1" };

const coupons: KilledAct[] = [
  {
    what: "a coupon claimed by a public code",
    handler: "loyalty/offers",
    begin: onOne,
    send: ({ members: [memberId], key, at }) => posted(till, `/v1/offers/${publicCode(at)}/claim`, { memberId }, key),
    beside: limitsOf("claimed"),
    stands: { coupons: ["issued"] },
  },
  {
    what: "an offer issued to an audience of two",
    handler: "loyalty/offers",
    begin: onTwo,
    async send({ members: memberIds, id, at }) {
      const { failed } = await posted(till, `/v1/offers/${idOf("issued", at)}/issues`, { issue: id, memberIds });
      // Whom the call that was cut has given one is told as given before.
      return { failed };
    },
    beside: limitsOf("issued"),
    stands: { coupons: ["issued"] },
  },
  {
    what: "the coupon of a journey's step",
    handler: "loyalty/issue-coupon",
    async begin(at) {
      const act = await onOne(at);
      const [memberId = ""] = act.members;
      const { version } = await programmes.programme();
      const enrolment = anEnrolment({ memberId, enrolmentId: act.id, programmeVersion: version });
      const welcome = { offer: idOf("stepped", at), channelMode: "first", worthHours: 48 } as const;
      await journeys.enrol({ ...enrolment, plan: { ...enrolment.plan, steps: { welcome } } }, "2099-01-01T00:00:00Z");
      return act;
    },
    async send({ members: [memberId], id }) {
      const { failed, output } = await invoked("loyalty/issue-coupon", { memberId, enrolmentId: id, step: "welcome" });
      return { failed, answer: output };
    },
    beside: limitsOf("stepped"),
    stands: { coupons: ["issued"] },
  },
  {
    what: "a coupon redeemed at a till",
    handler: "loyalty/redeem-coupon",
    async begin(at) {
      const code = aCouponCode();
      const value = aCoupon({ code, lapsesAt: "2011-12-01T00:00:00.000Z" });
      const memberId = await memberPut(BEFORE, LOTS, { items: [{ kind: "coupon", version: 0, value }] });
      return { ...actOf(at, memberId), id: code };
    },
    send: ({ id, key }) => {
      const body = { channel: "till", orderId: key, currency: "GBP", goodsMinor: 3_000 };
      return posted(till, `/v1/coupons/${id}/redeem`, body, key);
    },
    stands: { coupons: ["redeemed"] },
  },
];

const bought: KilledAct[] = [
  {
    what: "a gift",
    handler: "loyalty/mall",
    begin: onOne,
    send: (act) => posted(till, "/v1/mall/redemptions", redemption(idOf("gift", act.at), act, PICK_UP), act.key),
    beside: stockOf("gift"),
    leaves: { points: 400 },
  },
  {
    what: "a gift that is cancelled",
    handler: "loyalty/mall",
    async begin(at) {
      const act = await onOne(at);
      const body = await done(till, "/v1/mall/redemptions", redemption(idOf("returned", at), act, PICK_UP));
      return { ...act, id: String(body.redemptionId) };
    },
    send: ({ members: [memberId], id, key }) =>
      posted(till, `/v1/mall/redemptions/${id}/state`, { memberId, state: "cancelled" }, key),
    beside: stockOf("returned"),
    leaves: { points: 500 },
  },
  {
    what: "a coupon",
    handler: "loyalty/mall",
    begin: onOne,
    send: (act) => posted(till, "/v1/mall/redemptions", redemption(idOf("coupon", act.at), act), act.key),
    beside: limitsOf("bought"),
    leaves: { points: 400 },
    stands: { coupons: ["issued"] },
  },
  {
    what: "a ticket of a lottery",
    handler: "loyalty/mall",
    begin: onOne,
    send: (act) => posted(till, "/v1/mall/redemptions", redemption(TICKET, act), act.key),
    leaves: { points: 490 },
  },
];

const referred: KilledAct = {
  what: "a friend who names the code of a member",
  handler: "loyalty/referrals",
  async begin(at) {
    const act = await onTwo(at);
    const { code } = await done(till, `/v1/members/${act.members[1]}/referral-code`, {});
    return { ...act, id: String(code) };
  },
  send: ({ members: [memberId], id, key }) =>
    posted(till, "/v1/referrals", { code: id, memberId, channel: "till" }, key),
  stands: { referral: ["open"] },
};

describe("killed after each call that the handler makes, and sent again, members, limits and stock are right", () => {
  test.each(named(coupons))("after %s", { timeout: 60_000 }, (_, act) => expectHeld(act));
  test.each(named(bought))("after %s from the mall", { timeout: 60_000 }, (_, act) => expectHeld(act));
  test.each(named([referred]))("after %s", { timeout: 60_000 }, (_, act) => expectHeld(act));
});
