import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Layout, layoutOf } from "./layout.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { takeLock } from "./lock.ts";
import { messages } from "./messages.ts";
import { killGroup, readGroups } from "./process-group.ts";

export interface Claim {
  readonly layout: Layout;
  /** How many processes of an earlier run were still alive and were ended. */
  readonly orphansEnded: number;
  /** Ends what the run has still running and gives the folder up, so that another can have it. Logs stay. */
  readonly release: () => Promise<void>;
}

/**
 * Makes a state folder this process's own: refuses (LocalCloudError) when a living run has it, ends what a killed run
 * left behind, and clears away its state, so that every run starts from a clean cloud.
 */
export async function claimStateDir(stateDir: string): Promise<Claim> {
  const layout = layoutOf(stateDir);
  const attempt = takeLock(layout.lock);
  if (attempt.kind === "refused") {
    throw new LocalCloudError(messages.alreadyRunning(attempt.holder.pid, path.relative("", stateDir) || stateDir));
  }
  try {
    const orphansEnded = await endGroups(layout);
    clear(layout);
    for (const folder of [layout.home, layout.state, layout.objects, layout.temporary]) mkdirSync(folder);
    for (const log of [layout.cloudLog, layout.cdkLog]) writeFileSync(log, "");
    // Lambda's workers are CommonJS files in the temporary folder; without a package.json there they would take
    // "type": "module" from the project's and none would start.
    writeFileSync(path.join(layout.temporary, "package.json"), "{}\n");
    return {
      layout,
      orphansEnded,
      release: async () => {
        await endGroups(layout);
        clear(layout);
        attempt.release();
      },
    };
  } catch (error) {
    attempt.release();
    throw error;
  }
}

/** Ends every group that the folder's record names, and forgets them; the number of processes that were alive. */
async function endGroups({ processes }: Layout): Promise<number> {
  let ended = 0;
  for (const group of readGroups(processes)) ended += await killGroup(group);
  rmSync(processes, { force: true });
  return ended;
}

function clear(layout: Layout): void {
  const { home, state, objects, temporary, session, outputs, cdkOut } = layout;
  for (const entry of [home, state, objects, temporary, session, outputs, cdkOut]) {
    rmSync(entry, { recursive: true, force: true });
  }
}
