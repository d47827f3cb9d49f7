import { performance } from "node:perf_hooks";
import { liveStamp } from "../../core/members/live-stamp.ts";
import type { CommitStamp } from "../../core/members/member-store.ts";

/** How long ago it was called, by a clock that never goes back. */
export function sinceNow(): () => number {
  const began = performance.now();
  return () => performance.now() - began;
}

/** The stamp of an invocation's commits, from its moment on; for jobs that may work for longer than a stamp is good. */
export const stampOf = (now: string, timeZone: string): CommitStamp => liveStamp(now, timeZone, sinceNow());
