import type { Order, Versioned } from "../../members/member.ts";
import type { ClaimResult } from "../../members/member-store.ts";
import type { OrderDiscrepancies } from "./discrepancy.ts";

/** A place among all discrepancies: they stand by the day of booking, then by order. */
export interface DiscrepancyPlace {
  bookedOn: string;
  orderKey: string;
}

export interface PageAsked {
  /** First and last day of booking. */
  from: string;
  to: string;
  limit: number;
  /** Goes on behind this one. */
  after?: DiscrepancyPlace | undefined;
}

export interface FoundDiscrepancies {
  memberId: string;
  value: OrderDiscrepancies;
}

/** Orders' discrepancies over all members. They are put by the commits of their orders (core/members/pay-order.ts). */
export interface DiscrepancyStore {
  /**
   * Those that were booked on a stretch of days, in their order. What was committed a moment ago may be missing;
   * `next` is absent on the last page.
   */
  page(asked: PageAsked): Promise<{ found: FoundDiscrepancies[]; next?: DiscrepancyPlace }>;
  /** The orders of some, as they stand now, by order key: without those that aren't there. A hundred at most. */
  ordersOf(found: readonly FoundDiscrepancies[]): Promise<Map<string, Order>>;
  /** One order's, with the claims of these keys that are taken. */
  load(
    memberId: string,
    orderKey: string,
    claims: readonly string[],
  ): Promise<{ stored?: Versioned<OrderDiscrepancies>; claims: Record<string, ClaimResult> }>;
  /**
   * Stores that they are settled, with the claim of the call, or the claim alone. It asks nothing of the member's head:
   * no value moves, and those of a member who was merged or erased are settled too.
   */
  settle(
    memberId: string,
    claim: { key: string; result: ClaimResult },
    settled?: Versioned<OrderDiscrepancies>,
  ): Promise<"committed" | "conflict">;
}
