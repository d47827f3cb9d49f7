import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findPython, type Python } from "./find-python.ts";
import { projectRoot, stateDirOf } from "./layout.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { takeLock } from "./lock.ts";
import { logTail } from "./log-tail.ts";
import { messages } from "./messages.ts";
import { killGroup, readGroups, startGroup } from "./process-group.ts";

export interface VirtualEnvironment {
  /** The environment's own interpreter. */
  readonly python: string;
  /** Whether it was made by this call: the caches were cold. */
  readonly made: boolean;
}

const requirements = path.join(import.meta.dirname, "requirements.txt");
/** Another start may be making it right now; a slow line needs minutes. */
const MADE_WITHIN_MS = 600_000;
const LOCK_POLL_MS = 200;

/** Variables that would send packages elsewhere than into the environment, or other packages into it. */
const MISLEADING = ["PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT", "VIRTUAL_ENV"];

/** The interpreter of the virtual environment, made or not. */
export function pythonOfVenv(folder: string = stateDirOf("venv")): string {
  return path.join(folder, "bin", "python");
}

/** Whether the environment is there, was made to its end, and from today's requirements. Two files are read, no process starts. */
export function isVenvWhole(folder: string = stateDirOf("venv")): boolean {
  // existsSync follows links: the interpreter behind the environment's link may have been removed or moved.
  return existsSync(pythonOfVenv(folder)) && readIfThere(markerOf(folder)) === wanted();
}

/**
 * Makes the virtual environment with the pinned local cloud, unless it is there already and whole. Its marker is
 * written last and names the requirements it was made from: one that was killed half way, or made from other
 * requirements, has no fitting marker and is made anew.
 * @throws LocalCloudError without a fit Python, or when the packages can't be installed
 */
export async function ensureVenv(folder: string = stateDirOf("venv")): Promise<VirtualEnvironment> {
  if (process.platform === "win32") throw new LocalCloudError(messages.systemNotSupported());
  const python = pythonOfVenv(folder);
  if (isVenvWhole(folder)) return { python, made: false };
  const found = await findPython();
  const release = await lockOf(folder);
  try {
    if (isVenvWhole(folder)) return { python, made: false }; // another start made it while this one waited
    await make(folder, found);
    return { python, made: true };
  } finally {
    release();
  }
}

const markerOf = (folder: string) => path.join(folder, "made-from.txt");
const wanted = () => createHash("sha256").update(readFileSync(requirements)).digest("hex");

async function lockOf(folder: string): Promise<() => void> {
  for (let waited = 0; ; waited += LOCK_POLL_MS) {
    const attempt = takeLock(`${folder}.lock`);
    if (attempt.kind === "held") return attempt.release;
    if (waited > MADE_WITHIN_MS) {
      throw new LocalCloudError(messages.alreadyRunning(attempt.holder.pid, path.relative(projectRoot, folder)));
    }
    await pause(LOCK_POLL_MS);
  }
}

async function make(folder: string, base: Python): Promise<void> {
  const record = `${folder}.processes.jsonl`;
  for (const group of readGroups(record)) await killGroup(group);
  rmSync(record, { force: true });
  rmSync(folder, { recursive: true, force: true });
  const log = `${folder}.log`;
  writeFileSync(log, "");
  const run = (interpreter: string, module: string, ...args: string[]) =>
    runModule([interpreter, path.join(import.meta.dirname, "launch.py"), module, ...args], log, record);
  await run(base.executable, "venv", folder);
  await run(
    pythonOfVenv(folder),
    "pip",
    ...["install", "--require-hashes", "--prefer-binary", "--disable-pip-version-check", "--no-input"],
    ...["--requirement", requirements],
  );
  rmSync(record, { force: true });
  writeFileSync(markerOf(folder), wanted());
}

async function runModule(command: [string, ...string[]], log: string, record: string): Promise<void> {
  const group = startGroup({ what: "virtual environment", command, cwd: projectRoot, env: environment(), log, record });
  const { code } = await group.ended;
  await group.kill();
  if (code !== 0) throw new LocalCloudError(messages.venvFailed(), { detail: logTail(log, 15) });
}

/** The person's own environment, since it holds the way to the package index (proxy, certificates, mirror). */
function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !MISLEADING.includes(name));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
