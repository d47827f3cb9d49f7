import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LotteryAnswer } from "../../core/loyalty/lottery/publish-lottery.ts";
import { aLottery, aTicketItem, MallWorld } from "../support/mall-world.ts";

const folder = mkdtempSync(join(tmpdir(), "lottery-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

let open: LotteryAnswer;
let closed: LotteryAnswer;
let drawn: LotteryAnswer;

beforeAll(async () => {
  const world = await MallWorld.with(5, { items: [aTicketItem()], lotteries: [aLottery()] });
  await world.buyTickets(60);
  const published = async (now: string): Promise<LotteryAnswer> => {
    world.now = now;
    const answer = await world.publish();
    if (answer === undefined) throw new Error("there is no lottery");
    return answer;
  };
  open = await published("2011-09-01T12:00:00.000Z");
  closed = await published("2011-09-02T00:10:00.000Z");
  drawn = await published("2011-09-02T06:00:00.000Z");
});

function check(...answers: object[]): { status: number | null; said: string } {
  const paths = answers.map((answer, at) => {
    const path = join(folder, `${at}.json`);
    writeFileSync(path, JSON.stringify(answer));
    return path;
  });
  const { status, stdout } = spawnSync("python3", ["tests/independent/lottery_check.py", ...paths], {
    encoding: "utf8",
  });
  return { status, said: stdout.trim() };
}

describe("the lottery check", () => {
  it("draws the same winners from nothing but what was published", () => {
    expect(drawn.winners?.length).toBeGreaterThan(0);
    const said = `autumn: 60 tickets, ${drawn.winners?.length} winners, as published`;
    expect(check(drawn, open, closed)).toEqual({ status: 0, said });
  });

  it.each<[string, () => object[]]>([
    ["another winner was put in", () => [{ ...drawn, winners: drawn.winners?.slice(1) }]],
    ["another prize was given", () => [{ ...drawn, winners: drawn.winners?.map((one) => ({ ...one, prize: "mug" })) }]],
    ["the seed was exchanged, and its hash not", () => [{ ...drawn, seed: "another" }]],
    ["the odds were changed after the draw", () => [{ ...drawn, terms: drawn.terms.replace("200000", "100000") }]],
    ["a ticket was taken away", () => [{ ...drawn, tickets: drawn.tickets?.slice(1) }]],
    ["the seed was promised otherwise before", () => [drawn, { ...open, commitment: "0".repeat(64) }]],
    ["a ticket was added after the close", () => [drawn, { ...closed, tickets: closed.tickets?.slice(1) }]],
    ["it isn't drawn", () => [closed]],
  ])("fails when %s", (_, answers) => {
    expect(check(...answers())).toMatchObject({ status: 1, said: expect.stringMatching(/^wrong: /) });
  });
});
