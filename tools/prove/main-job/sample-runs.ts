import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../local/layout.ts";
import { freePort } from "../../local/ports.ts";
import type { Ground } from "../claim.ts";
import { runCommand } from "./run-command.ts";

/** A finished run of the main job: where its results are, and what it says of itself. */
export interface SampleRun {
  out: string;
  seconds: number;
  digest: string;
}

/** The main job did not end well. */
export class SampleRunError extends Error {
  constructor(name: string, code: number | null, tail: string) {
    super(`run "${name}" ended with ${code}: ${tail.slice(-600)}`);
    this.name = "SampleRunError";
  }
}

const LIMIT_SECONDS = 900;

/** The runs that claims need, with their flags. */
const RUNS = {
  plain: [],
  again: [],
  "other-seeds": ["--duplicates", "seed-b", "--disorder", "seed-b"],
  "late-orders": ["--late-orders", "0.1"],
  killed: ["--kill", "members/apply:5:45"],
} as const satisfies Record<string, readonly string[]>;
type RunName = keyof typeof RUNS;

/** A run waits much of its time: two side by side take half as long again as one. */
const BESIDE: Partial<Record<RunName, RunName>> = {
  again: "other-seeds",
  "other-seeds": "again",
  "late-orders": "killed",
  killed: "late-orders",
};

/** A run of the main job, made once for all claims, and beside it the one that another claim will ask for. */
export async function sampleRun(ground: Ground, name: RunName): Promise<SampleRun> {
  const beside = BESIDE[name];
  const own = made(ground, name);
  // How the other one ends is told to who asks for it.
  if (beside !== undefined) await Promise.allSettled([own, made(ground, beside)]);
  return own;
}

/** Runs `npm start -- --once` with the flags of that name, once. */
function made(ground: Ground, name: RunName): Promise<SampleRun> {
  const flags = RUNS[name];
  return ground.once(runName(name), async () => {
    const out = ground.folder(name);
    ground.say(`runs the main job "${name}" ${flags.join(" ")}`);
    const args = ["start", "--", "--once", "--out", out, "--port", String(await freePort()), ...flags];
    const run = await runCommand("npm", args, {
      cwd: projectRoot,
      logFile: join(out, "run.log"),
      limitSeconds: LIMIT_SECONDS,
    });
    if (run.code !== 0) throw new SampleRunError(name, run.code, run.tail);
    return { out, seconds: run.seconds, digest: digestIn(out) };
  });
}

/**
 * Keeps the results of a run that was made anyway, under the name of one that claims would make; not where they have
 * made it already.
 */
export async function keepRun(ground: Ground, name: string, made: { out: string; seconds: number }): Promise<void> {
  await ground.once(runName(name), async () => {
    const out = ground.folder(name);
    cpSync(made.out, out, { recursive: true });
    return { out, seconds: made.seconds, digest: digestIn(out) };
  });
}

const runName = (name: string): string => `run ${name}`;
const digestIn = (out: string): string => readFileSync(join(out, "digest.txt"), "utf8").split("\n")[0] ?? "";

/** The rows of a dump. */
export function rowsOf<T>(out: string, file: string): T[] {
  return readFileSync(join(out, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
