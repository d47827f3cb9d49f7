import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One live process. Zombies are left out: they hold nothing and wait only to be counted by their parent. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Process group; every process that we start leads a group of its own, and its children stay in it. */
  readonly group: number;
  /** When it started, as text that can only be compared: with the pid it names a process for good. */
  readonly startedAt: string;
}

/** A process that can be told from a later one with the same number. */
export type ProcessIdentity = Pick<ProcessRow, "pid" | "startedAt">;

/** Set in the environment of all that a run starts, one value a group, so that a later run can prove whose a process is. */
export const RUN_MARK = "PERENNIAL_RUN";

const onLinux = process.platform === "linux";
let bootId: string | undefined;

/** All live processes of the machine that this user can see. */
export function processTable(): ProcessRow[] {
  if (!onLinux)
    return parsePs(execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,lstart="], { encoding: "utf8" }));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => linuxRow(Number(name)))
    .filter((row) => row !== undefined);
}

/** The process with this number, if one is alive. */
export function findProcess(pid: number): ProcessRow | undefined {
  return onLinux ? linuxRow(pid) : processTable().find((row) => row.pid === pid);
}

/** Whether exactly this process is still alive, and not another one that got its number later. */
export function isAlive(identity: ProcessIdentity): boolean {
  return findProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** This process, as a later run can recognise it. */
export function ownIdentity(): ProcessIdentity {
  const row = findProcess(process.pid);
  if (row === undefined) throw new Error(`process ${process.pid} cannot find itself in the process table`);
  return { pid: row.pid, startedAt: row.startedAt };
}

/** Whether the process descends from a group that was given this mark. Provable on Linux alone; elsewhere the answer is no. */
export function carriesMark(pid: number, mark: string): boolean {
  if (!onLinux) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${RUN_MARK}=${mark}`);
  } catch {
    return false; // gone meanwhile, or another user's: not ours in either case
  }
}

/** The name of the program that a process runs, without its folder; empty when the process is gone. */
export function commandOf(pid: number): string {
  try {
    const command = onLinux
      ? readFileSync(`/proc/${pid}/comm`, "utf8")
      : execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
    return command.trim().split("/").at(-1) ?? "";
  } catch {
    return "";
  }
}

function linuxRow(pid: number): ProcessRow | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // ended between the listing and the reading
  }
  // The command stands in parentheses and may hold spaces and parentheses itself: the fields begin after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group] = fields;
  const startTicks = fields[19]; // field 22 of proc(5); state is field 3
  if (state === "Z" || state === "X" || startTicks === undefined) return undefined;
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return { pid, parent: Number(parent), group: Number(group), startedAt: `${bootId}/${startTicks}` };
}

/** Reads `ps -o pid=,ppid=,pgid=,stat=,lstart=`. Exported for its test: the machines that test this are not all Macs. */
export function parsePs(output: string): ProcessRow[] {
  return output
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, group, state, startedAt]) => ({ pid, parent, group, state, startedAt }))
    .filter(({ state }) => !state?.startsWith("Z"))
    .map(({ pid, parent, group, startedAt }) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      startedAt: startedAt ?? "",
    }));
}
