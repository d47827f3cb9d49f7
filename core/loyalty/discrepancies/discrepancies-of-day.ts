import { type DiscrepancyMoney, moneyOf } from "./discrepancy.ts";
import type { DiscrepancyStore, FoundDiscrepancies } from "./discrepancy-store.ts";

const PAGE = 100;
/** A hundred thousand orders: a day with more is an outage, which the summary then says. */
const PAGES = 1_000;

/** What a close says of its day's discrepancies. */
export interface DaySummary extends DiscrepancyMoney {
  /** Orders with any. */
  orders: number;
  discrepancies: number;
  /** The day has more than are read at once: the list has them all. */
  cut?: true;
}

export interface DayDiscrepancies {
  found: FoundDiscrepancies[];
  summary: DaySummary;
}

export function summaryOf(found: readonly FoundDiscrepancies[]): DaySummary {
  const all = found.flatMap(({ value }) => value.discrepancies);
  return { orders: found.length, discrepancies: all.length, ...moneyOf(all) };
}

/** The orders booked on a day with discrepancies, settled since or not, and what they come to. */
export async function discrepanciesOfDay(
  day: string,
  store: Pick<DiscrepancyStore, "page">,
): Promise<DayDiscrepancies> {
  const found: FoundDiscrepancies[] = [];
  let after: Parameters<DiscrepancyStore["page"]>[0]["after"];
  let page = 0;
  do {
    const read = await store.page({ from: day, to: day, limit: PAGE, after });
    found.push(...read.found);
    after = read.next;
    page += 1;
  } while (after !== undefined && page < PAGES);
  return { found, summary: { ...summaryOf(found), ...(after === undefined ? {} : { cut: true }) } };
}
