import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { DeviceEvent } from "../../core/ingestion/event-log.ts";

/**
 * How an event lies in the Events table. Member or device, moment, channel and id stand in the key alone; `data` is one
 * JSON text. An item over 1 KB, one write unit, has it under brotli instead: an order of 30 lines takes 2 units for 6, one
 * of 500 lines 10 for 86, in 0.1 and 1 ms (measured on the sample's orders; gzip comes to 2 and 11).
 */
export interface EventItem {
  /** `M#<memberId>` or `D#<hash of device>`. */
  pk: string;
  /** `<occurredAt>#<channel>#<eventId>`. */
  sk: string;
  type: string;
  /** JSON, when it is short. */
  data?: string;
  /** The same JSON under brotli, when it is long. A stream hands bytes to a function as base64. */
  packed?: Uint8Array | string;
  /** Present, and true, for history. */
  historic?: true;
  /** Present, and true, for a refund whose money wasn't paid out yet when it was asked for. */
  payOutOpen?: true;
  receivedAt: string;
  /** Seconds since 1970 after which the table may drop it (its time to live): 90 days after receipt. */
  expiresAt: number;
}

const KEPT_DAYS = 90;
const PACKED_OVER_BYTES = 1024;
/** Key, type, dates and attribute names: what an item weighs beside its data, at most. */
const ENVELOPE_BYTES = 320;
/** Quality 5: the next ones save a fiftieth and take five times as long. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** The event's key: the same for every time that it is sent. */
export function eventKey(event: StoredEvent | DeviceEvent): { pk: string; sk: string } {
  return {
    pk: "memberId" in event ? `M#${event.memberId}` : `D#${event.device}`,
    sk: `${event.occurredAt}#${event.channel}#${event.eventId}`,
  };
}

export function eventItem(event: StoredEvent | DeviceEvent): EventItem {
  const json = JSON.stringify(event.data);
  const long = ENVELOPE_BYTES + Buffer.byteLength(json) > PACKED_OVER_BYTES;
  return {
    ...eventKey(event),
    type: event.type,
    ...(long ? { packed: brotliCompressSync(json, BROTLI) } : { data: json }),
    ...(event.historic ? { historic: true as const } : {}),
    ...("payOutOpen" in event && event.payOutOpen ? { payOutOpen: true as const } : {}),
    receivedAt: event.receivedAt,
    expiresAt: Math.floor(Date.parse(event.receivedAt) / 1000) + KEPT_DAYS * 86_400,
  };
}

/** An item that isn't an event of a member as this product writes them. */
export class EventItemError extends Error {
  constructor(pk: string, sk: string, cause?: unknown) {
    super(`not an event of a member: ${pk} ${sk}`, { cause });
    this.name = "EventItemError";
  }
}

const KEY = /^([^#]+)#([^#]+)#([^#]+)$/;

/**
 * The event of a member that an item holds. What was checked at the door is trusted here.
 * @throws EventItemError when the item was not written by `eventItem`.
 */
export function storedEventOf(item: EventItem): StoredEvent {
  const key = KEY.exec(item.sk);
  if (!item.pk?.startsWith("M#") || !key) throw new EventItemError(item.pk, item.sk);
  const [, occurredAt, channel, eventId] = key;
  try {
    return {
      memberId: item.pk.slice("M#".length),
      channel,
      eventId,
      type: item.type,
      occurredAt,
      receivedAt: item.receivedAt,
      historic: item.historic === true,
      ...(item.payOutOpen === true ? { payOutOpen: true } : {}),
      data: JSON.parse(jsonOf(item)),
    } as StoredEvent;
  } catch (cause) {
    throw new EventItemError(item.pk, item.sk, cause);
  }
}

/**
 * The event as a view shows it: one that can't be read is shown as just that, since a damaged item (it is parked with its
 * reason) must hide neither itself nor the rest of the member. Undefined for an item whose very key is none of an event.
 */
export function shownEventOf(item: EventItem): StoredEvent | undefined {
  try {
    return storedEventOf(item);
  } catch (cause) {
    if (!(cause instanceof EventItemError)) throw cause;
    const envelope = { ...item, data: JSON.stringify({ unreadable: true }) };
    delete envelope.packed;
    return KEY.test(item.sk) ? storedEventOf(envelope) : undefined;
  }
}

function jsonOf({ data, packed }: EventItem): string {
  if (packed === undefined) return data ?? "";
  const bytes = typeof packed === "string" ? Buffer.from(packed, "base64") : packed;
  return brotliDecompressSync(bytes).toString("utf8");
}
