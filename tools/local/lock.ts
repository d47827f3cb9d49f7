import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-table.ts";

const Holder = z.object({ pid: z.int(), startedAt: z.string() });

export type LockAttempt = { kind: "held"; release: () => void } | { kind: "refused"; holder: ProcessIdentity };

/** Two may find the same stale lock at once; after that many rounds something else is wrong. */
const MAX_ROUNDS = 10;

/**
 * Takes the lock file for this process, or says who holds it. A lock whose holder is dead, or whose number now belongs
 * to another process, is stale and is cleaned away. The file appears whole (a link to a file that is already written),
 * so nobody ever reads half of it.
 */
export function takeLock(file: string): LockAttempt {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = ownIdentity();
  const draft = `${file}.${own.pid}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (linked(draft, file)) return { kind: "held", release: () => release(file, own) };
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder)) return { kind: "refused", holder };
      removeStale(file, holder, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new Error(`the lock ${file} changed hands ${MAX_ROUNDS} times while it was being taken`);
}

/** Who holds the lock and is alive. */
export function liveHolder(file: string): ProcessIdentity | undefined {
  const holder = readHolder(file);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined; // gone, or not one of ours: stale in either case
  }
}

function removeStale(file: string, judged: ProcessIdentity | undefined, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  // Between judging and moving, another starter may have replaced the stale lock by its own: then it goes back.
  const moved = readHolder(aside);
  if (moved !== undefined && (moved.pid !== judged?.pid || moved.startedAt !== judged.startedAt)) linked(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, own: ProcessIdentity): void {
  const holder = readHolder(file);
  if (holder?.pid === own.pid && holder.startedAt === own.startedAt) rmSync(file, { force: true });
}
