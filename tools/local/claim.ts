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
  /** Gives the folder up, so that another run can have it. Logs stay. */
  readonly release: () => void;
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
    let orphansEnded = 0;
    for (const group of readGroups(layout.processes)) orphansEnded += await killGroup(group);
    rmSync(layout.processes, { force: true });
    clear(layout);
    for (const folder of [layout.home, layout.state, layout.objects, layout.temporary]) mkdirSync(folder);
    for (const log of [layout.cloudLog, layout.cdkLog]) writeFileSync(log, "");
    // Lambda's workers are CommonJS files in the temporary folder; without a package.json there they would take
    // "type": "module" from the project's and none would start.
    writeFileSync(path.join(layout.temporary, "package.json"), "{}\n");
    return {
      layout,
      orphansEnded,
      release: () => {
        clear(layout);
        rmSync(layout.processes, { force: true });
        attempt.release();
      },
    };
  } catch (error) {
    attempt.release();
    throw error;
  }
}

function clear(layout: Layout): void {
  const { home, state, objects, temporary, session, outputs, cdkOut } = layout;
  for (const entry of [home, state, objects, temporary, session, outputs, cdkOut]) {
    rmSync(entry, { recursive: true, force: true });
  }
}
