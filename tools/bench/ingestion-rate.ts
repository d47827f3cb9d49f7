import { performance } from "node:perf_hooks";
import type { PostedEvent } from "../main-job/sample-events.ts";
import { BARE_MOST, deployBareFunction } from "./bare-function.ts";
import type { BenchStack } from "./bench-stack.ts";
import { orderOf, sampleLines, viewOf } from "./made-events.ts";
import { knownCustomers } from "./order-rate.ts";
import { type Spread, spreadOf } from "./percentile.ts";

/** What is posted: views are most of what a channel sends, orders are what costs most. */
const KINDS = ["product.viewed", "order.paid"] as const;
type Kind = (typeof KINDS)[number];

export interface IngestionRate {
  kind: Kind;
  perCall: number;
  /** Events a second while calls are made one after the other. */
  product: { perSecond: number; callMs: Spread };
  bare: { perSecond: number; callMs: Spread };
  /** The product's rate as a share of the bare function's. */
  share: number;
}

/** Rounds of product and bare in turn: what else the machine does meanwhile falls on both. */
const ROUNDS = 6;
/** Calls of each in a round. */
const CALLS = { 1: 40, 25: 15 } as const;
type PerCall = keyof typeof CALLS;

/** The bare function didn't take what it was given. */
export class BareFunctionError extends Error {
  constructor(status: number, body: string) {
    super(`the bare function answered ${status}: ${body.slice(0, 300)}`);
    this.name = "BareFunctionError";
  }
}

/**
 * Posts the same kinds of events to the product and to the bare function in turn, one call at a time, all over one run.
 * The product is left to come to rest after each of its rounds: what follows from its events is not in the bare one's way.
 */
export async function measureIngestion(stack: BenchStack, say: (text: string) => void): Promise<IngestionRate[]> {
  const url = await deployBareFunction(stack.session);
  const customers = await knownCustomers(stack, "door", 50);
  const make = eventMaker(stack, customers);
  const bare = async (events: PostedEvent[]): Promise<void> => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ events }),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.status !== 202) throw new BareFunctionError(answer.status, await answer.text());
    await answer.arrayBuffer();
  };
  const product = async (events: PostedEvent[]): Promise<void> => void (await stack.postNew(events));

  const rates: IngestionRate[] = [];
  for (const kind of KINDS) {
    for (const perCall of [1, BARE_MOST] as const) {
      const calls = { product: [] as number[], bare: [] as number[] };
      // Both are warm before anything is timed.
      await timed(5, () => product(make(kind, perCall)));
      await timed(5, () => bare(make(kind, perCall)));
      for (let round = 0; round < ROUNDS; round += 1) {
        calls.product.push(...(await timed(CALLS[perCall as PerCall], () => product(make(kind, perCall)))));
        await stack.operator.rest("a round of ingestion");
        calls.bare.push(...(await timed(CALLS[perCall as PerCall], () => bare(make(kind, perCall)))));
      }
      const rate = { kind, perCall, product: rateOf(calls.product, perCall), bare: rateOf(calls.bare, perCall) };
      const share = rate.product.perSecond / rate.bare.perSecond;
      rates.push({ ...rate, share });
      say(
        `${kind}, ${perCall} a call: ${rate.product.perSecond.toFixed(0)}/s beside ${rate.bare.perSecond.toFixed(0)}/s bare (${(share * 100).toFixed(0)} %)`,
      );
    }
  }
  return rates;
}

/** How long each of some calls took, in milliseconds. */
async function timed(calls: number, call: () => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let at = 0; at < calls; at += 1) {
    const began = performance.now();
    await call();
    took.push(performance.now() - began);
  }
  return took;
}

function rateOf(callMs: number[], perCall: number): IngestionRate["product"] {
  const seconds = callMs.reduce((sum, one) => sum + one, 0) / 1000;
  return { perSecond: (callMs.length * perCall) / seconds, callMs: spreadOf(callMs) };
}

/** Makes events that never were before, of customers in turn. */
function eventMaker({ settings, now }: BenchStack, customers: readonly string[]) {
  let made = 0;
  const lines = sampleLines(3);
  return (kind: Kind, count: number): PostedEvent[] =>
    Array.from({ length: count }, () => {
      made += 1;
      const customerId = customers[made % customers.length] ?? "";
      if (kind === "product.viewed") return viewOf(customerId, `view-${made}`, now);
      return orderOf({ customerId, orderId: `door-${made}`, at: now, currency: settings.currency, lines });
    });
}
