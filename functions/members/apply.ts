import { type EventItem, EventItemError, storedEventOf } from "../../adapters/dynamo/event-item.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { RetryRecord } from "../../core/contract/retry-record.ts";
import { applyEvents } from "../../core/members/apply-events.ts";
import { envOf } from "../runtime/env.ts";
import { streamConsumer } from "../runtime/stream.ts";
import { applyPorts } from "./apply-ports.ts";

const ports = applyPorts(envOf("members/apply"));

/** Applies what ingestion has appended. Poison is set aside with its reason; what is thrown brings the batch again. */
export const handler = streamConsumer<EventItem>("members/apply", async (items, { now, log }) => {
  const events: StoredEvent[] = [];
  const unreadable: RetryRecord[] = [];
  for (const item of items) {
    try {
      events.push(storedEventOf(item));
    } catch (cause) {
      if (!(cause instanceof EventItemError)) throw cause;
      const { pk, sk } = item;
      const because = cause.message;
      unreadable.push({ from: "members/apply", because, record: { pk, sk }, tries: 0, resent: false });
    }
  }
  if (unreadable.length > 0) await ports.send(unreadable.map((body) => ({ body })));
  const { applied, setAside } = await applyEvents(events, ports.at(now));
  const retryQueued = setAside + unreadable.length;
  log.info("events applied", { applied, retryQueued });
  return { applied: items.length, retryQueued };
});
