import { join } from "node:path";
import { projectRoot } from "../../local/layout.ts";
import type { Claim, Line } from "../claim.ts";
import { runCommand } from "./run-command.ts";
import { rowsOf, sampleRun } from "./sample-runs.ts";

/** Runs one of the scripts that share no code with the product. */
async function script(claim: string, file: string, args: string[], logFolder: string): Promise<Line> {
  const run = await runCommand("python3", [join("tests", "independent", file), ...args], {
    cwd: projectRoot,
    logFile: join(logFolder, `${file}.log`),
    limitSeconds: 120,
  });
  const said = run.tail.trim().split("\n").at(-1) ?? "";
  return { claim, figure: said.slice(0, 160), bar: "no disagreement (exit code 0)", passed: run.code === 0 };
}

/** Ledger: reconciliation of the product, and sums by a script of its own. */
export const ledger: Claim = {
  name: "ledger",
  says: "the reconciliation is zero and every member's entries sum to the balance",
  async run(ground) {
    const { out } = await sampleRun(ground, "plain");
    const rows = rowsOf<{ what: string; difference: number }>(out, "reconciliation.jsonl");
    const gaps = rows.filter((row) => row.difference !== 0);
    return [
      {
        claim: "the reconciliation against the ledger comes out to zero",
        figure: `${rows.length} lines, ${gaps.length} with a gap`,
        bar: "0 gaps",
        passed: rows.length > 0 && gaps.length === 0,
      },
      await script(
        "sum of entries = balance for every member (Python, own reading)",
        "ledger_check.py",
        ["--ledger", join(out, "ledger.jsonl"), "--members", join(out, "members.jsonl")],
        out,
      ),
    ];
  },
};

/** The last day of the main job. */
const AS_OF = "2011-11-30";

/** RFM of the sample against an independent computation. */
export const rfm: Claim = {
  name: "rfm",
  says: "RFM of the sample equals an independent computation, equal members have equal scores",
  async run(ground) {
    const { out } = await sampleRun(ground, "plain");
    const members = rowsOf<Record<"recencyDays" | "frequency" | "monetaryMinor" | "r" | "f" | "m", number | null>>(
      out,
      "members.jsonl",
    ).filter((row) => row.r !== null);
    const unequal = (["recencyDays", "frequency", "monetaryMinor"] as const).flatMap((value, at) => {
      const score = (["r", "f", "m"] as const)[at] ?? "r";
      const scores = new Map<number | null, Set<number | null>>();
      for (const row of members) scores.set(row[value], (scores.get(row[value]) ?? new Set()).add(row[score]));
      return [...scores.values()].filter((set) => set.size > 1);
    });
    return [
      await script(
        "RFM equals an independent computation (Python, own matching and quantiles)",
        "rfm_check.py",
        ["--as-of", AS_OF, "--members", join(out, "members.jsonl")],
        out,
      ),
      {
        claim: "members with equal values have equal scores",
        figure: `${members.length} members scored, ${unequal.length} values with two scores`,
        bar: "0",
        passed: members.length > 0 && unequal.length === 0,
      },
    ];
  },
};
