import { readFile } from "node:fs/promises";
import { type ProcessRow, processTable } from "./process-table.ts";

export interface MemoryUse {
  /** Proportional set size summed over the process tree: memory shared by several of them is counted once. */
  readonly bytes: number;
  readonly processes: number;
}

export interface MemoryMeter {
  /** The most that was seen at one moment; undefined where the system doesn't tell (it does on Linux). */
  peak(): MemoryUse | undefined;
  stop(): void;
}

const SAMPLE_EVERY_MS = 1_000;

/**
 * Samples the memory of the processes with these numbers and of all that descends from them, once a second.
 * Reads `Pss` in /proc/<pid>/smaps_rollup (proc(5)).
 */
export function meterMemory(roots: readonly number[] = [process.pid]): MemoryMeter {
  let peak: MemoryUse | undefined;
  let timer: NodeJS.Timeout | undefined;
  const sample = async () => {
    const now = await memoryOf(roots);
    if (now !== undefined && now.bytes > (peak?.bytes ?? 0)) peak = now;
    if (timer !== undefined) timer = setTimeout(sample, SAMPLE_EVERY_MS).unref();
  };
  if (process.platform === "linux") timer = setTimeout(sample, 0).unref();
  return {
    peak: () => peak,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** What the trees below these processes use at this moment. */
export async function memoryOf(roots: readonly number[]): Promise<MemoryUse | undefined> {
  if (process.platform !== "linux") return undefined;
  const tree = treeOf(processTable(), roots);
  const sizes = await Promise.all(tree.map(({ pid }) => proportionalSetSize(pid)));
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), processes: tree.length };
}

/**
 * The roots and their descendants, with the groups that those lead: a worker whose parent has died belongs to nobody's
 * descent any more, but it is still in its group.
 */
export function treeOf(table: readonly ProcessRow[], roots: readonly number[]): ProcessRow[] {
  const inTree = new Set(roots);
  const groups = new Set<number>();
  for (let size = -1; size !== inTree.size; ) {
    size = inTree.size;
    for (const row of table) {
      if (!inTree.has(row.pid) && !inTree.has(row.parent) && !groups.has(row.group)) continue;
      inTree.add(row.pid);
      if (row.group === row.pid && !roots.includes(row.pid)) groups.add(row.group);
    }
  }
  return table.filter((row) => inTree.has(row.pid));
}

async function proportionalSetSize(pid: number): Promise<number> {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0; // ended meanwhile
  }
}
