import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { carriesMark, findProcess, isAlive, type ProcessRow, processTable, RUN_MARK } from "./process-table.ts";

/** How a group is written down, so that a later run can end what this one may leave behind. */
const GroupRecord = z.object({ pid: z.int(), startedAt: z.string(), mark: z.string(), what: z.string() });
export type GroupRecord = z.infer<typeof GroupRecord>;

export interface GroupOptions {
  /** What it is, for the record. */
  readonly what: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** File to which everything that it prints is appended. */
  readonly log: string;
  /** File in which the group is written down. */
  readonly record: string;
  /** Given each line printed, where someone wants to follow; the log has them in any case. */
  readonly onLine?: (line: string) => void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessGroup {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  /** Asks the leader alone to end by itself (SIGTERM), and kills the group after `graceMs`. */
  askToEnd(graceMs: number): Promise<void>;
  /** Kills everything in the group and comes back when nothing of it is alive. */
  kill(): Promise<void>;
}

/** A killed process is gone within milliseconds; one in the middle of a disk write may take a little. */
const KILL_WAIT_MS = 10_000;
const POLL_MS = 20;
const OUTPUT_WAIT_MS = 1_000;

/** Groups of this process that may still be alive; the last resort when it ends without having stopped them. */
const alive = new Set<GroupRecord>();
process.on("exit", () => alive.forEach(killNow));

/**
 * Starts a command as the leader of a process group of its own. Its standard input is a pipe that stays open for as
 * long as this process lives: `launch.py` and `end-with-starter.ts` take the group down when it closes.
 */
export function startGroup(options: GroupOptions): ProcessGroup {
  const [file, ...args] = options.command;
  const mark = randomUUID();
  const log = openSync(options.log, "a");
  const output = options.onLine ? "pipe" : log;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env, [RUN_MARK]: mark },
    detached: true,
    stdio: ["pipe", output, output],
  });
  closeSync(log);
  const ended = endingOf(child);
  if (options.onLine) followLines(child, options.log, options.onLine);
  const { pid } = child;
  if (pid === undefined) {
    return { pid: -1, ended, askToEnd: () => ended.then(() => {}), kill: () => ended.then(() => {}) };
  }
  const record: GroupRecord = {
    pid,
    startedAt: findProcess(pid)?.startedAt ?? "gone",
    mark,
    what: `${options.what} (${path.basename(file)})`,
  };
  appendFileSync(options.record, `${JSON.stringify(record)}\n`);
  alive.add(record);
  const kill = async () => {
    await killGroup(record);
    alive.delete(record);
  };
  return {
    pid,
    ended,
    kill,
    askToEnd: async (graceMs) => {
      child.kill("SIGTERM");
      await Promise.race([ended, pause(graceMs, undefined, { ref: false })]);
      await kill();
    },
  };
}

/** The groups that a record file names; lines that are cut short (a crash while writing) are passed over. */
export function readGroups(file: string): GroupRecord[] {
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
  return lines.flatMap((line) => {
    try {
      return [GroupRecord.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** Kills what is left of a group, waits until it is gone, and gives the number of processes that were alive. */
export async function killGroup(group: GroupRecord): Promise<number> {
  const killed = killNow(group);
  // Those killed are waited for by name: a process on its way out has lost its environment, and the mark with it.
  const remains = () => [...killNow(group), ...killed.filter(isAlive)];
  for (let waited = 0; remains().length > 0; waited += POLL_MS) {
    if (waited > KILL_WAIT_MS) throw new Error(`${group.what}: processes of group ${group.pid} survive SIGKILL`);
    await pause(POLL_MS);
  }
  return killed.length;
}

function killNow(group: GroupRecord): ProcessRow[] {
  const members = membersOf(group);
  for (const { pid } of members) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended between the listing and the signal, which is what was wanted.
    }
  }
  return members;
}

/** Those that provably belong to it: in its group while its leader lives, or with the group's mark in their environment. */
function membersOf(group: GroupRecord): ProcessRow[] {
  const rows = processTable();
  const leads = rows.some((row) => row.pid === group.pid && row.startedAt === group.startedAt);
  return rows.filter((row) => (leads && row.group === group.pid) || carriesMark(row.pid, group.mark));
}

async function endingOf(child: ChildProcess): Promise<Ending> {
  const ending = await new Promise<Ending>((resolve) => {
    child.once("error", () => resolve({ code: 127, signal: null }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  // What it printed last may still be on its way; a grandchild that holds the stream open is not waited for.
  if (child.stdout && !child.stdout.closed) {
    await Promise.race([once(child, "close"), pause(OUTPUT_WAIT_MS, undefined, { ref: false })]);
  }
  return ending;
}

function followLines(child: ChildProcess, log: string, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      appendFileSync(log, chunk);
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
  }
}
