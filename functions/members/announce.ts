import { eventBus } from "../../adapters/aws/bus.ts";
import { queueSender } from "../../adapters/aws/queue-sender.ts";
import type { Announcement } from "../../core/contract/announcement.ts";
import type { RetryRecord } from "../../core/contract/retry-record.ts";
import { announcedTo } from "../../core/members/announced-to.ts";
import { OutboxItem } from "../../core/members/outbox.ts";
import { envOf } from "../runtime/env.ts";
import { pause } from "../runtime/pause.ts";
import { streamConsumer } from "../runtime/stream.ts";

const env = envOf("members/announce");
const bus = eventBus(env.BUS_NAME, pause);
const send = queueSender(env.RETRY_QUEUE_URL);

/** Publishes what commits have announced, in the order of the stream. */
export const handler = streamConsumer<{ pk: string; sk: string }>("members/announce", async (items, { log }) => {
  const announcements: Announcement[] = [];
  const poison: RetryRecord[] = [];
  for (const item of items) {
    const parsed = OutboxItem.safeParse(item);
    if (parsed.success) announcements.push(...parsed.data.announcements);
    else {
      const { pk, sk } = item;
      poison.push({
        from: "members/announce",
        because: parsed.error.message,
        record: { pk, sk },
        tries: 0,
        resent: false,
      });
    }
  }
  if (poison.length > 0) await send(poison.map((body) => ({ body })));
  await bus.publish(announcements);
  log.info("announced", { announcements: announcements.length, retryQueued: poison.length });
  return { ...announcedTo(announcements), retryQueued: poison.length };
});
