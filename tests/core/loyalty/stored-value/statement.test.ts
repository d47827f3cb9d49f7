import { describe, expect, it } from "vitest";
import type { Entry } from "../../../../core/loyalty/ledger/entry.ts";
import {
  type EntryReader,
  type StatementAnswer,
  StatementQuery,
  statementOf,
} from "../../../../core/loyalty/stored-value/statement.ts";
import { ValueWorld } from "../../../support/value-world.ts";

const reading =
  (entries: readonly Entry[]): EntryReader =>
  async (limit, before = Number.POSITIVE_INFINITY) =>
    entries
      .filter(({ number }) => number < before)
      .toReversed()
      .slice(0, limit);

async function statement(entries: readonly Entry[], query: Record<string, unknown>): Promise<StatementAnswer> {
  const asked = StatementQuery.parse({ account: "principal", from: "2011-09-02", to: "2011-09-04", ...query });
  const found = await statementOf("m_1", asked, reading(entries));
  if (found.kind === "too-long") throw new Error("too long");
  return found.answer;
}

/** A top-up a day, of 100, 200, … on 2011-09-01 and after; each with points of another kind beside it. */
async function aLedger(days: number): Promise<Entry[]> {
  const world = await ValueWorld.withMembers("m_1");
  for (let day = 1; day <= days; day += 1) {
    world.now = new Date(Date.parse("2011-08-31T10:00:00.000Z") + day * 86_400_000).toISOString();
    await world.topUp(day * 100, { topUpId: String(day) });
    await world.adjust(1, { adjustmentId: `p-${day}` });
  }
  return world.store.entriesOf("m_1");
}

describe("a statement", () => {
  it("opens with what was there before, and closes with opening and entries", async () => {
    const entries = await aLedger(6);
    const { openingBalance, closingBalance, entries: lines, next } = await statement(entries, {});
    expect([openingBalance, closingBalance, next]).toEqual([100, 1_000, undefined]);
    expect(lines.map(({ amount, balance, bookedOn }) => [amount, balance, bookedOn])).toEqual([
      [200, 300, "2011-09-02"],
      [300, 600, "2011-09-03"],
      [400, 1_000, "2011-09-04"],
    ]);
    expect(lines[0]).toMatchObject({ kind: "top-up", source: "top-up#till:2" });
  });

  it("follows the one before: a day's closing is the next one's opening", async () => {
    const entries = await aLedger(6);
    const first = await statement(entries, { from: "2011-09-01", to: "2011-09-03" });
    const second = await statement(entries, { from: "2011-09-04", to: "2011-09-30" });
    expect(second.openingBalance).toBe(first.closingBalance);
    expect(second.closingBalance).toBe(2_100);
  });

  it("is the same page by page, whatever is booked while it is read", async () => {
    const entries = await aLedger(6);
    const later = await aLedger(9);
    const range = { from: "2011-09-01", to: "2011-09-30" };
    const whole = await statement(entries, range);
    const pages: StatementAnswer[] = [];
    let cursor: string | undefined;
    do {
      const page: StatementAnswer = await statement(cursor === undefined ? entries : later, {
        ...range,
        limit: 4,
        ...(cursor === undefined ? {} : { cursor }),
      });
      pages.push(page);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(pages).toHaveLength(2);
    expect(pages.flatMap(({ entries: lines }) => lines)).toEqual(whole.entries);
    for (const page of pages) expect(page.closingBalance).toBe(whole.closingBalance);
  });

  it("is empty for an account that was never used, and refused where it would be too long to read", async () => {
    const entries = await aLedger(2);
    expect(await statement(entries, { account: "bonus" })).toMatchObject({ openingBalance: 0, entries: [] });
    const [one] = entries;
    if (one === undefined) throw new Error("no entry");
    const endless: EntryReader = async (limit, before = 1_000_000) =>
      Array.from({ length: limit }, (_, at) => ({ ...one, number: before - 1 - at }));
    const asked = StatementQuery.parse({ account: "points", from: "2011-01-01", to: "2011-12-31" });
    expect(await statementOf("m_1", asked, endless)).toEqual({ kind: "too-long" });
  });

  it("reads sound queries alone", () => {
    const sound = { account: "points", from: "2011-01-01", to: "2011-01-31" };
    expect(StatementQuery.safeParse(sound).success).toBe(true);
    for (const change of [
      { account: "purse" },
      { from: "yesterday" },
      { to: "2010-12-31" },
      { to: undefined },
      { limit: "0" },
      { limit: "201" },
      { cursor: "next" },
      { cursor: "1-2-3" },
    ]) {
      expect(StatementQuery.safeParse({ ...sound, ...change }).success, JSON.stringify(change)).toBe(false);
    }
  });
});
