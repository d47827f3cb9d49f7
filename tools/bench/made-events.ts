import { join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { projectRoot } from "../local/layout.ts";
import type { PostedEvent } from "../main-job/sample-events.ts";
import { loadSample } from "../sample/load-sample.ts";
import type { SampleOrderLine } from "../sample/sample-events.ts";

/** The channel under which benchmarks post: nothing of the sample's is in its way. */
export const BENCH_CHANNEL = "bench";

/** The sample doesn't have as many different lines as one order may. */
export class TooFewLinesError extends Error {
  constructor(found: number, wanted: number) {
    super(`the sample has ${found} different goods, ${wanted} are wanted`);
    this.name = "TooFewLinesError";
  }
}

let kept: readonly SampleOrderLine[] | undefined;

/** Lines as they were really ordered, each sku once: how well a basket compresses depends on what is in it. */
export function sampleLines(count: number): readonly SampleOrderLine[] {
  if (kept === undefined) {
    const lines = loadSample(join(projectRoot, "samples")).orders.flatMap((order) => order.lines);
    kept = [...new Map(lines.filter(({ goods }) => goods).map((line) => [line.sku, line])).values()];
  }
  if (kept.length < count) throw new TooFewLinesError(kept.length, count);
  return kept.slice(0, count);
}

/** Somebody made up who may be written to, by mail alone: there are too few phone numbers that belong to nobody. */
export const registrationOf = (customerId: string, at: string): PostedEvent => ({
  channel: BENCH_CHANNEL,
  eventId: `join-${customerId}`,
  type: "member.registered",
  occurredAt: at,
  identity: { customerId, email: `${customerId}@example.org` },
  data: {
    givenName: "Alex",
    familyName: "Example",
    timeZone: "Europe/London",
    language: "en",
    marketingConsent: { sms: true, email: true },
  },
});

export interface MadeOrder {
  customerId: string;
  orderId: string;
  at: string;
  currency: string;
  lines: readonly SampleOrderLine[];
  historic?: boolean;
}

/** A paid order of the sample's goods. */
export function orderOf({ customerId, orderId, at, currency, lines, historic = false }: MadeOrder): PostedEvent {
  return {
    channel: BENCH_CHANNEL,
    eventId: `paid-${orderId}`,
    type: "order.paid",
    occurredAt: at,
    identity: { customerId },
    historic,
    data: {
      orderId,
      currency,
      totalMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0),
      lines: lines.map(({ sku, name, category, quantity, unitPriceMinor, amountMinor, goods }, position) => ({
        lineId: String(position + 1),
        sku,
        ...(name === "" ? {} : { name }),
        category,
        quantity,
        unitPriceMinor,
        amountMinor,
        goods,
      })),
    },
  };
}

/** A product looked at. */
export const viewOf = (customerId: string, eventId: string, at: string): PostedEvent => ({
  channel: BENCH_CHANNEL,
  eventId,
  type: "product.viewed",
  occurredAt: at,
  identity: { customerId },
  data: { sku: "22423", category: "kitchen", dwellSeconds: 20 },
});

/** A moment some days before another. */
export const daysBefore = (moment: string, days: number): string =>
  Temporal.Instant.from(moment)
    .subtract({ hours: days * 24 })
    .toString();
