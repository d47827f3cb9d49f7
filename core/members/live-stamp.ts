import { Temporal } from "temporal-polyfill";
import { shopDay } from "../programme/shop-day.ts";
import type { CommitStamp } from "./member-store.ts";

/** A stamp is good for so long: a job that works through midnight books on the day that it has become. */
const GOOD_FOR_MS = 5 * 60_000;

/**
 * A stamp that is worked out again, whenever it is read, once it has stood for five minutes: the close of a day waits
 * ten before it counts on all commits of that day being stored.
 * @param began the moment at which the work began
 * @param elapsedMs how long ago that is; never goes back
 */
export function liveStamp(began: string, timeZone: string, elapsedMs: () => number): CommitStamp {
  let workedOutAt = 0;
  let now = began;
  let bookedOn = shopDay(began, timeZone);
  const fresh = (): void => {
    const elapsed = elapsedMs();
    if (elapsed - workedOutAt < GOOD_FOR_MS) return;
    workedOutAt = elapsed;
    now = Temporal.Instant.from(began)
      .add({ milliseconds: Math.floor(elapsed) })
      .toString({ smallestUnit: "millisecond" });
    bookedOn = shopDay(now, timeZone);
  };
  return {
    get now() {
      fresh();
      return now;
    },
    get bookedOn() {
      fresh();
      return bookedOn;
    },
  };
}
