import { performance } from "node:perf_hooks";
import { liveStamp } from "../../core/members/live-stamp.ts";
import type { CommitStamp } from "../../core/members/member-store.ts";

/** The stamp of an invocation's commits, from its moment on; for jobs that may work for longer than a stamp is good. */
export function stampOf(now: string, timeZone: string): CommitStamp {
  const began = performance.now();
  return liveStamp(now, timeZone, () => performance.now() - began);
}
