import { readdirSync } from "node:fs";
import path from "node:path";
import { type Layout, layoutOf, projectRoot } from "./layout.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { liveHolder } from "./lock.ts";
import { messages } from "./messages.ts";
import type { ProcessIdentity } from "./process-table.ts";

/** A run of this checkout that is alive. */
export interface Run {
  /** Name of its state folder below `.local/`. */
  readonly name: string;
  readonly layout: Layout;
  /** The process that keeps it up. */
  readonly holder: ProcessIdentity;
}

/**
 * The run that is meant: the one with this name, or the only one that is alive.
 * @throws LocalCloudError when none is alive, or several are and none was named
 */
export function theRun(name: string | undefined, folder = path.join(projectRoot, ".local")): Run {
  const alive = runsBelow(folder);
  const meant = name === undefined ? alive : alive.filter((run) => run.name === name);
  const [run, ...others] = meant;
  if (run === undefined) throw new LocalCloudError(messages.notRunning());
  if (others.length > 0) throw new LocalCloudError(messages.severalRunning(meant.map((each) => each.name)));
  return run;
}

function runsBelow(folder: string): Run[] {
  return namesIn(folder).flatMap((name) => {
    const layout = layoutOf(path.join(folder, name));
    const holder = liveHolder(layout.lock);
    return holder === undefined ? [] : [{ name, layout, holder }];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // nothing was ever started here
  }
}
