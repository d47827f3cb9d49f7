import { performance } from "node:perf_hooks";
import type { PostedEvent } from "../main-job/sample-events.ts";
import { BARE_MOST, deployBareFunction } from "./bare-function.ts";
import type { BenchStack } from "./bench-stack.ts";
import { orderOf, sampleLines, viewOf } from "./made-events.ts";
import { knownCustomers } from "./order-rate.ts";
import { type Spread, spreadOf } from "./percentile.ts";
import { stopReadingEvents } from "./stop-reading-events.ts";

/** What is posted: views are most of what a channel sends, orders are what costs most. */
const KINDS = ["product.viewed", "order.paid"] as const;
type Kind = (typeof KINDS)[number];

interface Rate {
  perSecond: number;
  callMs: Spread;
}

export interface IngestionRate {
  kind: Kind;
  perCall: number;
  /** Whether what follows from the events was done meanwhile, on the same processors. */
  withWhatFollows: boolean;
  /** Events a second while calls are made one after the other. */
  product: Rate;
  /** The bare function behind the same authorizer, and behind none. */
  bare: Rate;
  open: Rate;
  /** The product's rate as a share of each. */
  share: number;
  shareOfOpen: number;
}

/** Rounds of product and bare in turn: what else the machine does meanwhile falls on both. */
const ROUNDS = 6;
/** Calls of each in a round, by events a call. */
const CALLS: Record<number, number> = { 1: 40, [BARE_MOST]: 15 };

/** The bare function didn't take what it was given. */
export class BareFunctionError extends Error {
  constructor(status: number, body: string) {
    super(`the bare function answered ${status}: ${body.slice(0, 300)}`);
    this.name = "BareFunctionError";
  }
}

/**
 * Posts the same kinds of events to the product and to the bare function in turn, one call at a time, all in one run.
 *
 * The door is measured twice. With what follows: points, summaries and announcements are worked out on the processors
 * that the door runs on, and the product is left to come to rest after each of its rounds. And alone: the stream isn't
 * read meanwhile, as on AWS, where a burst is appended and what follows has machines of its own.
 */
export async function measureIngestion(stack: BenchStack, say: (text: string) => void): Promise<IngestionRate[]> {
  const urls = await deployBareFunction(stack.session);
  const lanes = {
    product: async (events: PostedEvent[]) => void (await stack.postNew(events)),
    bare: (events: PostedEvent[]) => postBare(urls.keyed, stack.settings.key, events),
    open: (events: PostedEvent[]) => postBare(urls.open, stack.settings.key, events),
  };
  const make = eventMaker(stack, await knownCustomers(stack, "door", 50));
  const rates: IngestionRate[] = [];
  for (const withWhatFollows of [true, false]) {
    if (!withWhatFollows) await stopReadingEvents(stack);
    for (const kind of KINDS) {
      for (const perCall of withWhatFollows ? [BARE_MOST] : [1, BARE_MOST]) {
        const took = { product: [] as number[], bare: [] as number[], open: [] as number[] };
        const count = CALLS[perCall] ?? 0;
        // All are warm before anything is timed.
        for (const post of Object.values(lanes)) await timed(5, () => post(make(kind, perCall)));
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const lane of ["product", "bare", "open"] as const) {
            took[lane].push(...(await timed(count, () => lanes[lane](make(kind, perCall)))));
            if (lane === "product" && withWhatFollows) await stack.operator.rest("a round of ingestion");
          }
        }
        const product = rateOf(took.product, perCall);
        const bare = rateOf(took.bare, perCall);
        const open = rateOf(took.open, perCall);
        const shares = { share: product.perSecond / bare.perSecond, shareOfOpen: product.perSecond / open.perSecond };
        const rate = { kind, perCall, withWhatFollows, product, bare, open, ...shares };
        rates.push(rate);
        say(`${ingestionLabel(rate)}: ${ingestionFigure(rate)}`);
      }
    }
  }
  return rates;
}

/** What was measured, for people. */
export const ingestionLabel = ({
  kind,
  perCall,
  withWhatFollows,
}: Pick<IngestionRate, "kind" | "perCall" | "withWhatFollows">) =>
  `${kind}, ${perCall} a call, ${withWhatFollows ? "with what follows from them" : "the door alone"}`;

/** What was found, for people. */
export const ingestionFigure = ({ product, bare, open, share, shareOfOpen }: Omit<IngestionRate, "kind">) =>
  `${product.perSecond.toFixed(0)}/s; bare ${bare.perSecond.toFixed(0)}/s (${(share * 100).toFixed(0)} %), without authorizer ${open.perSecond.toFixed(0)}/s (${(shareOfOpen * 100).toFixed(0)} %)`;

async function postBare(url: string, key: string, events: PostedEvent[]): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ events }),
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.status !== 202) throw new BareFunctionError(answer.status, await answer.text());
  await answer.arrayBuffer();
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

function rateOf(callMs: number[], perCall: number): Rate {
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
