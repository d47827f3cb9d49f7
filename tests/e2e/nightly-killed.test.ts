import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { holdCheckout } from "../../core/loyalty/checkout/hold-checkout.ts";
import { HoldRequest } from "../../core/loyalty/checkout/hold-schemas.ts";
import type { CallOutcome } from "../../core/loyalty/idempotency.ts";
import { openLottery } from "../../core/loyalty/lottery/lottery-store.ts";
import { claimOffer } from "../../core/loyalty/offers/claim-offer.ts";
import type { Referral } from "../../core/loyalty/referral/referral.ts";
import type { TierStanding } from "../../core/loyalty/tiers/tier.ts";
import type { MemberItem, Order } from "../../core/members/member.ts";
import { Lottery } from "../../core/programme/mall.ts";
import { Offer } from "../../core/programme/offer.ts";
import type { Programme } from "../../core/programme/programme.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aCoupon } from "../support/builders/a-coupon.ts";
import { aLadder } from "../support/builders/a-ladder.ts";
import { aCouponCode, allotted, deployedAllotments, deployedStore, memberPut } from "../support/deployed-members.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { turnClock } from "../support/deployed-shop.ts";
import { type Act, actOf, expectHeld, type KilledAct, named } from "../support/killed-acts.ts";
import { jobRun, MOST_CALLS } from "../support/killed-handler.ts";

/**
 * The jobs that move value by themselves, cut at each call that they make and started again. Two members at least are
 * due in each run, so that one may be done when it is cut. Nobody else of the stack is due so early.
 */
const { dynamoLotteries } = await import("../../adapters/dynamo/dynamo-lotteries.ts");
const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");
const programmeTable = outputOf(inject("outputs"), "ProgrammeTable");
const programmes = dynamoProgrammeStore(programmeTable);
const lotteries = dynamoLotteries(programmeTable);

const BEFORE = "2011-09-05T10:00:00.000Z";
const LAST_DAY = "2011-09-06";
const NIGHT = "2011-09-07T00:20:00.000Z";
const run = Date.now().toString(36);
const name = { en: "Cut", "zh-CN": "中断" };
const idOf = (what: string, at: number): string => `${what}-${run}-${at}`;
let before: Programme;

const amountOff = { name, kind: "amount-off", faceMinor: 500, thresholdMinor: 1_000 };
const limits = { perMember: 1, total: 1_000, budgetMinor: 100_000 };
const LAPSING = Offer.parse({
  ...{ ...amountOff, id: idOf("lapsing", 0), validDays: 1, limits },
  publicCode: { code: `LAPSING-${run}`.toUpperCase(), from: "2011-09-01T00:00:00Z", until: "2011-10-01T00:00:00Z" },
});
/** For those who were brought: one for each run, since its first use is cut too. */
const friends = Array.from({ length: MOST_CALLS + 1 }, (_, at) =>
  Offer.parse({ ...amountOff, id: idOf("friend", at), validDays: 14, limits }),
);

beforeAll(async () => {
  await turnClock(NIGHT);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  before = (await programmes.programme()).value;
  const offers = [...before.offers.slice(0, 20), LAPSING, ...friends];
  await changeProgramme({ offers, tiers: aLadder({ reviewDays: 1_095 }) }, "2011-09-01T00:00:00.000Z");
});
afterAll(() => changeProgramme(before, "2011-09-08T00:00:00.000Z"));

/** What a call needs that is decided here, at a moment before the night. */
const portsAt = (now: string) => ({
  ...{ store: deployedStore, allotments: deployedAllotments, programmes, now, hash: sha256 },
  ...{ pause: async () => {}, codeOf: async () => aCouponCode() },
});
const aCall = () => ({ claim: `C#test#${randomUUID()}#call`, fingerprint: "once" });
async function decided(outcome: Promise<CallOutcome>): Promise<void> {
  const came = await outcome;
  if ("refused" in came) throw new Error(came.refused.detail);
}

/** Points that become points, points that expire, points that stay. */
const DUE = [
  { account: "pending", amount: 30, dueOn: LAST_DAY, expiresOn: "2012-09-05" },
  { account: "points", amount: 20, expiresOn: LAST_DAY },
  { account: "points", amount: 50, expiresOn: "2012-09-05" },
  { account: "bonus", amount: 100, expiresOn: LAST_DAY },
] as const;

const twoOf = async (at: number, put: () => Promise<string>): Promise<Act> => actOf(at, await put(), await put());

async function withCoupon(): Promise<string> {
  const memberId = await memberPut(BEFORE);
  await decided(claimOffer(LAPSING.publicCode?.code ?? "", { memberId }, aCall(), portsAt(BEFORE)));
  return memberId;
}

const STORED = [
  { account: "points", amount: 1_500 },
  { account: "principal", amount: 300 },
] as const;
const line = { sku: "TEAPOT", quantity: 3, unitPriceMinor: 1_000, amountMinor: 3_000 };

/** Somebody whose checkout holds a coupon, points and stored value, and whose quarter of an hour is over. */
async function withHold(): Promise<string> {
  const code = aCouponCode();
  const coupon: MemberItem = { kind: "coupon", version: 0, value: aCoupon({ code }) };
  const memberId = await memberPut(BEFORE, STORED, { items: [coupon] });
  const asked = HoldRequest.parse({
    ...{ memberId, channel: "till", holdId: randomUUID(), basket: { channel: "till", currency: "GBP", lines: [line] } },
    ...{ coupons: [code], points: 1_000, storedValueMinor: 200 },
  });
  await decided(holdCheckout(asked, aCall(), portsAt("2011-09-07T00:00:00.000Z")));
  return memberId;
}

