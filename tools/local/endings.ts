import { constants } from "node:os";
import { messages } from "./messages.ts";
import { commandOf, findProcess, isAlive, type ProcessIdentity } from "./process-table.ts";
import { say } from "./say.ts";

type Stop = () => Promise<void>;

const stops = new Set<Stop>();
let listening = false;
let ending = false;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Stopping kills processes and removes folders: a matter of a second. Past this, leaving is better than hanging. */
const STOP_WITHIN_MS = 15_000;
const LAUNCHER_POLL_MS = 1_000;

/**
 * Has `stop` called when this process is told to end (Ctrl-C, SIGTERM, a closed terminal), then ends it with
 * 128 + the signal's number. A second signal ends it at once; what it started dies with it in any case.
 * @returns how to take `stop` back
 */
export function beforeEnding(stop: Stop): () => void {
  stops.add(stop);
  if (!listening) {
    listening = true;
    for (const signal of SIGNALS) process.on(signal, () => void endBy(signal));
    watchLauncher(() => void endBy("SIGHUP"));
  }
  return () => stops.delete(stop);
}

/**
 * Lets an error go on, unless this process is being ended: then what fails fails because its ground is taken away, and
 * says nothing to anybody. It never comes back in that case; the process is about to be gone.
 */
export function throwUnlessEnding(error: unknown): Promise<never> {
  if (ending) return new Promise<never>(() => {});
  throw error;
}

async function endBy(signal: (typeof SIGNALS)[number]): Promise<void> {
  const code = 128 + constants.signals[signal];
  if (ending || stops.size === 0) process.exit(code);
  ending = true;
  setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref();
  // With the terminal gone there is nobody to tell, and writing to it would fail.
  const tell = signal === "SIGHUP" ? () => {} : (text: string) => process.stderr.write(`${text}\n`);
  tell(`\n${say(messages.stopping())}`);
  await Promise.allSettled([...stops].map((stop) => stop()));
  tell(say(messages.stopped()));
  process.exit(code);
}

/**
 * npm starts a shell that starts this, and neither passes its own death on: `kill -9` of npm would leave everything
 * running with nobody at the controls. So this looks once a second whether they are still there.
 * Started by hand, it may well outlive its shell (nohup): then nothing is watched.
 */
function watchLauncher(lost: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const launchers = launchersOf(process.ppid);
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return;
    clearInterval(timer);
    lost();
  }, LAUNCHER_POLL_MS).unref();
}

/** The parent and, when it is only the shell between, npm itself. */
export function launchersOf(parentPid: number): ProcessIdentity[] {
  const parent = findProcess(parentPid);
  if (parent === undefined) return [];
  if (!/^-?(ba|da|z|k|a)?sh$/.test(commandOf(parent.pid))) return [parent];
  const grandparent = findProcess(parent.parent);
  return grandparent === undefined ? [parent] : [parent, grandparent];
}
