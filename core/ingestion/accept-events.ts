import type { AcceptAnswer, EventResult } from "../contract/answers.ts";
import { MAX_EVENTS_PER_CALL } from "../contract/event.ts";
import { type Problem, type ProblemItem, problem } from "../contract/problem.ts";
import { type KeepPorts, type Kept, keepEvents } from "./keep-events.ts";
import { type Door, type ReadEvent, type Reading, readEvent } from "./read-event.ts";
import { pointerTo, problemItems } from "./refusal.ts";
import type { Language } from "./refusal-sentences.ts";

export interface Caller extends Door {
  language: Language;
}

/**
 * The list of events in a call, or what is wrong with the call as a whole: not even one item of such a call is looked at.
 * `name` is the field that holds the list.
 */
export function eventsIn(body: unknown, name: "events" | "batch"): unknown[] | Problem {
  const refuse = (code: string, message: string, pointer = `/${name}`) =>
    problem(422, code, "Call refused", message, [{ pointer, code, message }]);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return refuse("not-an-object", `the body must be an object with a list "${name}"`, "");
  }
  const list = (body as Record<string, unknown>)[name];
  if (!Array.isArray(list)) return refuse("list-missing", `"${name}" must be a list of events`);
  if (list.length === 0) return refuse("batch-empty", `"${name}" must hold at least one event`);
  if (list.length > MAX_EVENTS_PER_CALL) {
    return refuse("batch-too-long", `"${name}" may hold ${MAX_EVENTS_PER_CALL} events; got ${list.length}`);
  }
  return list;
}

/** Reads and keeps the events of a call: `POST /v1/events`. */
export function acceptEvents(sent: readonly unknown[], caller: Caller, ports: KeepPorts): Promise<AcceptAnswer> {
  return acceptReadings(
    sent.map((event) => readEvent(event, caller)),
    (index, reading) => problemItems(pointerTo("", ["events", index]), reading.refusals, caller.language),
    caller,
    ports,
  );
}

type Refused = Extract<Reading, { kind: "refused" }>;

/** Keeps what could be read and answers for everything, in the order in which it was sent. */
export async function acceptReadings(
  readings: readonly Reading[],
  problemsOf: (index: number, refused: Refused) => ProblemItem[],
  { now }: Caller,
  ports: KeepPorts,
): Promise<AcceptAnswer> {
  const events = readings.flatMap((reading) => (reading.kind === "event" ? [reading.event] : []));
  const kept = new Map<ReadEvent, Kept>();
  const outcomes = await keepEvents(events, now, ports);
  for (const [position, event] of events.entries()) {
    const outcome = outcomes[position];
    if (outcome) kept.set(event, outcome);
  }
  const results = readings.map((reading, index): EventResult => {
    if (reading.kind === "refused") {
      const id = reading.eventId === undefined ? {} : { eventId: reading.eventId };
      return { index, ...id, status: "rejected", problems: problemsOf(index, reading) };
    }
    return { index, eventId: reading.event.eventId, ...(kept.get(reading.event) ?? { status: "duplicate" }) };
  });
  const count = (status: EventResult["status"]) => results.filter((result) => result.status === status).length;
  return { accepted: count("accepted"), duplicates: count("duplicate"), rejected: count("rejected"), results };
}
