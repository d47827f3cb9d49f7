import { join } from "node:path";
import { type BenchReport, readBenchReport } from "../../bench/report.ts";
import { projectRoot } from "../../local/layout.ts";
import type { Ground } from "../claim.ts";
import { runCommand } from "./run-command.ts";

/** `npm run bench` did not come to its end. */
export class BenchRunError extends Error {
  constructor(parts: readonly string[], code: number | null, tail: string) {
    super(`npm run bench -- ${parts.join(" ")} ended with ${code}: ${tail.slice(-600)}`);
    this.name = "BenchRunError";
  }
}

const LIMIT_SECONDS = 480;
/** Ports of their own, so that two of these never meet one that is ending. */
let nextPort = 4650;

/** Runs parts of `npm run bench` in a process of its own: it deploys and ends a stack for itself. */
export async function benchRun(ground: Ground, parts: readonly string[]): Promise<BenchReport> {
  const folder = ground.folder(parts.join("-"));
  const json = join(folder, "bench.json");
  nextPort += 1;
  const args = ["run", "bench", "--", ...parts, "--port", String(nextPort), "--json", json];
  const logFile = join(folder, "bench.log");
  const run = await runCommand("npm", args, { cwd: projectRoot, logFile, limitSeconds: LIMIT_SECONDS });
  if (run.code !== 0) throw new BenchRunError(parts, run.code, run.tail);
  return readBenchReport(json);
}
