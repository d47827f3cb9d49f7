import type { StoredEvent } from "../contract/event.ts";
import { wantedBy } from "./apply-event.ts";
import { type ApplyPorts, applyToMember, isPoison, type Poison } from "./apply-to-member.ts";

/** Members are independent of each other: so many are worked on side by side. */
const MEMBERS_AT_ONCE = 4;

/**
 * Applies a batch of stored events: those of one member one after the other in their order, four members side by side.
 * Poison goes to the retry queue in the end, all at once, and the rest of the batch counts.
 *
 * Throws on an outage; the whole batch then comes again, and what is applied by then is a duplicate.
 */
export async function applyEvents(
  events: readonly StoredEvent[],
  ports: ApplyPorts,
): Promise<{ applied: number; setAside: number }> {
  const waiting = byMember(events);
  const poison: Poison[] = [];
  const work = async (): Promise<void> => {
    for (let mine = waiting.shift(); mine !== undefined; mine = waiting.shift()) {
      try {
        poison.push(...(await applyInOrder(mine, ports)));
      } catch (outage) {
        waiting.length = 0; // the others finish what they are at, and take no more
        throw outage;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: MEMBERS_AT_ONCE }, work));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  if (poison.length > 0) await ports.setAside(poison);
  return { applied: events.length - poison.length, setAside: poison.length };
}

async function applyInOrder(events: readonly StoredEvent[], ports: ApplyPorts): Promise<Poison[]> {
  const poison: Poison[] = [];
  let known = false;
  for (const event of events) {
    // What no rule listens to only makes sure that the member is there: once a batch is enough.
    const { value: rules } = await ports.programme.at(event.occurredAt);
    if (known && Object.keys(wantedBy(event, rules)).length === 0) continue;
    const outcome = await applyToMember(event, ports);
    if (isPoison(outcome)) poison.push(outcome);
    else known = true;
  }
  return poison;
}

/** The events of each member, in their order. */
function byMember(events: readonly StoredEvent[]): StoredEvent[][] {
  const members = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const mine = members.get(event.memberId);
    if (mine === undefined) members.set(event.memberId, [event]);
    else mine.push(event);
  }
  return [...members.values()];
}
