import { eventBus } from "../../adapters/aws/bus.ts";
import { retryQueue } from "../../adapters/aws/retry-queue.ts";
import { type EventItem, storedEventOf } from "../../adapters/dynamo/event-item.ts";
import { readItem } from "../../adapters/dynamo/read-item.ts";
import { RetryRecord, restBeforeTry } from "../../core/contract/retry-record.ts";
import { announcedTo } from "../../core/members/announced-to.ts";
import { type ApplyPorts, applyToMember, isPoison } from "../../core/members/apply-to-member.ts";
import { OutboxItem } from "../../core/members/outbox.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { queueConsumer } from "../runtime/queue.ts";
import { applyPorts } from "./apply-ports.ts";

const env = envOf("members/retry");
const ports = applyPorts(env);
const bus = eventBus(env.BUS_NAME, pause);
const parked = retryQueue(env.DEAD_LETTER_QUEUE_URL);

/** The record's table by who set it aside, and what handling it comes to: why it failed, or undefined. */
const HANDLE: Record<RetryRecord["from"], (key: RetryRecord["record"], at: ApplyPorts) => Promise<string | undefined>> =
  {
    "members/apply": async (key, at) => {
      const item = await readItem<EventItem>(env.EVENTS_TABLE, key);
      if (item === undefined) return "the event is there no more";
      const outcome = await applyToMember(storedEventOf(item), at);
      return isPoison(outcome) ? outcome.because : undefined;
    },
    "members/announce": async (key) => {
      const { announcements } = OutboxItem.parse(await readItem(env.MEMBERS_TABLE, key));
      await bus.publish(announcements);
      await restCounters.add(announcedTo(announcements));
      return undefined;
    },
  };

/**
 * Tries records again that a stream's consumer set aside. What fails rests a while longer each time and is parked in the
 * dead-letter queue after five tries, with its latest reason; an outage throws, and the queue itself brings it again.
 */
export const handler = queueConsumer(
  "members/retry",
  RetryRecord,
  async (record, { now, log }) => {
    // Whoever sends it again can't count it, so that the hop's account comes out.
    if (record.resent) await restCounters.add({ retryQueued: 1 });
    const because = await tried(record, ports.at(now));
    if (because === undefined) return;
    const next: RetryRecord = { ...record, because, tries: record.tries + 1, resent: false };
    const rest = restBeforeTry(next.tries);
    log.warn("record failed again", { record: next.record, because, tries: next.tries, parked: rest === undefined });
    if (rest === undefined) return parked.send(next);
    await restCounters.add({ retryQueued: 1 });
    await ports.queue.send(next, rest);
  },
  "retrySeen",
);

async function tried({ from, record }: RetryRecord, at: ApplyPorts): Promise<string | undefined> {
  try {
    return await HANDLE[from](record, at);
  } catch (cause) {
    if (cause instanceof Error && UNREADABLE.has(cause.name)) return cause.message;
    throw cause;
  }
}

/** What was stored can't be read: no outage, and no other try will read it unless somebody mends it. */
const UNREADABLE = new Set(["EventItemError", "ZodError"]);
