import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Counts, costPage, countEverything, monthTotal } from "../../../tools/bench/cost-page.ts";

let counts: Counts;
beforeAll(async () => {
  counts = await countEverything();
}, 60_000);

describe("docs/cost.md", () => {
  it("says what the code costs as it is now (npm run bench -- cost writes it anew)", () => {
    const page = readFileSync(path.resolve(import.meta.dirname, "../../../docs/cost.md"), "utf8");
    expect(page).toBe(costPage(counts));
  });
});

describe("an order event", () => {
  it("takes 17 write units with one line, 18 with thirty and 42 with five hundred, from the door to the last commit", () => {
    expect(counts.orders.map(({ lines, writeUnits, doorUnits }) => ({ lines, writeUnits, doorUnits }))).toEqual([
      { lines: 1, writeUnits: 17, doorUnits: 1 },
      { lines: 30, writeUnits: 18, doorUnits: 2 },
      { lines: 500, writeUnits: 42, doorUnits: 12 },
    ]);
  });

  it("is one item at the door and eight in one commit, whatever is in the basket, and writes to no index unless a tier moves", () => {
    for (const { lines, writes, requests } of counts.orders) {
      expect(writes.map(({ table, kind }) => `${table} ${kind}`).sort()).toEqual([
        "Events M",
        "Members A#ACCOUNTS",
        "Members A#HEAD",
        "Members A#SUMMARY",
        // Five hundred lines come to so much that they lift a tier.
        ...(lines === 500 ? ["Members A#TIER"] : []),
        "Members CLAIM",
        // Points, and what the tiers count by.
        "Members H#ENTRY",
        "Members H#ENTRY",
        "Members H#ORDER",
        "Members O",
      ]);
      expect(writes.every(({ kind, indexUnits }) => indexUnits === 0 || kind === "A#TIER")).toBe(true);
      expect(requests).toBe(6);
    }
  });
});

describe("a month", () => {
  it("costs what the lines of its bill do: nearly in proportion to the members, on top of the idle stack", () => {
    const [none, some, many] = [0, 100_000, 1_000_000].map((members) => monthTotal(members, counts));
    expect(none).toBeGreaterThan(0);
    expect(((many ?? 0) - (none ?? 0)) / ((some ?? 0) - (none ?? 0))).toBeCloseTo(10, 6);
  });
});

describe("a journey", () => {
  it("that an order ends takes fewer transitions than one walked to its end", () => {
    for (const name of ["welcome", "dormant"]) {
      const [whole, left] = counts.journeys.filter(({ journey }) => journey === name);
      expect(left?.transitions).toBeLessThan(whole?.transitions ?? 0);
      expect(left?.path.at(-1)).toBe("Close the enrolment");
      expect(whole?.path.at(-1)).toBe("Close the enrolment");
    }
  });
});
