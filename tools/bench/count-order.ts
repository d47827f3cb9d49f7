import { sha256 } from "../../adapters/identity/sha256.ts";
import { wakeByOrder } from "../../core/journeys/wake.ts";
import { daysBefore, orderOf, registrationOf, sampleLines, viewOf } from "./made-events.ts";
import { type PaperShop, paperShop } from "./paper-shop.ts";
import type { BilledWrite } from "./paper-tables.ts";

/** What one order event costs in DynamoDB, from the door to the wait that it may end. */
export interface OrderCount {
  lines: number;
  /** Write units in all, indexes included. */
  writeUnits: number;
  /** Of them at the door, and in the commit. */
  doorUnits: number;
  applyUnits: number;
  readUnits: number;
  /** Requests to DynamoDB. */
  requests: number;
  writes: BilledWrite[];
}

const NOW = "2026-10-15T12:00:00Z";
/** Orders before the counted one: a year of a member who buys once a month, each with a lot of points of its own. */
const EARLIER = 11;

/** Ports of a wake that finds nobody waiting: what an order costs when no journey listens. */
const wakePorts = ({ journeys, store, programmes }: PaperShop) => ({
  store: journeys,
  members: store,
  programme: programmes,
  engine: { start: async () => {}, answer: async () => "gone" as const },
});

/**
 * Counts the order of a member who has ordered eleven times before, with as many lines of the sample's goods. The member
 * waits in no journey.
 */
export async function countOrder(lines: number): Promise<OrderCount> {
  const shop = await paperShop(daysBefore(NOW, 400));
  try {
    const { currency } = shop.programme;
    const customerId = `c-${sha256(String(lines)).slice(0, 6)}-1`;
    await shop.take(registrationOf(customerId, daysBefore(NOW, 390)), daysBefore(NOW, 390));
    for (let earlier = EARLIER; earlier > 0; earlier -= 1) {
      const at = daysBefore(NOW, earlier * 30);
      const order = {
        customerId,
        orderId: `earlier-${earlier}`,
        at,
        currency,
        lines: sampleLines(Math.min(lines, 30)),
      };
      await shop.take(orderOf(order), at);
    }
    const counted = { customerId, orderId: "counted-1", at: NOW, currency, lines: sampleLines(lines) };
    const { memberId, door, apply } = await shop.take(orderOf(counted), NOW);
    await wakeByOrder(memberId, NOW, wakePorts(shop));
    const goal = shop.paper.bill();
    const all = [door, apply, goal];
    const sum = (of: (bill: (typeof all)[number]) => number) => all.reduce((total, bill) => total + of(bill), 0);
    return {
      lines,
      writeUnits: sum((bill) => bill.writeUnits),
      doorUnits: door.writeUnits,
      applyUnits: apply.writeUnits,
      readUnits: sum((bill) => bill.readUnits),
      requests: sum((bill) => bill.requests),
      writes: all.flatMap((bill) => bill.writes),
    };
  } finally {
    shop.close();
  }
}

/** What a view of a known member costs in DynamoDB. */
export interface ViewCount {
  writeUnits: number;
  readUnits: number;
  eventBytes: number;
}

/** Counts one view: one item at the door, and a look whether the member is there. */
export async function countView(): Promise<ViewCount> {
  const shop = await paperShop(daysBefore(NOW, 400));
  try {
    await shop.take(registrationOf("c-1", daysBefore(NOW, 390)), daysBefore(NOW, 390));
    const { door, apply } = await shop.take(viewOf("c-1", "view-1", NOW), NOW);
    return {
      writeUnits: door.writeUnits + apply.writeUnits,
      readUnits: door.readUnits + apply.readUnits,
      eventBytes: door.writes.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    shop.close();
  }
}
