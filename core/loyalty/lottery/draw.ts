import type { Lottery } from "../../programme/mall.ts";
import type { Hasher } from "../ledger/entry.ts";

/** What decides a draw, all of it published: before, but for the seed, of which only the hash is. */
export interface DrawInput {
  lottery: Lottery;
  /** The lottery's terms as text. */
  terms: string;
  /** Every ticket that was sold, sorted. */
  tickets: readonly string[];
  seed: string;
}

/** A ticket that won. `number` is its place among the sorted tickets, from 1. */
export interface Winner {
  number: number;
  ticket: string;
  prize: string;
  /** SHA-256 (hex) that decided it. */
  draw: string;
}

const MILLION = 1_000_000;

/** What is published of the seed before the draw. */
export const commitmentTo = (seed: string, hash: Hasher): string => hash(seed);

/** What is published of the tickets before the seed: SHA-256 over them, sorted, a line each. */
export const ticketsHash = (tickets: readonly string[], hash: Hasher): string => hash(tickets.join("\n"));

/**
 * The draw, as anybody can work it out (docs/loyalty.md, Mall and lottery):
 *
 * 1. A ticket's draw is SHA-256 of `seed:SHA-256(terms):SHA-256(tickets):ticket`, all in lower-case hex but seed and ticket.
 * 2. Its first eight hex digits as a number, times a million, divided by 2^32 and rounded down, is its place in a million.
 * 3. The prizes take up stretches of the million in the order in which the terms name them, each as long as its odds: the
 *    ticket wins the prize whose stretch holds its place, or nothing.
 * 4. Tickets are looked at from the lowest draw up; once a prize's stock is given, further tickets of its stretch win nothing.
 *
 * The seed was fixed before the first ticket was sold, tickets and terms before the seed was known.
 */
export function draw({ lottery, terms, tickets, seed }: DrawInput, hash: Hasher): Winner[] {
  const head = `${seed}:${hash(terms)}:${ticketsHash(tickets, hash)}`;
  const left = new Map(lottery.prizes.map(({ id, stock }) => [id, stock]));
  const drawn = tickets
    .map((ticket, at) => ({ number: at + 1, ticket, draw: hash(`${head}:${ticket}`) }))
    .toSorted((a, b) => (a.draw < b.draw ? -1 : a.draw > b.draw ? 1 : a.number - b.number));
  return drawn.flatMap((one): Winner[] => {
    const prize = prizeAt(lottery, placeOf(one.draw));
    const stock = prize === undefined ? 0 : (left.get(prize) ?? 0);
    if (prize === undefined || stock === 0) return [];
    left.set(prize, stock - 1);
    return [{ ...one, prize }];
  });
}

/** 0 to 999,999, each as likely as the others to within one in four thousand. */
const placeOf = (drawn: string): number => Math.floor((Number.parseInt(drawn.slice(0, 8), 16) * MILLION) / 2 ** 32);

function prizeAt({ prizes }: Lottery, place: number): string | undefined {
  let end = 0;
  for (const { id, perMillion } of prizes) {
    end += perMillion;
    if (place < end) return id;
  }
  return undefined;
}
