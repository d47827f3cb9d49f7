import { dynamoEventAppender } from "../../adapters/dynamo/dynamo-events.ts";
import { noCounters } from "../../adapters/dynamo/rest-counters.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { EVENT_DATA } from "../../core/contract/event.ts";
import { adjustPoints } from "../../core/loyalty/adjust-points.ts";
import { commitOrder, commitRefund } from "../../core/loyalty/checkout/commit-checkout.ts";
import { type CallOutcome, readCall } from "../../core/loyalty/idempotency.ts";
import { shopDay } from "../../core/programme/shop-day.ts";
import { daysBefore, orderOf, registrationOf, sampleLines } from "./made-events.ts";
import { PAPER, PaperShopError, paperShop } from "./paper-shop.ts";
import type { Bill } from "./paper-tables.ts";

/** What a committed checkout, and its refund, cost in DynamoDB. */
export interface CheckoutCount {
  commit: Bill;
  refund: Bill;
}

const NOW = "2026-10-15T12:00:00.000Z";
/** What the member has. */
const HELD = 5_000;
/** Few enough for an order of one line. */
const POINTS = 10;

/**
 * Counts the commit of an order of so many lines that is paid with points in part, and the refund of its first
 * line: the event, the reads and the transaction. With more points than the member has it lacks some: a discrepancy.
 */
export async function countCheckout(lines: number, points = POINTS): Promise<CheckoutCount> {
  const shop = await paperShop(daysBefore(NOW, 400));
  try {
    const { currency, timeZone } = shop.programme;
    const joined = daysBefore(NOW, 30);
    const { memberId } = await shop.take(registrationOf("c-checkout-1", joined), joined);
    const common = { store: shop.store, now: NOW, hash: sha256, pause: shop.pause };
    const callOf = (act: string, body: object) => {
      const call = readCall({ keyId: "bench", headers: { "idempotency-key": act }, act, body }, sha256);
      if ("code" in call) throw new PaperShopError(call.detail);
      return call;
    };
    const given = { memberId, channel: "bench", adjustmentId: "1", points: HELD, operator: "bench", reason: "bench" };
    done(await adjustPoints(given, callOf("adjust", given), { ...common, programmes: shop.programmes }));

    const { data } = orderOf({
      customerId: "c-checkout-1",
      orderId: "1",
      at: NOW,
      currency,
      lines: sampleLines(lines),
    });
    const { spend } = shop.programme.points;
    const pointsValueMinor = Math.floor((POINTS * spend.minor) / spend.points);
    const uses = { coupons: [], points, pointsValueMinor, storedValueMinor: 0 };
    const paid = EVENT_DATA["order.paid"].parse(data);
    const totalMinor = paid.totalMinor - pointsValueMinor;
    const order = { ...paid, discountMinor: pointsValueMinor, totalMinor, uses };
    const asked = { memberId, channel: "bench", paidAt: NOW, order };
    const ports = {
      ...common,
      rules: await shop.programmes.programme(),
      stamp: { now: NOW, bookedOn: shopDay(NOW, timeZone) },
      append: dynamoEventAppender(PAPER.events, noCounters),
    };
    shop.paper.bill();
    done(await commitOrder(asked, callOf("commit", asked), ports));
    const commit = shop.paper.bill();
    const [first] = order.lines;
    const amountMinor = Math.min(first?.amountMinor ?? 0, order.totalMinor);
    const back = { lineId: first?.lineId ?? "1", quantity: first?.quantity ?? 1, amountMinor };
    const refund = {
      ...{ memberId, channel: "bench", refundedAt: NOW },
      refund: { refundId: "r-1", orderId: "1", currency, lines: [back] },
    };
    done(await commitRefund(refund, callOf("refund", refund), ports));
    return { commit, refund: shop.paper.bill() };
  } finally {
    shop.close();
  }
}

function done(outcome: CallOutcome): void {
  if ("refused" in outcome) throw new PaperShopError(`${outcome.refused.code}: ${outcome.refused.detail}`);
}
