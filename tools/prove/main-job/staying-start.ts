import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, readdirSync, readlinkSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { beforeEnding } from "../../local/endings.ts";
import { processTable } from "../../local/process-table.ts";
import type { FreshClone } from "./fresh-clone.ts";

/** `npm start` as it stands: the job is done, and its page is up. */
export interface StayingStart {
  pageUrl: string;
  /** From the command to the page. */
  seconds: number;
  /** Ctrl-C, as a terminal sends it. Answers how it ended (undefined: it didn't) and how many processes are left. */
  interrupt(): Promise<{ ending: string | undefined; left: number; seconds: number }>;
}

/** `npm start` ended, or never came to its page. */
export class StartError extends Error {
  constructor(what: string, tail: string) {
    super(`npm start ${what}: ${tail.slice(-600)}`);
    this.name = "StartError";
  }
}

const ENDED_WITHIN_MS = 30_000;
const PAGE = /Report\s+(http:\/\/127\.0\.0\.1:\d+)\/\s/;

/** Runs `npm start` in a clone until its page is up; it stays up until it is interrupted, or this process ends. */
export async function stayingStart(clone: FreshClone, port: number, logFile: string, limitSeconds: number) {
  const began = performance.now();
  const log = createWriteStream(logFile);
  const unset = clone.without.flatMap((name) => ["-u", name]);
  // A group of its own, as a terminal gives to a command: Ctrl-C goes to all of it.
  const child = spawn("env", [...unset, "npm", "start", "--", "--port", String(port)], {
    cwd: clone.folder,
    env: { ...process.env, ...clone.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const forget = beforeEnding(async () => void signal(child, "SIGTERM"));
  let printed = "";
  const keep = (chunk: Buffer) => {
    log.write(chunk);
    printed += chunk.toString("utf8");
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = new Promise<string>((resolve) => {
    child.on("close", (code, by) => resolve(by === null ? `exit code ${code}` : `ended by ${by}`));
  });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!PAGE.test(printed)) {
    if (over) throw new StartError("ended by itself", printed);
    if (performance.now() - began > limitSeconds * 1000) {
      signal(child, "SIGINT");
      await Promise.race([ended, pause(ENDED_WITHIN_MS)]);
      throw new StartError(`had no page after ${limitSeconds} s`, printed);
    }
    await pause(200);
  }
  const start: StayingStart = {
    pageUrl: PAGE.exec(printed)?.[1] ?? "",
    seconds: (performance.now() - began) / 1000,
    async interrupt() {
      const asked = performance.now();
      signal(child, "SIGINT");
      const ending = await Promise.race([ended, pause(ENDED_WITHIN_MS).then(() => undefined)]);
      forget();
      log.end();
      return { ending, left: processesIn(clone.folder), seconds: (performance.now() - asked) / 1000 };
    },
  };
  return start;
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/** Live processes that work in a folder or below it, or have a file of it open. */
function processesIn(folder: string): number {
  const within = (link: string): boolean => {
    try {
      return readlinkSync(link).startsWith(folder);
    } catch {
      return false;
    }
  };
  const filesOf = (pid: number): string[] => {
    try {
      return readdirSync(`/proc/${pid}/fd`);
    } catch {
      return [];
    }
  };
  return processTable().filter(
    ({ pid }) =>
      within(`/proc/${pid}/cwd`) ||
      within(`/proc/${pid}/exe`) ||
      filesOf(pid).some((file) => within(`/proc/${pid}/fd/${file}`)),
  ).length;
}
