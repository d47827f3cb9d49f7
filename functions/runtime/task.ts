import type * as z from "zod";
import type { FunctionName } from "../catalog.ts";
import { type Invocation, invoked } from "./invocation.ts";

/** A state machine or a schedule asked for something that its function doesn't know: a fault of ours. */
export class TaskInputError extends Error {
  constructor(name: string, detail: string) {
    super(`${name}: input refused: ${detail}`);
    this.name = "TaskInputError";
  }
}

/**
 * A task of a state machine, or a job that a schedule starts: input parsed at the door, output as the machine reads it.
 * @throws TaskInputError
 */
export function task<S extends z.ZodType, R>(
  name: FunctionName,
  schema: S,
  handle: (input: z.infer<S>, invocation: Invocation) => Promise<R>,
) {
  return invoked<unknown, R>(name, async (event, invocation) => {
    const parsed = schema.safeParse(event ?? {});
    if (!parsed.success) throw new TaskInputError(name, parsed.error.message);
    return handle(parsed.data, invocation);
  });
}
