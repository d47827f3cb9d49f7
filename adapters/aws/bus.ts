import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { Announcement } from "../../core/contract/announcement.ts";
import { eventBridge } from "./clients.ts";

/** EventBridge takes ten entries a call; ours are under 1 KB each, far from its limit of 256 KB. */
const PER_CALL = 10;
/** How often entries are sent that the bus refuses for the moment. */
const TRIES = 3;

/** The bus refuses announcements again and again: an outage, the batch must come again. */
export class BusError extends Error {
  constructor(failed: readonly Announcement[], code: string) {
    super(`the bus refused ${failed.map(({ id }) => id).join(", ")}: ${code}`);
    this.name = "BusError";
  }
}

export interface Bus {
  /**
   * Publishes in order. An announcement may come out twice, under the same id.
   * @throws BusError
   */
  publish(announcements: readonly Announcement[]): Promise<void>;
}

/** @param pause waits before try n (1, 2, …) */
export function eventBus(
  name: string,
  pause: (attempt: number) => Promise<void>,
  client: Pick<EventBridgeClient, "send"> = eventBridge(),
): Bus {
  const entryOf = (announcement: Announcement): PutEventsRequestEntry => ({
    EventBusName: name,
    Source: "perennial",
    DetailType: announcement.type,
    Detail: JSON.stringify(announcement),
  });

  async function put(page: readonly Announcement[]): Promise<void> {
    let left = page;
    let refusal = "";
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      if (attempt > 1) await pause(attempt - 1);
      // A call that succeeds may have refused some of its entries: they alone are sent again.
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: left.map(entryOf) }));
      refusal = Entries.find(({ ErrorCode }) => ErrorCode)?.ErrorCode ?? "";
      left = left.filter((_, at) => Entries[at]?.ErrorCode !== undefined);
      if (left.length === 0) return;
    }
    throw new BusError(left, refusal);
  }

  return {
    async publish(announcements) {
      for (let at = 0; at < announcements.length; at += PER_CALL) await put(announcements.slice(at, at + PER_CALL));
    },
  };
}
