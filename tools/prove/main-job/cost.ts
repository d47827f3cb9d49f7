import { readFileSync } from "node:fs";
import { join } from "node:path";
import { costPage, countEverything, monthTotal } from "../../bench/cost-page.ts";
import { idleMonth, totalOf } from "../../bench/month-cost.ts";
import { projectRoot } from "../../local/layout.ts";
import type { Claim } from "../claim.ts";

/** Everything counted anew, and what is published held against it. */
export const cost: Claim = {
  name: "cost",
  says: "write units, calls and transitions are counted, and a month's cost follows from them",
  async run() {
    const counts = await countEverything();
    const { orders, journeys, idle } = counts;
    const page = readFileSync(join(projectRoot, "docs", "cost.md"), "utf8");
    const months = [1_000, 100_000, 1_000_000].map((members) => `${monthTotal(members, counts).toFixed(0)} USD`);
    return [
      ...orders.map(({ lines, writeUnits, doorUnits, applyUnits }) => ({
        claim: `write units per order event with ${lines} ${lines === 1 ? "line" : "lines"}`,
        figure: `${writeUnits} (${doorUnits} at the door, ${applyUnits} in the commit)`,
        bar: "counted",
        passed: writeUnits > 0,
      })),
      ...journeys.map(({ journey, tells, transitions, calls, writeUnits }) => ({
        claim: `${journey}: ${tells}`,
        figure: `${transitions} transitions, ${calls} Lambda calls, ${writeUnits} write units`,
        bar: "counted",
        passed: transitions > 0 && calls > 0,
      })),
      {
        claim: "a month of 1,000, 100,000 and 1,000,000 members, and of an idle stack, by list prices",
        figure: `${months.join(", ")}; idle ${totalOf(idleMonth(idle)).toFixed(2)} USD`,
        bar: "in docs/cost.md",
        passed: page.includes("USD a month"),
      },
      {
        claim: "docs/cost.md says what the code costs as it is now",
        figure: page === costPage(counts) ? "word for word" : "it is out of date: npm run bench -- cost",
        bar: "equal",
        passed: page === costPage(counts),
      },
    ];
  },
};
