import { join } from "node:path";
import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import pc from "picocolors";
import type { Suite } from "./prove/claim.ts";
import { LOYALTY } from "./prove/loyalty.ts";
import { MAIN_JOB } from "./prove/main-job.ts";
import { runClaims } from "./prove/run-claims.ts";

/** `npm run prove -- <suite> [claim …]`: shows what an issue says must be shown, by doing it. */
const SUITES: Record<string, Suite> = { "main-job": MAIN_JOB, loyalty: LOYALTY };

const [suiteName, ...names] = process.argv.slice(2);
const suite = Object.entries(SUITES).find(([name]) => name === suiteName)?.[1];
const chosen = suite?.map((row) => row.filter((claim) => names.length === 0 || names.includes(claim.name)));
const unknown = names.filter((name) => !suite?.flat().some((claim) => claim.name === name));
if (!suite || !chosen || unknown.length > 0) {
  console.error(unknown.length > 0 ? `No claim is called ${unknown.join(", ")}.` : "Which suite?");
  for (const [name, claims] of Object.entries(SUITES)) {
    console.error(`\nnpm run prove -- ${name} [claim …]`);
    for (const claim of claims.flat()) console.error(`  ${claim.name.padEnd(16)} ${claim.says}`);
  }
  process.exit(2);
}

const began = performance.now();
const results = await runClaims(chosen, {
  folder: join(import.meta.dirname, "..", ".prove", suiteName ?? ""),
  say: (text) => console.log(`${pc.dim(`${((performance.now() - began) / 1000).toFixed(0)} s`.padStart(7))} ${text}`),
  clock: () => performance.now(),
});

const table = new Table({ head: ["", "claim", "figure", "bar"], colWidths: [3, 62, 52, 34], wordWrap: true });
const lines = results.flatMap((result) => result.lines);
for (const line of lines) table.push([line.passed ? pc.green("✓") : pc.red("✗"), line.claim, line.figure, line.bar]);
console.log(table.toString());
const failed = lines.filter((line) => !line.passed).length;
console.log(`${results.map((result) => `${result.claim} ${result.seconds.toFixed(0)} s`).join(" · ")}`);
console.log(`${lines.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