/** A silver member, in grace, whose review is due: the counter is the growth account's. */
const reviewed = (counter: number) => {
  const value = {
    tier: "silver",
    since: "2010-09-06",
    reviewOn: LAST_DAY,
    inGrace: true as const,
    moves: [],
  } satisfies TierStanding;
  const lots = [{ account: "growth", amount: counter, expiresOn: "2012-09-01" }] as const;
  return memberPut(BEFORE, lots, { items: [{ kind: "tier", version: 0, value }] });
};

/** A friend whose first order is kept long enough. */
function withReferral(referrer: string, offer: string): Promise<string> {
  const orderKey = `till:${randomUUID()}`;
  const order: Order = {
    ...{ orderKey, paidAt: BEFORE, paidOn: "2011-09-05", bookedOn: "2011-09-05", historic: false, programme: 1 },
    ...{ currency: "GBP", totalMinor: 3_000, deliveryMinor: 0, discountMinor: 0 },
    ...{ lines: [], refunds: [], whollyCancelled: false },
  };
  const referral: Referral = {
    ...{ state: "waiting", referrer, code: "code", channel: "till", at: BEFORE, on: "2011-09-05", programme: 1 },
    promised: { referrer: { kind: "points", points: 500 }, friend: { kind: "offer", offer } },
    ...{ waitDays: 0, orderKey, dueAt: "2011-09-06T23:00:00.000Z" },
  };
  const items: MemberItem[] = [
    { kind: "order", version: 0, value: order },
    { kind: "referral", version: 0, value: referral },
  ];
  return memberPut(BEFORE, [], { items });
}

/** A lottery that is to be drawn, each of whose tickets wins; answers who has the tickets. */
async function drawn(id: string, tickets: number, gives: object): Promise<string[]> {
  const times = { opensAt: "2011-09-01T00:00:00Z", closesAt: "2011-09-05T20:00:00Z", drawAt: "2011-09-06T00:00:00Z" };
  const prizes = [{ id: "prize", name, perMillion: 1_000_000, stock: 10, gives }];
  await openLottery(Lottery.parse({ id, name, tickets: 10, ...times, prizes }), lotteries);
  const winners = Array.from({ length: tickets }, () =>
    memberPut(BEFORE, [], { tickets: [{ lottery: id, ticket: aCouponCode() }] }),
  );
  return Promise.all(winners);
}

const jobs: KilledAct[] = [
  {
    what: "of points, pending ones and bonus",
    handler: "loyalty/turn-lots",
    begin: (at) => twoOf(at, () => memberPut(BEFORE, DUE)),
    send: () => jobRun("loyalty/turn-lots"),
    leaves: { points: 80, pending: 0, bonus: 0 },
  },
  {
    what: "of coupons, with what they held of a budget",
    handler: "loyalty/lapse-coupons",
    begin: (at) => twoOf(at, withCoupon),
    send: () => jobRun("loyalty/lapse-coupons"),
    beside: async () => ({ budget: await allotted(`budget#${LAPSING.id}`) }),
    stands: { coupons: ["lapsed"] },
  },
  {
    what: "of holds",
    handler: "loyalty/release-holds",
    begin: (at) => twoOf(at, withHold),
    send: () => jobRun("loyalty/release-holds"),
    leaves: { points: 1_500, principal: 300 },
    stands: { holds: ["released"], coupons: ["issued"] },
  },
  {
    what: "of tiers",
    handler: "loyalty/review-tiers",
    // One goes down, the other keeps the tier.
    begin: async (at) => actOf(at, await reviewed(1), await reviewed(100_000)),
    send: () => jobRun("loyalty/review-tiers"),
    stands: { tier: [{ tier: "ordinary", inGrace: false, moves: 1 }], announced: ["TierChanged"] },
  },
  {
    what: "of referrals, both sides at once",
    handler: "loyalty/reward-referrals",
    async begin(at) {
      const referrer = await memberPut(BEFORE);
      const offer = idOf("friend", at);
      return actOf(at, referrer, await withReferral(referrer, offer), await withReferral(referrer, offer));
    },
    send: () => jobRun("loyalty/reward-referrals"),
    beside: async ({ at }) => ({
      issues: await allotted(`issues#${idOf("friend", at)}`),
      budget: await allotted(`budget#${idOf("friend", at)}`),
    }),
    leaves: { points: 1_000 },
  },
  {
    what: "of lotteries: points and a gift",
    handler: "loyalty/give-prizes",
    async begin(at) {
      const points = await drawn(idOf("points", at), 2, { kind: "points", points: 50 });
      return actOf(at, ...points, ...(await drawn(idOf("gifts", at), 1, { kind: "gift", sku: "MUG" })));
    },
    send: () => jobRun("loyalty/give-prizes"),
    beside: async ({ at }) => ({
      points: await allotted(`prize#${idOf("points", at)}#prize`),
      gifts: await allotted(`prize#${idOf("gifts", at)}#prize`),
      unsettled: (await lotteries.unsettled()).filter((id) => id.includes(run)),
    }),
    leaves: { points: 50 },
  },
];

describe("a job that is killed after each call that it makes, and started again, leaves everybody right", () => {
  test.each(named(jobs))("%s", { timeout: 120_000 }, (_, act) => expectHeld(act));
});
