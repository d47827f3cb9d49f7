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
  /** Orders posted, and how many a second, as they were really begun. */
  orders: number;
  perSecond: number;
  /** Orders that the view didn't show within the limit. */
  neverSeen: number;
}

/** How long an order is looked for. */
const LIMIT_MS = 20_000;
/** Between two looks at a view: what is measured can be so much less than is said. */
const LOOK_EVERY_MS = 50;
/** One order in so many is looked for: a look costs as much as an order, and is no part of the rate. */
const LOOK_FOR_EACH = 2;

/**
 * Posts single orders of known members at an even rate, one call at a time, and looks at the member's view for every
 * second of them, until the order is in its summary and its points in the account.
 */
export async function measureViews(
  stack: BenchStack,
  { looks, perSecond }: { looks: number; perSecond: number },
): Promise<ViewLatency> {
  const orders = looks * LOOK_FOR_EACH;
  const customers = await knownCustomers(stack, "view", orders);
  const began = performance.now();
  const watched: Promise<Seen | undefined>[] = [];
  let lastBegan = began;
  for (const [at, customerId] of customers.entries()) {
    await pause(Math.max(0, began + (at * 1000) / perSecond - performance.now()));
    const posted = await post(stack, customerId);
    lastBegan = posted.begunAt;
    if (at % LOOK_FOR_EACH === 0) watched.push(lookFor(stack, posted));
  }
  const found = (await Promise.all(watched)).filter((one) => one !== undefined);
  await stack.operator.rest("orders at an even rate");
  return {
    afterAccepted: spreadOf(found.map((one) => one.seenAt - one.acceptedAt)),
    afterPosted: spreadOf(found.map((one) => one.seenAt - one.begunAt)),
    orders,
    perSecond: (orders - 1) / ((lastBegan - began) / 1000),
    neverSeen: looks - found.length,
  };
}

interface Posted {
  memberId: string;
  begunAt: number;
  acceptedAt: number;
}
type Seen = Posted & { seenAt: number };

async function post(stack: BenchStack, customerId: string): Promise<Posted> {
  const { settings, now } = stack;
  const order = { customerId, orderId: `view-${customerId}`, at: now, currency: settings.currency };
  const begunAt = performance.now();
  const [memberId = ""] = await stack.postNew([orderOf({ ...order, lines: sampleLines(3) })]);
  return { memberId, begunAt, acceptedAt: performance.now() };
}

async function lookFor(stack: BenchStack, posted: Posted): Promise<Seen | undefined> {
  while (performance.now() - posted.acceptedAt < LIMIT_MS) {
    if (await showsOrder(stack, posted.memberId)) return { ...posted, seenAt: performance.now() };
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
