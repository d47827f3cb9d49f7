import { type Put, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { OrderDiscrepancies } from "../../core/loyalty/discrepancies/discrepancy.ts";
import type { DiscrepancyStore, PageAsked } from "../../core/loyalty/discrepancies/discrepancy-store.ts";
import type { Order } from "../../core/members/member.ts";
import type { ClaimResult } from "../../core/members/member-store.ts";
import { lanesOf } from "../../core/members/shard.ts";
import { dynamo, marshal, unmarshal } from "./client.ts";
import { transact } from "./conditional-write.ts";
import {
  claimKey,
  type Key,
  memberIdOf,
  memberPk,
  placeKey,
  SK,
  type StoredValue,
  valueItem,
  valueOfItem,
} from "./member-items.ts";
import { readItem } from "./read-item.ts";
import { readBatch } from "./shard-reads.ts";

type Placed = Key & { dueAt: string };
/** The sign after the one that stands between a place's day and its order: sorts behind all places of a day. */
const BEHIND_PLACES = "$";

/**
 * Orders' discrepancies in the Members table: found by their lanes of the index of what is due, whose keys never change,
 * so that a day is whole whoever is settling meanwhile; then read by their keys.
 * @param pause waits before try n (1, 2, …) of a read
 */
export function dynamoDiscrepancies(table: string, pause: (attempt: number) => Promise<void>): DiscrepancyStore {
  async function placesOf(lane: string, { from, to, limit, after }: PageAsked): Promise<Placed[]> {
    const goesOn = after === undefined ? from : placeKey(after);
    // A cursor may have been cut out by hand: it leads to no day that wasn't asked for.
    const behind = goesOn > from ? goesOn : from;
    const end = `${to}${BEHIND_PLACES}`;
    if (behind > end) return [];
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: "due",
        KeyConditionExpression: "lane = :lane AND dueAt BETWEEN :behind AND :end",
        ExpressionAttributeValues: marshal({ ":lane": lane, ":behind": behind, ":end": end }),
        // One may be the place that it goes on behind, and one more says that there is a next page.
        Limit: limit + 2,
      }),
    );
    return Items.map((item) => unmarshal<Placed>(item)).filter(({ dueAt }) => dueAt > behind);
  }

  async function valuesAt<T>(keys: readonly Key[]): Promise<Map<string, T>> {
    const items = await readBatch({ table, keys, consistent: true, pause });
    const stored = items.map((item) => unmarshal<StoredValue>(item));
    return new Map(stored.map((item) => [textOf(item), valueOfItem<T>(item).value]));
  }

  return {
    async page(asked) {
      const lanes = await Promise.all(lanesOf("DISCREPANCY").map((lane) => placesOf(lane, asked)));
      const places = lanes.flat().sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
      const shown = places.slice(0, asked.limit);
      const values = await valuesAt<OrderDiscrepancies>(shown.map(({ pk, sk }) => ({ pk, sk })));
      const found = shown.flatMap((key) => {
        const value = values.get(textOf(key));
        return value === undefined ? [] : [{ memberId: memberIdOf(key), value }];
      });
      const last = places.length > asked.limit ? shown.at(-1) : undefined;
      if (last === undefined) return { found };
      const [bookedOn = "", orderKey = ""] = last.dueAt.split("#");
      return { found, next: { bookedOn, orderKey } };
    },

    async ordersOf(found) {
      const keys = found.map(({ memberId, value }) => ({ pk: memberPk(memberId), sk: SK.order(value.orderKey) }));
      const orders = await valuesAt<Order>(keys);
      return new Map([...orders.values()].map((order) => [order.orderKey, order]));
    },

    async load(memberId, orderKey, claims) {
      const [item, ...claimed] = await Promise.all([
        readItem<StoredValue>(table, { pk: memberPk(memberId), sk: SK.discrepancies(orderKey) }),
        ...claims.map(async (key) => [key, await readItem<{ result: ClaimResult }>(table, claimKey(key))] as const),
      ]);
      const taken = claimed.flatMap(([key, claim]) => (claim === undefined ? [] : [[key, claim.result]]));
      return {
        ...(item === undefined ? {} : { stored: valueOfItem<OrderDiscrepancies>(item) }),
        claims: Object.fromEntries(taken),
      };
    },

    async settle(memberId, { key, result }, settled) {
      const put = (item: object, condition: Partial<Put>) => ({
        Put: { TableName: table, Item: marshal(item), ...condition },
      });
      const asRead = {
        ConditionExpression: "version = :version",
        ExpressionAttributeValues: marshal({ ":version": settled?.version }),
      };
      const refused = await transact([
        put({ ...claimKey(key), memberId, result }, { ConditionExpression: "attribute_not_exists(pk)" }),
        ...(settled === undefined ? [] : [put(valueItem(memberId, { kind: "discrepancies", ...settled }), asRead)]),
      ]);
      return refused === undefined ? "committed" : "conflict";
    },
  };
}

const textOf = ({ pk, sk }: Key): string => `${pk}/${sk}`;
