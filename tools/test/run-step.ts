import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Claim } from "../local/claim.ts";
import { projectRoot } from "../local/layout.ts";
import { startGroup } from "../local/process-group.ts";
import type { Result, Step } from "./steps.ts";

export interface Surroundings {
  readonly claim: Claim;
  readonly env: Readonly<Record<string, string>>;
  readonly print: (line: string) => void;
}

/** The part of vitest's JSON report that is counted. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

type Counts = Pick<Result, "passed" | "failed" | "skipped">;

/**
 * Runs one step to its end. Suites print as they go; what a check prints is shown when it fails. A suite that ran no
 * test, a check that looked at nothing, and an exit code that no test accounts for each count as one failure.
 */
export async function runStep(step: Step, { claim, env, print }: Surroundings): Promise<Result> {
  const { layout } = claim;
  const report = path.join(layout.stateDir, `${step.name}.json`);
  rmSync(report, { force: true });
  const [program, ...args] = step.command;
  const printed: string[] = [];
  const started = performance.now();
  const group = startGroup({
    what: step.name,
    command: [
      process.execPath,
      ...["--import", preload, binOf(program)],
      ...args,
      ...(step.tests ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : []),
    ],
    cwd: projectRoot,
    env,
    log: path.join(layout.stateDir, `${step.name}.log`),
    record: layout.processes,
    onLine: (line) => (step.tests ? print(line) : printed.push(line)),
  });
  const { code } = await group.ended;
  await group.kill();
  const seconds = (performance.now() - started) / 1000;
  const output = printed.join("\n");
  const counts = step.tests ? countsOf(readReport(report), code) : checkCounts(code);
  if (counts.failed > 0) print(output);
  return { name: step.name, seconds, ...counts };
}

/** Counts of a suite. `undefined` stands for a report that was never written. */
export function countsOf(report: z.infer<typeof Report> | undefined, code: number | null): Counts {
  const { numPassedTests: passed = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report ?? {};
  const ranNothing = passed + numFailedTests === 0;
  // A file that doesn't load, or an error outside of any test, fails the run without failing a test.
  const unaccounted = code !== 0 && numFailedTests === 0;
  const failed = numFailedTests + (ranNothing || unaccounted ? 1 : 0);
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

/** Counts of a check: one, passed or failed. */
export function checkCounts(code: number | null): Counts {
  const failed = code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0 };
}

const preload = new URL("../local/end-with-starter.ts", import.meta.url).href;

/** The script behind a command of an installed package. */
const binOf = (program: string) => path.join(projectRoot, "node_modules", program);

function readReport(file: string): z.infer<typeof Report> | undefined {
  try {
    return Report.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
