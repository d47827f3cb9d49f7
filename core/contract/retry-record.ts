import * as z from "zod";

/**
 * What stands in the retry queue and, once it was tried five times, in the dead-letter queue: which record could
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
