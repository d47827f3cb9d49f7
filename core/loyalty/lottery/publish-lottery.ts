import * as z from "zod";
import type { Lottery } from "../../programme/mall.ts";
import { canonical } from "../idempotency.ts";
import type { Hasher } from "../ledger/entry.ts";
import { commitmentTo, draw, ticketsHash } from "./draw.ts";
import { type LotteryStore, openLottery } from "./lottery-store.ts";

/** A sale that was under way when the lottery closed is stored by then: its function lives a fraction of that. */
const MINUTES_TO_STORE = 10;

/** Everything that is known of a lottery at its stage: enough, once it is drawn, to draw it again. */
export const LotteryAnswer = z.strictObject({
  id: z.string(),
  stage: z.enum(["announced", "open", "closing", "closed", "drawn"]),
  terms: z.string().meta({ description: "the terms as JSON text, with odds and prizes: its bytes are what is hashed" }),
  commitment: z.string().meta({ description: "SHA-256 (hex) of the seed, from the beginning" }),
  tickets: z.array(z.string()).optional().meta({ description: "all that were sold, sorted, once none can be added" }),
  ticketsHash: z.string().optional().meta({ description: "SHA-256 (hex) of them, a line each" }),
  seed: z.string().optional().meta({ description: "from the draw on" }),
  winners: z
    .array(z.strictObject({ number: z.int(), ticket: z.string(), prize: z.string(), draw: z.string() }))
    .optional(),
});
export type LotteryAnswer = z.infer<typeof LotteryAnswer>;

export interface LotteryPorts {
  lotteries: LotteryStore;
  /** The secret seed of a lottery: always the same, and unknown until the draw. */
  seedOf: (lottery: string) => Promise<string>;
  hash: Hasher;
  now: string;
}

/**
 * What is published of a lottery now, or undefined when there is none. From the moment at which it opens its terms are
 * kept; tickets are published well before the seed.
 * @param configured the lottery as the programme has it, where it does
 */
export async function publishLottery(
  id: string,
  configured: Lottery | undefined,
  { lotteries, seedOf, hash, now }: LotteryPorts,
): Promise<LotteryAnswer | undefined> {
  const opened = await termsOf(id, configured, { lotteries, now });
  if (opened === undefined) return undefined;
  const lottery = JSON.parse(opened) as Lottery;
  const stage = stageOf(lottery, now);
  const seed = await seedOf(id);
  const answer: LotteryAnswer = { id, stage, terms: opened, commitment: commitmentTo(seed, hash) };
  if (stage !== "closed" && stage !== "drawn") return answer;
  const tickets = (await lotteries.tickets(id)).map(({ ticket }) => ticket);
  const closed = { ...answer, tickets, ticketsHash: ticketsHash(tickets, hash) };
  if (stage === "closed") return closed;
  return { ...closed, seed, winners: draw({ lottery, terms: opened, tickets, seed }, hash) };
}

async function termsOf(
  id: string,
  configured: Lottery | undefined,
  { lotteries, now }: Pick<LotteryPorts, "lotteries" | "now">,
): Promise<string | undefined> {
  const kept = await lotteries.terms(id);
  if (kept !== undefined || configured === undefined) return kept;
  if (Date.parse(now) < Date.parse(configured.opensAt)) return canonical(configured);
  return (await openLottery(configured, lotteries)).terms;
}

/** How far a lottery has come. */
export function stageOf({ opensAt, closesAt, drawAt }: Lottery, now: string): LotteryAnswer["stage"] {
  const at = Date.parse(now);
  if (at < Date.parse(opensAt)) return "announced";
  if (at < Date.parse(closesAt)) return "open";
  if (at < Date.parse(closesAt) + MINUTES_TO_STORE * 60_000) return "closing";
  return at < Date.parse(drawAt) ? "closed" : "drawn";
}
