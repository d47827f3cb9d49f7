import type { Order } from "../../members/member.ts";
import { moneyOf } from "./discrepancy.ts";
import {
  type DiscrepancyList,
  type DiscrepancyQuery,
  type ListedDiscrepancies,
  MOST_LISTED,
} from "./discrepancy-schemas.ts";
import type { DiscrepancyPlace, DiscrepancyStore, FoundDiscrepancies } from "./discrepancy-store.ts";

/** Pages that one answer looks through for what is in the state that was asked for. */
const PAGES = 10;

/**
 * A page of discrepancies by the day of booking, with what became of their orders. An answer looks at a thousand orders:
 * where few of them are in the state that is asked for, a page holds fewer than its limit, and `next` says go on.
 */
export async function listDiscrepancies(
  { from, to, state, limit, cursor }: DiscrepancyQuery,
  store: DiscrepancyStore,
): Promise<DiscrepancyList> {
  const found: FoundDiscrepancies[] = [];
  let after = cursor === undefined ? undefined : placeIn(cursor);
  for (let page = 0; page < PAGES; page += 1) {
    const read = await store.page({ from, to, limit: MOST_LISTED, after });
    found.push(...read.found.filter(({ value }) => state === undefined || value.state === state));
    after = read.next;
    if (after === undefined || found.length >= limit) break;
  }
  const shown = found.slice(0, limit);
  const last = found.length > limit || (after !== undefined && shown.length === limit) ? shown.at(-1)?.value : after;
  const orders = await store.ordersOf(shown);
  return {
    ...{ from, to },
    orders: shown.map((one) => listed(one, orders.get(one.value.orderKey))),
    ...(last === undefined ? {} : { next: cursorOf(last) }),
  };
}

const cursorOf = ({ bookedOn, orderKey }: DiscrepancyPlace): string => `${bookedOn}.${orderKey}`;
const placeIn = (cursor: string): DiscrepancyPlace => ({ bookedOn: cursor.slice(0, 10), orderKey: cursor.slice(11) });

const listed = ({ memberId, value }: FoundDiscrepancies, order: Order | undefined): ListedDiscrepancies => ({
  memberId,
  ...value,
  ...moneyOf(value.discrepancies),
  ...(order === undefined ? {} : { order: standingOf(order) }),
});

function standingOf({ totalMinor, refunds, whollyCancelled }: Order): ListedDiscrepancies["order"] {
  const refundedMinor = refunds.reduce((sum, { minor }) => sum + minor, 0);
  return { totalMinor, refundedMinor, refunded: whollyCancelled ? "wholly" : refunds.length > 0 ? "partly" : "no" };
}
