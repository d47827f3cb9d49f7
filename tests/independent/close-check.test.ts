import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeFiles } from "../../adapters/report/close-files.ts";
import { dumpsOf } from "../../core/insight/dumps.ts";
import type { MemberFile } from "../../core/insight/member-file.ts";
import { dayAfter, seeded, tradeADay } from "../support/builders/ledger-history.ts";
import { ClosingWorld } from "../support/closing-world.ts";

const DAY = "2026-12-08";
const folder = mkdtempSync(join(tmpdir(), "close-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

let ledger = "";
const closes: string[] = [];
let strays = "";

/** Three days of trade, with an entry that came when its day had closed, as the product closes and dumps them. */
beforeAll(async () => {
  const world = new ClosingWorld();
  const random = seeded(99);
  // A day before the first close: its opening.
  tradeADay(world, { day: dayAfter(DAY, -1), members: 60, postings: 400, random });
  for (const at of [0, 1, 2]) {
    const day = dayAfter(DAY, at);
    tradeADay(world, { day, members: 60, postings: 800, random });
    if (at === 1) tradeADay(world, { day: DAY, members: 60, postings: 5, random });
    const close = await world.closed(day);
    closes.push(String(closeFiles(close, [])["close.csv"]));
    for (const { memberId, number } of close.strays.some) strays += `${JSON.stringify({ memberId, number, day })}\n`;
  }
  const files = [...world.books].map(
    ([memberId, { entries }]): MemberFile => ({
      ...{ memberId, entries, orders: [], coupons: [], enrolments: [], messages: [], refusals: [] },
    }),
  );
  ledger = dumpsOf({ files, first: new Map(), last: new Map(), customerIds: new Map() }).ledger;
});

function check(entries: string, days: readonly string[]): { status: number | null; said: string } {
  const put = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const paths = days.map((text, at) => put(`close-${at}.csv`, text));
  const given = ["--ledger", put("ledger.jsonl", entries), "--strays", put("strays.jsonl", strays), ...paths];
  const { status, stdout, stderr } = spawnSync("python3", ["tests/independent/close_check.py", ...given]);
  return { status, said: `${stdout}${stderr}` };
}

describe("the close check", () => {
  it("comes to every figure of the closed days by another way", () => {
    const { status, said } = check(ledger, closes);
    expect(said).toContain("3 closed days");
    expect(strays).not.toBe("");
    expect(said).toContain(" 0 mismatches");
    expect(status).toBe(0);
  });

  const without = (at: number): string => ledger.split("\n").toSpliced(at, 1).join("\n");
  it.each([
    ["an entry is missing", () => [without(5), closes] as const],
    ["an entry's amount is altered", () => [ledger.replace(/"amount":(\d)/, '"amount":9$1'), closes] as const],
    ["an entry's store is altered", () => [ledger.replace('"storeId":"east"', '"storeId":"west"'), closes] as const],
    ["a closing is one off", () => [ledger, [(closes[0] ?? "").replace(/,(\d+),(\d+)\r\n/, ",1$1,$2\r\n")]] as const],
    ["a line is missing", () => [ledger, [(closes[0] ?? "").split("\r\n").toSpliced(9, 1).join("\r\n")]] as const],
    ["a day was left out", () => [ledger, [closes[0] ?? "", closes[2] ?? ""]] as const],
    ["nothing was there to check", () => ["", [""]] as const],
  ])("fails when %s", (_, altered) => {
    const [entries, days] = altered();
    expect(check(entries, days).status).toBe(1);
  });
});
