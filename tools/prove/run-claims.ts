import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Claim, Ground, Line, Suite } from "./claim.ts";

export interface RunOptions {
  /** Where files and partial results are kept. */
  folder: string;
  say: (text: string) => void;
  /** Milliseconds since some fixed moment. */
  clock: () => number;
}

export interface ClaimResult {
  claim: string;
  seconds: number;
  lines: Line[];
}

/** Results of claims that were tried before, by name: kept, so that a claim can be tried alone and the table stay whole. */
export function keptResults(folder: string): Record<string, ClaimResult> {
  try {
    return JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Record<string, ClaimResult>;
  } catch {
    return {};
  }
}

async function tried(claim: Claim, ground: Ground): Promise<Line[]> {
  try {
    const lines = await claim.run(ground);
    if (lines.length > 0) return lines;
    return [{ claim: claim.says, figure: "nothing was shown", bar: "at least one line", passed: false }];
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return [{ claim: claim.says, figure: `could not be tried: ${why.slice(0, 300)}`, bar: "tried", passed: false }];
  }
}

/**
 * Tries the claims, row by row. A result is written as soon as it is there; one that can't be tried counts as
 * failed, and the next is tried all the same. What the claims kept open is ended at the end, also after a failure.
 */
export async function runClaims(suite: Suite, options: RunOptions): Promise<ClaimResult[]> {
  const { folder, say, clock } = options;
  mkdirSync(folder, { recursive: true });
  const ends: (() => Promise<void>)[] = [];
  const made = new Map<string, Promise<unknown>>();
  const kept = keptResults(folder);
  const claims = suite.flat();
  const results: ClaimResult[] = [];

  const run = async (claim: Claim): Promise<ClaimResult> => {
    const began = clock();
    const label = `[${claims.indexOf(claim) + 1}/${claims.length}] ${claim.name}`;
    say(`${label}: ${claim.says} …`);
    const ground: Ground = {
      folder: (name) => {
        const path = join(folder, claim.name, name);
        rmSync(path, { recursive: true, force: true });
        mkdirSync(path, { recursive: true });
        return path;
      },
      say: (text) => say(`${label}: ${text}`),
      atEnd: (end) => ends.push(end),
      once: <T>(name: string, make: () => Promise<T>) => {
        const there = made.get(name) ?? make();
        made.set(name, there);
        return there as Promise<T>;
      },
    };
    const lines = await tried(claim, ground);
    const result = { claim: claim.name, seconds: (clock() - began) / 1000, lines };
    kept[claim.name] = result;
    writeFileSync(join(folder, "results.json"), JSON.stringify(kept, null, 2));
    for (const line of lines) say(`${label}: ${line.passed ? "✓" : "✗"} ${line.claim}: ${line.figure} (${line.bar})`);
    return result;
  };

  try {
    for (const row of suite) results.push(...(await Promise.all(row.map(run))));
  } finally {
    for (const end of ends.reverse())
      await end().catch((cause: unknown) => say(`could not be ended: ${String(cause)}`));
  }
  return results;
}
