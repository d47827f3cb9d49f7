import type { OrderDiscrepancies } from "../../core/loyalty/discrepancies/discrepancy.ts";
import type { DiscrepancyStore } from "../../core/loyalty/discrepancies/discrepancy-store.ts";
import type { Order, Versioned } from "../../core/members/member.ts";
import type { ClaimResult } from "../../core/members/member-store.ts";

/** What the member store in memory lets be seen of its items. */
export interface Shelves {
  /** Items of a kind over all members: `discrepancies`, `order`. */
  all: <T>(kind: string) => { memberId: string; key: string; item: Versioned<T> }[];
  put: (key: string, item: Versioned<unknown>) => void;
  claims: Map<string, ClaimResult>;
}

const placeOf = ({ bookedOn, orderKey }: { bookedOn: string; orderKey: string }): string => `${bookedOn}#${orderKey}`;

/** The discrepancies of tests: passes the same suite as DynamoDB's (discrepancy-store-contract.ts). */
export function inMemoryDiscrepancies({ all, put, claims }: Shelves): DiscrepancyStore {
  const of = (memberId: string, orderKey: string) =>
    all<OrderDiscrepancies>("discrepancies").find(
      (one) => one.memberId === memberId && one.item.value.orderKey === orderKey,
    );
  return {
    async page({ from, to, limit, after }) {
      const found = all<OrderDiscrepancies>("discrepancies")
        .map(({ memberId, item }) => ({ memberId, value: item.value }))
        .filter(({ value }) => value.bookedOn >= from && value.bookedOn <= to)
        .filter(({ value }) => after === undefined || placeOf(value) > placeOf(after))
        .sort((a, b) => (placeOf(a.value) < placeOf(b.value) ? -1 : 1));
      const shown = found.slice(0, limit);
      const last = shown.at(-1)?.value;
      if (found.length <= limit || last === undefined) return { found: shown };
      return { found: shown, next: { bookedOn: last.bookedOn, orderKey: last.orderKey } };
    },

    async ordersOf(found) {
      const wanted = new Set(found.map(({ value }) => value.orderKey));
      const orders = all<Order>("order").map(({ item }) => item.value);
      return new Map(orders.filter(({ orderKey }) => wanted.has(orderKey)).map((order) => [order.orderKey, order]));
    },

    async load(memberId, orderKey, keys) {
      const stored = of(memberId, orderKey)?.item;
      const taken = keys.flatMap((key) => {
        const result = claims.get(key);
        return result === undefined ? [] : [[key, structuredClone(result)]];
      });
      return { ...(stored === undefined ? {} : { stored }), claims: Object.fromEntries(taken) };
    },

    async settle(memberId, { key, result }, settled) {
      const there = settled && of(memberId, settled.value.orderKey);
      if (claims.has(key) || there?.item.version !== settled?.version) return "conflict";
      claims.set(key, structuredClone(result));
      if (there !== undefined && settled !== undefined) {
        put(there.key, structuredClone({ value: settled.value, version: settled.version + 1 }));
      }
      return "committed";
    },
  };
}
