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
