import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchStack } from "./bench-stack.ts";
import { orderOf, sampleLines } from "./made-events.ts";
import { knownCustomers } from "./order-rate.ts";
import { type Spread, spreadOf } from "./percentile.ts";

export interface ViewLatency {
  /** Milliseconds from the answer to the POST until the view shows the order counted and its points. */
  afterAccepted: Spread;
  /** Milliseconds from the beginning of the POST. */
  afterPosted: Spread;
  /** Orders a second, as they were really begun. */
  perSecond: number;
  /** Orders that the view didn't show within the limit. */
  neverSeen: number;
}

/** How long an order is looked for. */
const LIMIT_MS = 20_000;
/** Between two looks at a view: what is measured can be so much less than is said. */
const LOOK_EVERY_MS = 20;

/**
 * Posts single orders of known members at an even rate, whatever the answers take, and looks at each member's view until
 * the order is in its summary and its points in the account.
 */
export async function measureViews(
  stack: BenchStack,
  { orders, perSecond }: { orders: number; perSecond: number },
): Promise<ViewLatency> {
  const customers = await knownCustomers(stack, "view", orders);
  const began = performance.now();
  const seen = await Promise.all(
    customers.map(async (customerId, at) => {
      await pause(Math.max(0, began + (at * 1000) / perSecond - performance.now()));
      return orderAndLook(stack, customerId);
    }),
  );
  const found = seen.filter((one) => one !== undefined);
  const lastBegan = Math.max(...found.map(({ begunAt }) => begunAt));
  return {
    afterAccepted: spreadOf(found.map((one) => one.seenAt - one.acceptedAt)),
    afterPosted: spreadOf(found.map((one) => one.seenAt - one.begunAt)),
    perSecond: (orders - 1) / ((lastBegan - began) / 1000),
    neverSeen: orders - found.length,
  };
}

async function orderAndLook(stack: BenchStack, customerId: string) {
  const { settings, now } = stack;
  const order = { customerId, orderId: `view-${customerId}`, at: now, currency: settings.currency };
  const begunAt = performance.now();
  const [memberId = ""] = await stack.postNew([orderOf({ ...order, lines: sampleLines(3) })]);
  const acceptedAt = performance.now();
  while (performance.now() - acceptedAt < LIMIT_MS) {
    if (await showsOrder(stack, memberId)) return { begunAt, acceptedAt, seenAt: performance.now() };
    await pause(LOOK_EVERY_MS);
  }
  return undefined;
}

/** The member had no order before: one counted order and points say that this one is in. */
async function showsOrder({ session, settings }: BenchStack, memberId: string): Promise<boolean> {
  const answer = await fetch(`${session.apiUrl}/v1/members/${memberId}?limit=1`, {
    headers: { authorization: `Bearer ${settings.key}` },
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!answer.ok) throw new Error(`GET /v1/members/${memberId}: ${answer.status} ${await answer.text()}`);
  const view = (await answer.json()) as { summary: { frequency: number } | null; points: { balance: number } };
  return view.summary?.frequency === 1 && view.points.balance > 0;
}
