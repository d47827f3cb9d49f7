import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LotteryAnswer } from "../../core/loyalty/lottery/publish-lottery.ts";
import type { MallAnswer, RedemptionAnswer } from "../../core/loyalty/mall/mall-schemas.ts";
import { Mall } from "../../core/programme/mall.ts";
import { runJob } from "../support/deployed-jobs.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, turnClock } from "../support/deployed-shop.ts";
import { aMember, counted, crowd, givePoints, move, pointsOf, type Till } from "../support/deployed-value.ts";

/** Points spent in the mall, and a lottery from its first ticket to its prizes, as a shop and an onlooker see them. */
const NOW = "2011-10-03T10:00:00.000Z";
const run = Date.now().toString(36);
const MUG = `mug-${run}`;
const LAST = `last-${run}`;
const TICKET = `ticket-${run}`;
const LOTTERY = `autumn-${run}`;
const name = { en: "A thing", "zh-CN": "礼品" };
const folder = mkdtempSync(join(tmpdir(), "lottery-"));
const till: Till = { key: "", channel: "app" };
const reader = { key: "" };

const mall = Mall.parse({
  items: [
    { id: MUG, kind: "gift", name, sku: "MUG", points: 100, stock: 2, perMember: 1, handover: ["delivery", "pick-up"] },
    { id: LAST, kind: "gift", name, sku: "LAST", points: 10, stock: 10, handover: ["pick-up"] },
    { id: TICKET, kind: "lottery", name, points: 1, lottery: LOTTERY },
  ],
  lotteries: [
    {
      ...{ id: LOTTERY, name, tickets: 100 },
      ...{ opensAt: "2011-10-01T00:00:00Z", closesAt: "2011-10-04T00:00:00Z", drawAt: "2011-10-04T06:00:00Z" },
      prizes: [
        { id: "mug", name, perMillion: 200_000, stock: 2, gives: { kind: "gift", sku: "MUG" } },
        { id: "points", name, perMillion: 500_000, stock: 10, gives: { kind: "points", points: 50 } },
      ],
    },
  ],
});

/** A member with so many points. */
async function aRichMember(points: number): Promise<string> {
  const memberId = await aMember(till, "2011-10-03T09:00:00.000Z");
  await givePoints(till, memberId, points);
  return memberId;
}
const redeem = (memberId: string, item: string, more: object = {}) =>
  move<RedemptionAnswer>(till, "/v1/mall/redemptions", { memberId, item, ...more });
const moveOn = (memberId: string, redemptionId: string, state: string) =>
  move<RedemptionAnswer>(till, `/v1/mall/redemptions/${redemptionId}/state`, { memberId, state });
const leftOf = async (item: string) =>
  (await call<MallAnswer>("GET", "/v1/mall", reader)).body.items.find(({ id }) => id === item)?.left;
