import { beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import { dayAfter, seeded, tradeADay } from "../../support/builders/ledger-history.ts";
import { aCommandWorld, type CommandWorld } from "../../support/command-world.ts";
import { aDiscrepancy } from "../../support/discrepancy-store-contract.ts";

const DAY = "2026-12-08";
const NEXT = dayAfter(DAY, 1);

let world: CommandWorld;

beforeEach(async () => {
  world = aCommandWorld();
  const random = seeded(11);
  world.books.discrepancies.push({ memberId: "m_1", value: aDiscrepancy("till:1", DAY) });
  for (const day of [DAY, NEXT]) {
    tradeADay(world.books, { day, members: 20, postings: 200, random });
    await world.books.closed(day);
  }
});

/** Takes the last entry from whoever traded on a day, and answers who that is. */
async function breakBooks(day: string): Promise<string> {
  tradeADay(world.books, { day, members: 20, postings: 20, random: seeded(12) });
  const [memberId, book] = [...world.books.books].find(([, { entries }]) => entries.at(-1)?.bookedOn === day) ?? [];
  book?.entries.pop();
  return memberId ?? "";
}

describe("close show", () => {
  test("shows the latest closed day, an earlier one by name, and its lines by campaign, store and tier", async () => {
    const latest = await world.run("close", "show");
    expect(latest).toContain(`${NEXT}, closed at`);
    expect(latest).toMatch(/points .*pending|pending .*points/s);
    expect(latest).toContain("not enough data for breakage");
    expect(latest).toContain("0 orders used what wasn't there any more: CNY 0.00");
    const earlier = await world.run("close", "show", DAY);
    expect(earlier).toContain(`${DAY}, closed at`);
    expect(earlier).toContain("1 orders used what wasn't there any more: CNY 2.50");
    expect(await world.run("close", "show", DAY, "--lines")).toContain("lot-tier");
    expect(world.exitCode).toBe(0);
    expect(JSON.parse(await world.run("close", "show", "--json"))).toMatchObject({ close: { day: NEXT }, gap: null });
  });

  test("names the gap that keeps the next day open, and ends with 1", async () => {
    const third = dayAfter(DAY, 2);
    const memberId = await breakBooks(third);
    await world.books.close(third);
    const text = await world.run("close", "show");
    expect(text).toContain(`${third} doesn't close: 1 gaps`);
    expect(text).toContain(`entry-missing (found by the day's check) at member ${memberId}`);
    expect(world.exitCode).toBe(1);
  });

  test("says which day is the last closed one when it is asked for another", async () => {
    await world.run("close", "show", "2026-12-20");
    expect(world.noted).toEqual([`2026-12-20 is not closed; the last closed day is ${NEXT}`]);
    expect(world.exitCode).toBe(1);
    await world.run("close", "show", "yesterday");
    expect(world.exitCode).toBe(2);
  });
});

describe("close verify", () => {
  test("finds nothing wrong in books that are right, in full too", async () => {
    expect(await world.run("close", "verify")).toBe("2 closed days, 0 faults");
    expect(await world.run("close", "verify", "--full")).toMatch(
      /^2 closed days, 0 faults\n\d{3} entries of 20 members, 0 gaps$/,
    );
    expect(world.exitCode).toBe(0);
  });

  test("finds a closed day that was changed, or is gone", async () => {
    const stored = world.books.closes.get(DAY);
    if (stored === undefined) throw new Error(`${DAY} is not closed`);
    const changed = { ...stored, text: stored.text.replace('"closing":', '"closing": ') };
    world.books.closes.set(DAY, changed);
    expect(await world.run("close", "verify")).toContain(`${DAY}: the close of ${DAY} was changed`);
    world.books.closes.set(DAY, { ...changed, record: { ...stored.record, digest: sha256(changed.text) } });
    expect(await world.run("close", "verify")).toContain(`${NEXT}: it went on from another close of ${DAY}`);
    world.books.closes.delete(DAY);
    expect(await world.run("close", "verify")).toContain(`${NEXT}: the close of ${DAY} is gone`);
    expect(world.exitCode).toBe(1);
  });

  test("in full, names an entry that is gone behind a closed day", async () => {
    const [memberId, book] = [...world.books.books].find(([, { entries }]) => entries.length > 3) ?? [];
    book?.entries.splice(1, 1);
    const text = await world.run("close", "verify", "--full");
    expect(text).toContain(`entry-missing (found by the chain's check) at member ${memberId}, entry 2`);
    expect(world.exitCode).toBe(1);
  });
});
