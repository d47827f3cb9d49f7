import { eventBus } from "../../adapters/aws/bus.ts";
import { queueSender } from "../../adapters/aws/queue-sender.ts";
import { type EventItem, EventItemError, storedEventOf } from "../../adapters/dynamo/event-item.ts";
import { readItem } from "../../adapters/dynamo/read-item.ts";
import { RetryRecord } from "../../core/contract/retry-record.ts";
import { afterTry } from "../../core/members/after-try.ts";
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
const park = queueSender(env.DEAD_LETTER_QUEUE_URL);

type Key = RetryRecord["record"];

/** Why an event still can't be applied, or undefined when it is. */
async function apply(key: Key, at: ApplyPorts): Promise<string | undefined> {
  const item = await readItem<EventItem>(env.EVENTS_TABLE, key);
  if (item === undefined) return "the event is there no more";
  try {
    const outcome = await applyToMember(storedEventOf(item), at);
    return isPoison(outcome) ? outcome.because : undefined;
  } catch (cause) {
    if (cause instanceof EventItemError) return cause.message;
    throw cause;
  }
}

/** Why an outbox item still can't be announced, or undefined when it is. */
async function announce(key: Key): Promise<string | undefined> {
  const outbox = OutboxItem.safeParse(await readItem(env.MEMBERS_TABLE, key));
  if (!outbox.success) return outbox.error.message;
  await bus.publish(outbox.data.announcements);
  await restCounters.add(announcedTo(outbox.data.announcements));
  return undefined;
}

/**
 * Tries records again that a stream's consumer set aside. What fails rests a while longer each time and is parked in the
 * dead-letter queue in the end; an outage throws, and the queue itself brings it again.
 */
export const handler = queueConsumer(
  "members/retry",
  RetryRecord,
  async (record, { now, log }) => {
    // Whoever sends it again can't count it: with this the hop's account comes out.
    if (record.resent) await restCounters.add({ retryQueued: 1 });
    const because = await (record.from === "members/apply"
      ? apply(record.record, ports.at(now))
      : announce(record.record));
    const next = afterTry(record, because);
    log.info("record tried again", { record: record.record, outcome: next.kind, because });
    if (next.kind === "park") await park([{ body: next.record }]);
    if (next.kind !== "again") return;
    await restCounters.add({ retryQueued: 1 });
    await ports.send([{ body: next.record, delaySeconds: next.restSeconds }]);
  },
  "retrySeen",
);
