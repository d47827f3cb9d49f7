import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { performance } from "node:perf_hooks";

export interface CommandRun {
  code: number | null;
  seconds: number;
  /** The last 4,000 characters of what it printed. */
  tail: string;
}

export interface CommandOptions {
  cwd: string;
  /** Everything that it prints is kept there. */
  logFile: string;
  /** After this it is told to end. */
  limitSeconds: number;
  env?: Record<string, string>;
}

/** Runs a command to its end, bounded, with its output in a file. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandRun> {
  const { cwd, logFile, limitSeconds, env } = options;
  const began = performance.now();
  const log = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limitSeconds * 1000,
      killSignal: "SIGTERM",
    });
    let tail = "";
    const keep = (chunk: Buffer) => {
      log.write(chunk);
      tail = (tail + chunk.toString("utf8")).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      log.end();
      resolve({ code, seconds: (performance.now() - began) / 1000, tail });
    });
  });
}
