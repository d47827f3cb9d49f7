import {
  type AttributeValue,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { LotteryStore, SoldTicket } from "../../core/loyalty/lottery/lottery-store.ts";
import { MOST_TICKETS } from "../../core/programme/mall.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { transact } from "./conditional-write.ts";
import { lotteryKey } from "./member-transaction.ts";

const LIST = "LOTTERIES";
const TERMS = "TERMS";
/** A page is 1 MB, some 8,000 tickets: far more pages than the most tickets that there can be. */
const MOST_PAGES = Math.ceil(MOST_TICKETS / 1_000);

/** More tickets than a lottery may sell: a fault of ours. */
export class TooManyTicketsError extends Error {
  override readonly name = "TooManyTicketsError";
}

/** Lotteries in the Programme table: their terms, their tickets (put by the commits that sell them), and the list of them. */
export function dynamoLotteries(table: string): LotteryStore {
  async function terms(id: string): Promise<string | undefined> {
    const Key = marshal(lotteryKey(id, TERMS));
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && unmarshal<{ terms: string }>(Item).terms;
  }

  async function queryAll(query: Omit<QueryCommandInput, "TableName">): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await dynamo.send(
        new QueryCommand({ TableName: table, ConsistentRead: true, ...query, ExclusiveStartKey }),
      );
      items.push(...(answer.Items ?? []));
      ExclusiveStartKey = answer.LastEvaluatedKey;
      if (ExclusiveStartKey === undefined) return items;
    }
    throw new TooManyTicketsError(`more than ${MOST_PAGES} pages`);
  }

  return {
    terms,

    async open(id, offered) {
      const kept = await terms(id);
      if (kept !== undefined) return kept;
      const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
      await transact([
        { Put: { TableName: table, Item: marshal({ ...lotteryKey(id, TERMS), terms: offered }), ...isNew } },
        { Put: { TableName: table, Item: marshal({ pk: LIST, sk: id }), ...isNew } },
      ]);
      // Whoever was first: it is there now.
      return (await terms(id)) ?? offered;
    },

    async tickets(id) {
      const items = await queryAll({
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :tickets)",
        ExpressionAttributeValues: marshal({ ":pk": lotteryKey(id, "").pk, ":tickets": "T#" }),
      });
      return items.map((item) => {
        const { ticket, memberId, at } = unmarshal<SoldTicket>(item);
        return { ticket, memberId, at };
      });
    },

    async unsettled() {
      const items = await queryAll({
        KeyConditionExpression: "pk = :pk",
        FilterExpression: "attribute_not_exists(settled)",
        ExpressionAttributeValues: marshal({ ":pk": LIST }),
      });
      return items.map((item) => unmarshal<{ sk: string }>(item).sk);
    },

    async settle(id) {
      await dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshal({ pk: LIST, sk: id }),
          UpdateExpression: "SET settled = :yes",
          ExpressionAttributeValues: marshal({ ":yes": true }),
        }),
      );
    },
  };
}
