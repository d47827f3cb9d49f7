import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Problem } from "../../core/contract/problem.ts";
import { Offer } from "../../core/programme/offer.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { allotted, memberPut } from "../support/deployed-members.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { type Answer, aKey, call, turnClock } from "../support/deployed-shop.ts";
import { counted, crowd, move, type Till } from "../support/deployed-value.ts";

/** Coupons of which there are fewer than those who want them, over HTTP: exactly as many are given as there are. */
const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");

const NOW = "2011-10-03T10:00:00.000Z";
const IN_FLIGHT = 32;
/** Members who claim, four for each coupon that there is; `CROWD=2000` is what is shown. */
const CROWD = Number(process.env.CROWD ?? 400);
const THERE = CROWD / 4;
const run = Date.now().toString(36);
const programmeTable = outputOf(inject("outputs"), "ProgrammeTable");
const till: Till = { key: "", channel: "till" };

/** £5 off from £25 that everybody may claim once. */
const anOffer = (name: string, limits: NonNullable<Offer["limits"]>): Offer =>
  Offer.parse({
    id: `${name}-${run}`,
    name: { en: "Under load", "zh-CN": "抢券" },
    kind: "amount-off",
    faceMinor: 500,
    thresholdMinor: 2_500,
    validDays: 14,
    limits: { perMember: 1, ...limits },
    publicCode: {
      code: `${name}-${run}`.toUpperCase(),
      from: "2011-10-01T00:00:00Z",
      until: "2011-11-01T00:00:00Z",
    },
  });
const LIMITED = anOffer("limited", { total: THERE });
const BUDGETED = anOffer("budgeted", { budgetMinor: 20_250 });
const FREE = anOffer("free", {});

/** So many members, put straight into the table: nobody is welcomed. */
const membersMade = (count: number): Promise<string[]> => crowd(count, IN_FLIGHT, () => memberPut(NOW));

const claim = (offer: Offer, memberId: string): Promise<Answer<Problem & { code: string }>> =>
  move(till, `/v1/offers/${offer.publicCode?.code}/claim`, { memberId });

/** Anything but success and a typed 409 of these fails. */
const only = (counts: Record<string, number>, ...expected: string[]): void =>
  expect(Object.keys(counts).filter((name) => !["201", "200", "409 busy", ...expected].includes(name))).toEqual([]);

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  const { value } = await dynamoProgrammeStore(programmeTable).programme();
  await changeProgramme({ offers: [...value.offers, LIMITED, BUDGETED, FREE] }, NOW);
  till.key = (await aKey("loyalty:write", "loyalty:operate", "coupons:redeem")).text;
});

describe("coupons under load, 32 in flight", () => {
  test(`one that is limited to ${THERE} and claimed by ${CROWD} members is given exactly ${THERE} times`, async () => {
    const members = await membersMade(CROWD);
    const answers = await crowd(CROWD, IN_FLIGHT, (at) => claim(LIMITED, members[at] ?? ""));
    const counts = counted(answers);
    only(counts, "409 limit-reached");
    expect(counts["201"]).toBe(THERE);
    expect(await allotted(`issues#${LIMITED.id}`)).toEqual({ left: 0, pending: 0, posted: THERE });
    const codes = answers.filter(({ status }) => status === 201).map(({ body }) => body.code);
    expect(new Set(codes).size).toBe(THERE);
  }, 240_000);

  test("one whose budget holds 40, claimed by 300 members, is given exactly 40 times", async () => {
    const members = await membersMade(300);
    const counts = counted(await crowd(300, IN_FLIGHT, (at) => claim(BUDGETED, members[at] ?? "")));
    only(counts, "409 budget-exhausted");
    expect(counts["201"]).toBe(40);
    expect(await allotted(`budget#${BUDGETED.id}`)).toEqual({ left: 250, pending: 20_000, posted: 0 });
  }, 120_000);

  test("one code, used by 200 orders, is used once, and 199 are refused as used or busy", async () => {
    const [memberId = ""] = await membersMade(1);
    const { code } = (await claim(FREE, memberId)).body;
    const body = (at: number) => ({ channel: "till", orderId: `${run}-${at}`, currency: "GBP", goodsMinor: 3_000 });
    const answers = await crowd(200, IN_FLIGHT, (at) => move(till, `/v1/coupons/${code}/redeem`, body(at)));
    const counts = counted(answers);
    only(counts, "409 coupon-used");
    expect(counts["200"]).toBe(1);
    expect((counts["409 coupon-used"] ?? 0) + (counts["409 busy"] ?? 0)).toBe(199);
  }, 60_000);
});

describe("an audience", () => {
  test("is issued to page by page, each member once, though the pages come twice at the same time", async () => {
    const memberIds = await membersMade(50);
    const issue = () =>
      call<{ issued: number; before: number; results: { code?: string }[] }>("POST", `/v1/offers/${FREE.id}/issues`, {
        key: till.key,
        body: { issue: `mailing-${run}`, memberIds },
      });
    const answers = await Promise.all([issue(), issue()]);
    only(counted(answers as unknown as Answer<Problem>[]));
    const last = (await issue()).body;
    expect(last).toMatchObject({ issued: 0, before: 50 });
    expect(new Set(last.results.map(({ code }) => code)).size).toBe(50);
  }, 60_000);
});
