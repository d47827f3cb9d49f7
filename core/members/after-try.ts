import type { RetryRecord } from "../contract/retry-record.ts";

/** After so many tries a record is parked in the dead-letter queue, where an alarm tells of it. */
export const MAX_TRIES = 5;

/** What becomes of a record that was tried. */
export type AfterTry =
  | { kind: "done" }
  | { kind: "again"; record: RetryRecord; restSeconds: number }
  | { kind: "park"; record: RetryRecord };

/**
 * What becomes of a record after a try. It rests 1, 2, 4 and 8 s before the next: contention, and data that is just on its
 * way, clear within that quarter of a minute; what needs a person needs one at any rate. It keeps the latest reason.
 * @param because why the try failed; undefined when it didn't
 */
export function afterTry(tried: RetryRecord, because: string | undefined): AfterTry {
  if (because === undefined) return { kind: "done" };
  const record: RetryRecord = { ...tried, because, tries: tried.tries + 1, resent: false };
  return record.tries >= MAX_TRIES
    ? { kind: "park", record }
    : { kind: "again", record, restSeconds: 2 ** (record.tries - 1) };
}