/** Without any key. */
const published = async () => (await call<LotteryAnswer>("GET", `/v1/lotteries/${LOTTERY}`)).body;

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  await changeProgramme({ mall }, NOW);
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:operate")).text;
  reader.key = (await aKey("loyalty:read")).text;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the mall", () => {
  test("a gift is ordered, shipped and delivered; another is cancelled, and points and stock come back", async () => {
    const memberId = await aRichMember(250);
    expect(await leftOf(MUG)).toBe(2);
    const { status, body } = await redeem(memberId, MUG, { handover: "delivery" });
    expect([status, body.state, await pointsOf(till, memberId), await leftOf(MUG)]).toEqual([201, "ordered", 150, 1]);
    expect(await redeem(memberId, MUG, { handover: "delivery" })).toMatchObject({
      status: 409,
      body: { code: "member-limit-reached" },
    });
    await moveOn(memberId, body.redemptionId, "shipped");
    const delivered = (await moveOn(memberId, body.redemptionId, "delivered")).body;
    expect(delivered.history.map(({ state }) => state)).toEqual(["ordered", "shipped", "delivered"]);

    const seen = `/v1/mall/redemptions/${body.redemptionId}?memberId=${memberId}`;
    expect((await call<RedemptionAnswer>("GET", seen, reader)).body).toEqual(delivered);
    expect(await call("GET", `/v1/mall/redemptions/none?memberId=${memberId}`, reader)).toMatchObject({ status: 404 });

    const other = await aRichMember(100);
    const second = (await redeem(other, MUG, { handover: "pick-up", storeId: "s1" })).body;
    const third = await aRichMember(100);
    expect(await redeem(third, MUG, { handover: "delivery" })).toMatchObject({
      status: 409,
      body: { code: "sold-out" },
    });
    expect(await moveOn(other, second.redemptionId, "cancelled")).toMatchObject({
      status: 200,
      body: { state: "cancelled" },
    });
    expect([await pointsOf(till, other), await leftOf(MUG)]).toEqual([100, 1]);
    expect(await redeem(third, MUG, { handover: "delivery" })).toMatchObject({ status: 201 });
    expect(await redeem(memberId, "nothing")).toMatchObject({ status: 404, body: { code: "item-unknown" } });
  }, 120_000);

  test("of the last ten, wanted 100 times with 32 in flight, ten are sold", async () => {
    const members = await crowd(25, 5, () => aRichMember(100));
    const answers = await crowd(100, 32, (at) =>
      redeem(members[at % 25] ?? "", LAST, { handover: "pick-up", storeId: "s1" }),
    );
    const counts = counted(answers as unknown as Parameters<typeof counted>[0]);
    expect(Object.keys(counts).filter((one) => !["201", "409 sold-out", "409 busy"].includes(one))).toEqual([]);
    expect([counts["201"], await leftOf(LAST)]).toEqual([10, 0]);
    const balances = await Promise.all(members.map((memberId) => pointsOf(till, memberId)));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(2_400);
  }, 120_000);
});

describe("a lottery", () => {
  const keep = (stage: string, answer: LotteryAnswer): string => {
    const path = join(folder, `${stage}.json`);
    writeFileSync(path, JSON.stringify(answer));
    return path;
  };

  test("is drawn so that who has only the published data can draw it again, and its prizes are given once", async () => {
    const members = await crowd(5, 5, () => aRichMember(20));
    const sold = await crowd(40, 8, (at) => redeem(members[at % 5] ?? "", TICKET));
    // Who was crowded out sends the same again, as a shop does.
    const tickets = sold.flatMap(({ status, body }) => (status === 201 ? [body.code ?? ""] : []));
    expect(tickets.length).toBeGreaterThan(20);
    const open = keep("open", await published());
    expect(await redeem(members[0] ?? "", TICKET, { handover: "delivery" })).toMatchObject({ status: 201 });

    await turnClock("2011-10-04T00:00:00.000Z");
    expect(await redeem(members[0] ?? "", TICKET)).toMatchObject({ status: 409, body: { code: "not-on-sale" } });
    await turnClock("2011-10-04T00:10:00.000Z");
    const closedAnswer = await published();
    expect(closedAnswer.tickets).toEqual(expect.arrayContaining(tickets));
    expect(closedAnswer.tickets).toHaveLength(tickets.length + 1);
    const closed = keep("closed", closedAnswer);

    await turnClock("2011-10-04T06:00:00.000Z");
    const before = await Promise.all(members.map((memberId) => pointsOf(till, memberId)));
    const given = (await runJob("GivePrizes")) as { lotteries: number; given: number };
    const drawnAnswer = await published();
    const { winners = [] } = drawnAnswer;
    const drawn = keep("drawn", drawnAnswer);
    expect(spawnSync("python3", ["tests/independent/lottery_check.py", drawn, open, closed]).status).toBe(0);
    const forged = keep("forged", { ...drawnAnswer, winners: winners.slice(1) });
    expect(spawnSync("python3", ["tests/independent/lottery_check.py", forged, open, closed]).status).toBe(1);

    expect(given).toMatchObject({ lotteries: 1, given: winners.length });
    expect(await runJob("GivePrizes")).toMatchObject({ lotteries: 0, given: 0 });
    const after = await Promise.all(members.map((memberId) => pointsOf(till, memberId)));
    const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
    expect(sum(after) - sum(before)).toBe(50 * winners.filter(({ prize }) => prize === "points").length);
    expect(JSON.stringify(drawnAnswer)).not.toContain("m_");
    expect(await call("GET", `/v1/lotteries/${randomUUID()}`)).toMatchObject({ status: 404 });
    await turnClock(NOW);
  }, 120_000);
});
