import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import Table from "cli-table3";
import { Command, Option } from "commander";
import { asCommand } from "./local/as-command.ts";
import { type Claim, claimStateDir } from "./local/claim.ts";
import { beforeEnding } from "./local/endings.ts";
import { projectRoot, stateDirOf } from "./local/layout.ts";
import { inSeconds } from "./progress.ts";
import { runStep } from "./test/run-step.ts";
import { type Result, type Step, steps } from "./test/steps.ts";

const program = new Command("npm test --")
  .description("Types, lint, fast tests, infrastructure, and end to end on a stack that is deployed for it.")
  .option("--fast", "without the deployed stack", false)
  .addOption(new Option("--only <step...>", "some steps alone").choices(steps.map(({ name }) => name)))
  .parse();
const { fast, only } = program.opts<{ fast: boolean; only?: string[] }>();

await asCommand(async () => {
  const claim = await claimStateDir(stateDirOf("test"));
  const forget = beforeEnding(claim.release);
  const chosen = steps.filter(({ name, deployed }) => (only ? only.includes(name) : !(fast && deployed)));
  const started = performance.now();
  const results = await runAll(chosen, claim);
  await claim.release();
  forget();
  report(results, (performance.now() - started) / 1000);
});

/** Checks go beside each other, as many as there are processors, since each is one process; tests come one after another. */
async function runAll(chosen: readonly Step[], claim: Claim): Promise<Result[]> {
  const env = environment();
  const run = async (step: Step) => {
    const result = await runStep(step, { claim, env, print: (text) => console.log(text) });
    console.log(`${result.failed === 0 ? "✓" : "✗"} ${step.name} ${inSeconds(result.seconds)}`);
    return result;
  };
  const results: Result[] = [];
  const checks = chosen.filter(({ tests }) => !tests);
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    for (let step = checks.shift(); step !== undefined; step = checks.shift()) results.push(await run(step));
  });
  await Promise.all(lanes);
  for (const step of chosen.filter(({ tests }) => tests)) results.push(await run(step));
  return results;
}

function environment(): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  // The Node that runs this runs the steps too, whatever else stands on the PATH.
  const first = [dirname(process.execPath), join(projectRoot, "node_modules", ".bin"), process.env.PATH ?? ""];
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  return { ...Object.fromEntries(own), ...colour, PATH: first.join(delimiter) };
}

function report(results: readonly Result[], seconds: number): void {
  const table = new Table({ head: ["step", "passed", "failed", "skipped", "time"], style: { head: [], border: [] } });
  for (const { name, passed, failed, skipped, seconds: taken } of results) {
    table.push([name, passed, failed, skipped, inSeconds(taken)]);
  }
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  const failed = sum((result) => result.failed);
  console.log(
    `\n${table.toString()}\n${inSeconds(seconds)}\n\n${sum((result) => result.passed)} passed, ${failed} failed`,
  );
  if (failed > 0 || results.length === 0) process.exitCode = 1;
}
