import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { projectRoot } from "../../local/layout.ts";
import { type CommandRun, runCommand } from "./run-command.ts";

/** A checkout of the last commit in a folder of its own, with nothing installed. */
export interface FreshClone {
  folder: string;
  /** Variables that must not come along, as arguments of `env -u`. */
  without: string[];
  env: Record<string, string>;
  /** Runs a command there to its end. */
  run(name: string, command: readonly [string, ...string[]], limitSeconds: number): Promise<CommandRun>;
  remove(): void;
}

/** The last commit could not be cloned. */
export class CloneError extends Error {
  constructor(tail: string) {
    super(`git clone failed: ${tail.slice(-400)}`);
    this.name = "CloneError";
  }
}

const CLONE_LIMIT_SECONDS = 60;

/**
 * Clones the last commit as somebody else's machine would have it: what npm tells its children of this checkout stays
 * behind, and this checkout's own programs are off the PATH, so that the clone runs on what it installs for itself.
 */
export async function freshClone(logFolder: string): Promise<FreshClone> {
  const parent = mkdtempSync(join(tmpdir(), "perennial-clone-"));
  const folder = join(parent, "perennial");
  const logFile = (name: string) => join(logFolder, `${name}.log`);
  const clone = await runCommand("git", ["clone", "--quiet", "--no-hardlinks", projectRoot, folder], {
    cwd: parent,
    logFile: logFile("clone"),
    limitSeconds: CLONE_LIMIT_SECONDS,
  });
  if (clone.code !== 0) throw new CloneError(clone.tail);
  // What a person has configured for npm stays in their files; npm's own copies of it are of this run.
  const without = Object.keys(process.env).filter((name) => /^(npm_|PERENNIAL_|AWS_|NODE_OPTIONS$|VITEST)/.test(name));
  const foreign = (place: string) => place.startsWith(projectRoot) || place.includes("node-gyp-bin");
  const places = (process.env.PATH ?? "").split(delimiter).filter((place) => !foreign(place));
  const env = { PATH: places.join(delimiter), LANG: "C.UTF-8" };
  return {
    folder,
    without,
    env,
    run: (name, command, limitSeconds) =>
      runCommand("env", [...without.flatMap((variable) => ["-u", variable]), ...command], {
        cwd: folder,
        env,
        logFile: logFile(name),
        limitSeconds,
      }),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}
