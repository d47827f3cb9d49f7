import * as z from "zod";

/**
 * What stands in the retry queue and, once it was tried `MAX_TRIES` times, in the dead-letter queue: which record could
 * not be handled, and why. It names the record by its key, so that no queue holds what a table keeps.
 */
export const RetryRecord = z.object({
  /** The function that set it aside. Its key is of that function's stream: Events or Members. */
  from: z.enum(["members/apply", "members/announce"]),
  /** The latest reason. */
  because: z.string(),
  record: z.object({ pk: z.string(), sk: z.string() }),
  /** How often it was tried since it was set aside or sent again. */
  tries: z.int().min(0).default(0),
  /** Sent again by an operator, out of the dead-letter queue. */
  resent: z.boolean().default(false),
});
export type RetryRecord = z.infer<typeof RetryRecord>;

/** After so many tries a record is parked in the dead-letter queue, where an alarm tells of it. */
export const MAX_TRIES = 5;

/**
 * How long a record rests before its next try: 2, 4, 8, 16 s. Contention and data that is just on its way clear within
 * that half minute; what needs a person needs one at any rate.
 * @returns undefined when it was tried often enough
 */
export const restBeforeTry = (tries: number): number | undefined => (tries >= MAX_TRIES ? undefined : 2 ** tries);
