import type { Lottery } from "../../programme/mall.ts";
import { canonical } from "../idempotency.ts";

/** A ticket as it was sold. */
export interface SoldTicket {
  ticket: string;
  memberId: string;
  /** When: RFC 3339 in UTC. */
  at: string;
}

/** Lotteries as they were opened, and their tickets: what is published is made of these. Tickets are stored by the commit that sells them. */
export interface LotteryStore {
  /** Keeps the terms unless there are any; answers those that are kept. */
  open(id: string, terms: string): Promise<string>;
  terms(id: string): Promise<string | undefined>;
  /** All tickets, sorted. */
  tickets(id: string): Promise<SoldTicket[]>;
  /** Ids of lotteries that were opened and not settled. */
  unsettled(): Promise<string[]>;
  /** Marks that every prize has been given. */
  settle(id: string): Promise<void>;
}

/** A lottery under the terms with which it was opened, as text: what is hashed. */
export interface Opened {
  lottery: Lottery;
  terms: string;
}

/** Opens a lottery unless it is open: from then on its terms can't change, since its odds were published with them. */
export async function openLottery(lottery: Lottery, store: LotteryStore): Promise<Opened> {
  const terms = await store.open(lottery.id, canonical(lottery));
  return { lottery: JSON.parse(terms) as Lottery, terms };
}
