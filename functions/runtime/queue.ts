import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type * as z from "zod";
import type { Counts } from "../../adapters/dynamo/rest-counters.ts";
import type { FunctionName } from "../catalog.ts";
import { type Invocation, invoked, restCounters } from "./invocation.ts";

/** The detail of an EventBridge envelope, or the body itself when it came straight. */
function unwrapped(body: string): unknown {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed === "object" && parsed !== null && "detail-type" in parsed && "detail" in parsed)
    return parsed.detail;
  return parsed;
}

/**
 * A consumer of a queue. A record that doesn't parse or whose handling throws is answered as failed: the queue brings it
 * again a few times, then sets it aside; the others count. `seen` names the counter of this hop, or chooses it by body.
 */
export function queueConsumer<S extends z.ZodType>(
  name: FunctionName,
  schema: S,
  handle: (body: z.infer<S>, invocation: Invocation) => Promise<void>,
  seen?: keyof Counts | ((body: z.infer<S>) => keyof Counts),
) {
  return invoked<SQSEvent, SQSBatchResponse>(name, async (event, invocation) => {
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    const counts: Counts = {};
    // One after the other: a batch is small, and members in it may repeat.
    for (const record of event.Records) {
      try {
        const body = schema.parse(unwrapped(record.body)) as z.infer<S>;
        await handle(body, invocation);
        const counter = typeof seen === "function" ? seen(body) : seen;
        if (counter) counts[counter] = (counts[counter] ?? 0) + 1;
      } catch (cause) {
        invocation.log.warn("record failed", { messageId: record.messageId, cause: String(cause) });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    await restCounters.add(counts);
    return { batchItemFailures };
  });
}
