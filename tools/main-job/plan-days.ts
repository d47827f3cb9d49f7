import { Temporal } from "temporal-polyfill";
import type { PostedEvent } from "./sample-events.ts";
import { chance, shuffled } from "./seeded.ts";

/** What decides the plan beside the events themselves. */
export interface PlanSettings {
  /** First and last day of the replay, 'YYYY-MM-DD' in the shop's zone, both inclusive. */
  from: string;
  to: string;
  timeZone: string;
  seeds: { duplicates: string; disorder: string };
  /** Share of events that come a second time, on the same day or on any later one. */
  duplicateShare: number;
  /** Share of refunds that come late, by 1 to 6 days. Part of the story, not of its disorder: no seed moves it. */
  lateRefundShare: number;
  /** Share of orders delivered 1 to 3 days late: 0 but where lateness itself is looked at. */
  lateOrderShare: number;
}

export interface DayPlan {
  day: string;
  /** In the order in which they are posted. */
  events: PostedEvent[];
  /** How many of them are posted for the second time. */
  duplicates: number;
  /** How many come on a later day than they occurred. */
  late: number;
}

const dayOf = (event: PostedEvent, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.from(event.occurredAt).toZonedDateTimeISO(timeZone).toPlainDate();

const nameOf = (event: PostedEvent): string => `${event.channel}/${event.eventId}`;

function daysLate(event: PostedEvent, { lateRefundShare, lateOrderShare }: PlanSettings): number {
  const share = event.type === "order.refunded" ? lateRefundShare : event.type === "order.paid" ? lateOrderShare : 0;
  if (chance("late", nameOf(event)) >= share) return 0;
  const most = event.type === "order.refunded" ? 6 : 3;
  return 1 + Math.floor(chance("late by", nameOf(event)) * most);
}

/**
 * The days of a replay: each event on the day on which it arrives, some a second time, each day in disorder. An event
 * that would arrive after the last day arrives on it, so that every plan of the same events tells the same story.
 */
export function planDays(events: readonly PostedEvent[], settings: PlanSettings): DayPlan[] {
  const { from, to, timeZone, seeds, duplicateShare } = settings;
  const first = Temporal.PlainDate.from(from);
  const length = first.until(Temporal.PlainDate.from(to)).days + 1;
  const days = Array.from({ length }, (_, at) => ({
    day: first.add({ days: at }).toString(),
    events: [] as PostedEvent[],
    duplicates: 0,
    late: 0,
  }));
  for (const event of events) {
    const occurred = first.until(dayOf(event, timeZone)).days;
    if (occurred < 0 || occurred >= length) continue;
    const arrives = Math.min(occurred + daysLate(event, settings), length - 1);
    const day = days[arrives];
    if (!day) continue;
    day.events.push(event);
    if (arrives > occurred) day.late += 1;
    if (chance(seeds.duplicates, "again", nameOf(event)) < duplicateShare) {
      const again = arrives + Math.floor(chance(seeds.duplicates, "when", nameOf(event)) * (length - arrives));
      const later = days[again];
      if (later) {
        later.events.push(event);
        later.duplicates += 1;
      }
    }
  }
  return days.map((day) => ({ ...day, events: shuffled(day.events, seeds.disorder, nameOf) }));
}
