import { SIMULATED_CHANNEL } from "../../core/insight/simulated-channel.ts";
import type { PostedEvent } from "./sample-events.ts";
import { chance } from "./seeded.ts";

export interface Response {
  /** The day, 'YYYY-MM-DD', on which the order comes. */
  day: string;
  event: PostedEvent;
}

type PaidEvent = Extract<PostedEvent, { type: "order.paid" }>;

const totalOf = (order: PaidEvent): number => order.data.totalMinor;

/** The member's order of median value: the lower of the two in the middle. */
function medianOrder(orders: readonly PaidEvent[]): PaidEvent | undefined {
  const ranked = [...orders].sort((a, b) => totalOf(a) - totalOf(b));
  return ranked[Math.floor((ranked.length - 1) / 2)];
}

/**
 * A *simulated* response to messages: of the members who got one, `share` place one extra order each, of their own median
 * value, one to five days after their first message. Who does is drawn by hash; nobody answers twice.
 * @param orders all orders of the sample's members, by customer id
 */
export function simulatedResponses(share: number, orders: ReadonlyMap<string, readonly PaidEvent[]>) {
  const asked = new Set<string>();
  return (customerId: string, today: string, dayAfter: (days: number) => string): Response | undefined => {
    if (asked.has(customerId)) return undefined;
    asked.add(customerId);
    if (chance("responds", customerId) >= share) return undefined;
    const median = medianOrder(
      (orders.get(customerId) ?? []).filter((order) => order.occurredAt.slice(0, 10) <= today),
    );
    if (!median) return undefined;
    const day = dayAfter(1 + Math.floor(chance("responds when", customerId) * 5));
    const orderId = `simulated-${customerId}`;
    return {
      day,
      event: {
        ...median,
        channel: SIMULATED_CHANNEL,
        eventId: orderId,
        historic: false,
        occurredAt: `${day}T12:00:00Z`,
        data: { ...median.data, orderId },
      },
    };
  };
}
