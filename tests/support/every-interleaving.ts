import type { MemberStore } from "../../core/members/member-store.ts";
import { killedAfter } from "./killed-store.ts";

/** More schedules than this are no test that ends: take fewer callers. */
const MOST_SCHEDULES = 200_000;

/** Makes a call one that waits until it is let through. */
export type Gated = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;

/** A store whose every call waits until it is let through. */
class GatedStore {
  readonly store: MemberStore;
  /** A call of something else that waits at the same gate. */
  readonly gated: Gated;
  #waiting: (() => void)[] = [];

  constructor(store: MemberStore) {
    const gated: Gated =
      (call) =>
      async (...args) => {
        await new Promise<void>((pass) => void this.#waiting.push(pass));
        return call(...args);
      };
    this.gated = gated;
    // Never killed: only its way of naming every call once is used.
    const all = killedAfter(store, Number.POSITIVE_INFINITY);
    this.store = {
      ...all,
      load: gated(all.load),
      commit: gated(all.commit),
      commitTogether: gated(all.commitTogether),
    };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  letThrough(which: number): void {
    this.#waiting.splice(which, 1)[0]?.();
  }
}

/** Comes back when nobody moves any more but those who wait at the gate. */
async function atRest(gate: GatedStore): Promise<void> {
  for (let before = -1, quiet = 0; quiet < 2; ) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = gate.waiting === before ? quiet + 1 : 0;
    before = gate.waiting;
  }
}

export interface Enumerated<T> {
  /** A new world, always the same. */
  world: () => Promise<{ store: MemberStore; value: T }>;
  /** The callers, all started at once on the store that they are given. */
  callers: (value: T, store: MemberStore, gated: Gated) => Promise<unknown>[];
  /** What must hold at the end of each schedule. */
  holds: (value: T, outcomes: unknown[]) => Promise<void> | void;
}

/**
 * Runs callers in every order in which their loads and commits can follow each other, none left out: depth first over
 * who is let through next, each schedule from the beginning. Answers how many there were.
 */
export async function everyInterleaving<T>({ world, callers, holds }: Enumerated<T>): Promise<number> {
  let schedules = 0;
  let next: number[] | undefined = [];
  while (next !== undefined) {
    schedules += 1;
    if (schedules > MOST_SCHEDULES) throw new RangeError(`more than ${MOST_SCHEDULES} schedules`);
    const chosen: number[] = next;
    const options: number[] = [];
    const { store, value } = await world();
    const gate = new GatedStore(store);
    const outcomes = Promise.all(callers(value, gate.store, gate.gated));
    // A caller that fails is told at the end of its schedule, not while the others are still let through.
    outcomes.catch(() => undefined);
    for (let step = 0; ; step += 1) {
      await atRest(gate);
      if (gate.waiting === 0) break;
      options[step] = gate.waiting;
      gate.letThrough(chosen[step] ?? 0);
    }
    await holds(value, await outcomes);
    next = following(chosen, options);
  }
  return schedules;
}

/** The next schedule, depth first: the last choice that has another option takes it. */
function following(chosen: readonly number[], options: readonly number[]): number[] | undefined {
  for (let step = options.length - 1; step >= 0; step -= 1) {
    const now = chosen[step] ?? 0;
    if (now + 1 < (options[step] ?? 0)) {
      return [...Array.from({ length: step }, (_, at) => chosen[at] ?? 0), now + 1];
    }
  }
  return undefined;
}
