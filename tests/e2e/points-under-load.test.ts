import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, turnClock } from "../support/deployed-shop.ts";
import { aMember, counted, crowd, givePoints, move, pointsOf, type Till } from "../support/deployed-value.ts";

/** Many who want the same points at the same moment, over HTTP: exactly what was there is moved. */
const NOW = "2011-10-03T10:00:00.000Z";
const till: Till = { key: "", channel: "till" };
const member = () => aMember(till, "2011-10-03T09:00:00.000Z");

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  till.key = (await aKey("events:write", "members:read", "loyalty:write", "loyalty:operate")).text;
});

/** Anything but success and a typed 409 fails. */
const only = (counts: Record<string, number>, ...others: string[]): void =>
  expect(Object.keys(counts).filter((name) => !["201", "409 busy", ...others].includes(name))).toEqual([]);

describe("points under load", () => {
  test("200 spends of the last 1,000, 32 in flight: one succeeds, 199 are refused", async () => {
    const memberId = await member();
    await givePoints(till, memberId, 1_000);
    const spend = { memberId, channel: till.channel, points: 1_000, because: "cash" };
    const counts = counted(
      await crowd(200, 32, () => move(till, "/v1/points/spends", { ...spend, spendId: randomUUID() })),
    );
    only(counts, "409 too-few-points");
    expect(counts["201"]).toBe(1);
    expect(await pointsOf(till, memberId)).toBe(0);
  }, 120_000);

  test("20 transfers of 100 by who has 100, all in flight: exactly 100 are moved", async () => {
    const [from, to, other] = [await member(), await member(), await member()];
    await givePoints(till, from, 100);
    const transfer = (at: number) => ({
      from,
      to: at % 2 === 0 ? to : other,
      channel: till.channel,
      transferId: randomUUID(),
      points: 100,
    });
    const counts = counted(await crowd(20, 20, (at) => move(till, "/v1/points/transfers", transfer(at))));
    only(counts, "409 too-few-points");
    expect(counts["201"]).toBe(1);
    const balances = await Promise.all([from, to, other].map((id) => pointsOf(till, id)));
    expect([balances[0], (balances[1] ?? 0) + (balances[2] ?? 0)]).toEqual([0, 100]);
  }, 120_000);

  test("one call sent 64 times, 32 in flight, has one effect and one answer", async () => {
    const memberId = await member();
    await givePoints(till, memberId, 1_000);
    const body = { memberId, channel: till.channel, points: 10, because: "gift", spendId: randomUUID() };
    const key = randomUUID();
    const answers = await crowd(64, 32, () => move(till, "/v1/points/spends", body, key));
    only(counted(answers));
    const done = answers.filter(({ status }) => status === 201).map(({ body: answer }) => answer);
    expect(done.length).toBeGreaterThan(1);
    for (const answer of done) expect(answer).toEqual(done[0]);
    expect(await pointsOf(till, memberId)).toBe(990);
  }, 120_000);
});
