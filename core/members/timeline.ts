import type { StoredEvent } from "../contract/event.ts";
import type { Enrolment, Message, Refusal } from "../journeys/enrolment.ts";
import type { Entry } from "../loyalty/ledger/entry.ts";

/** One thing that happened to or around a member. `at` is its moment, or for the books the shop's day. */
export type TimelineItem =
  | ({ kind: "event"; at: string } & Pick<StoredEvent, "channel" | "eventId" | "type" | "historic"> & { data: object })
  | ({ kind: "entry"; at: string; entry: Entry["kind"] } & Pick<
      Entry,
      "number" | "account" | "amount" | "because" | "occurredOn"
    >)
  | ({ kind: "message"; at: string } & Pick<Message, "journey" | "step" | "channel" | "state" | "text"> &
      Partial<Pick<Message, "subject" | "couponCode">>)
  | ({ kind: "journey"; at: string } & Pick<Enrolment, "journey" | "occasion" | "arm" | "state"> &
      Partial<Pick<Enrolment, "leftAt" | "why">>)
  | ({ kind: "refusal"; at: string } & Pick<Refusal, "journey" | "occasion" | "because">);

/** How far each source of the timeline has been shown: the next page begins behind it. */
export interface TimelinePosition {
  /** Key of the last event shown. */
  event?: string;
  /** Number of the last ledger entry shown. */
  entry?: number;
  /** Place of the last message, enrolment or refusal shown. */
  act?: string;
}

/** What a page is made of: each list newest first, beginning behind the position. */
export interface TimelineSources {
  events: { event: StoredEvent; sk: string }[];
  entries: Entry[];
  /** All of the member's: some dozens in years. */
  acts: { message?: Message; enrolment?: Enrolment; refusal?: Refusal }[];
}

export interface TimelinePage {
  items: TimelineItem[];
  /** Where the next page begins; absent on the last one. */
  next?: TimelinePosition;
}

/** An order of hundreds of lines is shown with its first ones: a page must stay one that a person reads. */
const LINES_SHOWN = 20;

interface Placed {
  item: TimelineItem;
  /** Sorts as time does. */
  place: string;
  position: TimelinePosition;
}

/** The day's entries stand after everything else of their day, as books are written in the evening. */
const placeOfDay = (day: string): string => `${day}~`;

function eventItem({ event, sk }: TimelineSources["events"][number]): Placed {
  const { occurredAt, channel, eventId, type, historic } = event;
  const data: object = event.data;
  const long = "lines" in data && Array.isArray(data.lines) && data.lines.length > LINES_SHOWN ? data.lines : undefined;
  const shown = long ? { ...data, lines: long.slice(0, LINES_SHOWN), linesInAll: long.length } : data;
  return {
    item: { kind: "event", at: occurredAt, channel, eventId, type, historic, data: shown },
    place: occurredAt,
    position: { event: sk },
  };
}

function entryItem({ number, account, kind, amount, because, occurredOn, bookedOn }: Entry): Placed {
  return {
    item: { kind: "entry", at: bookedOn, entry: kind, number, account, amount, because, occurredOn },
    place: placeOfDay(bookedOn),
    position: { entry: number },
  };
}

function actItem({ message, enrolment, refusal }: TimelineSources["acts"][number]): Placed[] {
  if (message) {
    const { at, journey, step, channel, state, subject, text, couponCode } = message;
    const more = { ...(subject === undefined ? {} : { subject }), ...(couponCode === undefined ? {} : { couponCode }) };
    return [placedAct({ kind: "message", at, journey, step, channel, state, text, ...more }, message.messageId)];
  }
  if (enrolment) {
    const { enteredAt: at, journey, occasion, arm, state, leftAt, why } = enrolment;
    const more = { ...(leftAt === undefined ? {} : { leftAt }), ...(why === undefined ? {} : { why }) };
    return [placedAct({ kind: "journey", at, journey, occasion, arm, state, ...more }, enrolment.enrolmentId)];
  }
  if (refusal) {
    const { at, journey, occasion, because } = refusal;
    return [placedAct({ kind: "refusal", at, journey, occasion, because }, `${journey}#${occasion}`)];
  }
  return [];
}

function placedAct(item: TimelineItem, id: string): Placed {
  return { item, place: item.at, position: { act: `${item.at}#${item.kind}#${id}` } };
}

const newestFirst = (a: Placed, b: Placed): number => (a.place < b.place ? 1 : a.place > b.place ? -1 : 0);

/**
 * One page of the timeline, newest first: events by when they occurred, ledger entries by the day they were booked.
 * Each source goes on behind its own position, so nothing is shown twice and nothing is left out, however many things
 * share a moment. `events` and `entries` may hold one more than the page: that is how it knows that there is another.
 */
export function timelinePage(sources: TimelineSources, from: TimelinePosition, limit: number): TimelinePage {
  const acts = sources.acts.flatMap(actItem).sort((a, b) => ((a.position.act ?? "") < (b.position.act ?? "") ? 1 : -1));
  const { act } = from;
  const queues = [
    sources.events.map(eventItem),
    sources.entries.map(entryItem),
    act === undefined ? acts : acts.filter(({ position }) => (position.act ?? "") < act),
  ];
  const shown: Placed[] = [];
  while (shown.length < limit) {
    const [first] = queues.flatMap((queue) => queue.slice(0, 1)).sort(newestFirst);
    if (first === undefined) break;
    for (const queue of queues) if (queue[0] === first) queue.shift();
    shown.push(first);
  }
  const items = shown.map(({ item }) => item);
  if (queues.every((queue) => queue.length === 0)) return { items };
  return { items, next: Object.assign({}, from, ...shown.map(({ position }) => position)) };
}
