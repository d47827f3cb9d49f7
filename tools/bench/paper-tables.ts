import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { itemBytes } from "./item-size.ts";
import { readUnits, writeUnits } from "./request-units.ts";
import { type Update, updated } from "./update-expression.ts";

type Item = Record<string, AttributeValue>;

/** One write that was billed, and what it was for. */
export interface BilledWrite {
  table: string;
  /** The kind of item, by its keys' first words: `A#HEAD`, `H#ORDER`, `CLAIM`. */
  kind: string;
  bytes: number;
  units: number;
  /** Of them, those for indexes. */
  indexUnits: number;
}

export interface Bill {
  writes: BilledWrite[];
  writeUnits: number;
  readUnits: number;
  requests: number;
}

/** Sort and partition attribute of each index, by table. */
export type Indexes = Record<string, Record<string, { partition: string; sort: string }>>;

/** A command that the paper tables don't answer. */
export class PaperTablesError extends Error {
  constructor(detail: string) {
    super(`the paper tables can't answer ${detail}`);
    this.name = "PaperTablesError";
  }
}

export interface PaperTables {
  /** What was billed since the last call. */
  bill(): Bill;
  /** Items of a table whose partition key begins so, as they stand. */
  items(table: string, pkPrefix: string): Item[];
  /** Gives the client back to its own wire. */
  remove(): void;
}

interface Asked extends Update {
  TableName?: string;
  Key?: Item;
  Item?: Item;
  ConsistentRead?: boolean;
  ReturnValues?: string;
  IndexName?: string;
  KeyConditionExpression?: string;
  ScanIndexForward?: boolean;
  Limit?: number;
  TransactItems?: { Put?: Asked; Update?: Asked; Delete?: Asked; ConditionCheck?: Asked; Get?: Asked }[];
  RequestItems?: Record<string, { Keys?: Item[]; ConsistentRead?: boolean }>;
}

const NAME = "paperTables";
const textOf = (value: AttributeValue | undefined): string => value?.S ?? "";
const idOf = (key: Item): string => `${textOf(key.pk)} ${textOf(key.sk)}`;
/** `H#ORDER#web:1` is an order, `M#m_1`/`CONTACT` a contact: capitals between `#` name the kind. */
const kindOf = ({ pk, sk }: Item): string => {
  const words = textOf(sk).split("#");
  const named = words.filter((word, at) => /^[A-Z]+$/.test(word) && at < 2).join("#");
  return named === "" ? (textOf(pk).split("#")[0] ?? "") : named;
};

/**
 * Tables of paper: takes a client off the wire, keeps the items that it writes, and bills each request by DynamoDB's own
 * rules from the very commands that the adapters send. Conditions are taken as held: what is counted is the way of
 * something that comes once and undisturbed.
 */
export function paperTables(client: DynamoDBClient, indexes: Indexes): PaperTables {
  const tables = new Map<string, Map<string, Item>>();
  let billed: Bill = { writes: [], writeUnits: 0, readUnits: 0, requests: 0 };
  const tableOf = (name = ""): Map<string, Item> => {
    const table = tables.get(name) ?? new Map<string, Item>();
    tables.set(name, table);
    return table;
  };

  function write(TableName = "", key: Item, after: Item | undefined, inTransaction: boolean): void {
    const table = tableOf(TableName);
    const before = table.get(idOf(key));
    const sizes = [before, after].map((item) => (item === undefined ? 0 : itemBytes(item))) as [number, number];
    const own = writeUnits(...sizes, inTransaction);
    const indexUnits = Object.values(indexes[TableName] ?? {}).reduce((sum, { partition, sort }) => {
      const placeIn = (item: Item | undefined) =>
        item?.[partition] && item[sort] ? `${textOf(item[partition])} ${textOf(item[sort])}` : undefined;
      const [was, is] = [placeIn(before), placeIn(after)];
      if (was === is) return sum;
      // Keys alone are projected: an entry is far under a kilobyte. A move is a delete and a put.
      return sum + (was === undefined ? 0 : 1) + (is === undefined ? 0 : 1);
    }, 0);
    billed.writes.push({
      table: TableName,
      kind: kindOf(key),
      bytes: Math.max(...sizes),
      units: own + indexUnits,
      indexUnits,
    });
    billed.writeUnits += own + indexUnits;
    if (after === undefined) table.delete(idOf(key));
    else table.set(idOf(key), after);
  }

  function put(asked: Asked, inTransaction: boolean): void {
    write(asked.TableName, asked.Item ?? {}, asked.Item, inTransaction);
  }

  function update(asked: Asked, inTransaction: boolean): Item {
    const key = asked.Key ?? {};
    const after = updated(tableOf(asked.TableName).get(idOf(key)) ?? key, asked);
    write(asked.TableName, key, after, inTransaction);
    return after;
  }

  function get(TableName: string | undefined, key: Item, how: "eventual" | "consistent" | "in-transaction") {
    const item = tableOf(TableName).get(idOf(key));
    billed.readUnits += readUnits(item === undefined ? 0 : itemBytes(item), how);
    return item;
  }

  /** All of one key of an index, or those between two places in it: what it projects are the keys alone. */
  function queryIndex({ TableName = "", IndexName = "", KeyConditionExpression = "", ...asked }: Asked) {
    const index = indexes[TableName]?.[IndexName];
    const match = /^#?\w+ = (:\w+)(?: AND \w+ BETWEEN (:\w+) AND (:\w+))?$/.exec(KeyConditionExpression);
    if (index === undefined || match === null) throw new PaperTablesError(`Query ${KeyConditionExpression}`);
    const [wanted = "", first, last] = match
      .slice(1)
      .map((name: string | undefined) => name && textOf(asked.ExpressionAttributeValues?.[name]));
    const Items = [...tableOf(TableName).values()]
      .filter((item) => item[index.sort] !== undefined && textOf(item[index.partition]) === wanted)
      .filter((item) => first === undefined || textOf(item[index.sort]) >= first)
      .filter((item) => last === undefined || textOf(item[index.sort]) <= last)
      .sort((a, b) => (textOf(a[index.sort]) < textOf(b[index.sort]) ? -1 : 1))
      .map(({ pk = { S: "" }, sk = { S: "" }, ...item }): Item => {
        const place = { [index.partition]: item[index.partition], [index.sort]: item[index.sort] };
        return { ...Object.fromEntries(Object.entries(place).filter(([, one]) => one !== undefined)), pk, sk } as Item;
      })
      .slice(0, asked.Limit);
    const bytes = Items.reduce((sum, item) => sum + itemBytes(item), 0);
    billed.readUnits += readUnits(bytes, "eventual");
    return { Items };
  }

  function query({ TableName, IndexName, KeyConditionExpression = "", Limit, ...asked }: Asked) {
    if (IndexName !== undefined) return queryIndex({ TableName, IndexName, KeyConditionExpression, ...asked } as Asked);
    const values = asked.ExpressionAttributeValues ?? {};
    const match = /^pk = (:\w+)(?: AND (?:begins_with\(sk, (:\w+)\)|sk < (:\w+)|sk BETWEEN (:\w+) AND (:\w+)))?$/.exec(
      KeyConditionExpression,
    );
    if (!match) throw new PaperTablesError(`Query ${KeyConditionExpression}`);
    const [, pk = "", prefix, before, first, last] = match;
    const found = [...tableOf(TableName).values()]
      .filter((item) => textOf(item.pk) === textOf(values[pk]))
      .filter((item) => prefix === undefined || textOf(item.sk).startsWith(textOf(values[prefix])))
      .filter((item) => before === undefined || textOf(item.sk) < textOf(values[before]))
      .filter((item) => first === undefined || textOf(item.sk) >= textOf(values[first]))
      .filter((item) => last === undefined || textOf(item.sk) <= textOf(values[last]))
      .sort((a, b) => (textOf(a.sk) < textOf(b.sk) ? -1 : 1));
    const Items = (asked.ScanIndexForward === false ? found.reverse() : found).slice(0, Limit);
    const bytes = Items.reduce((sum, item) => sum + itemBytes(item), 0);
    billed.readUnits += readUnits(bytes, asked.ConsistentRead ? "consistent" : "eventual");
    return { Items };
  }

  function transactWrite({ TransactItems = [] }: Asked): object {
    for (const { Put, Update, Delete, ConditionCheck } of TransactItems) {
      if (Put) put(Put, true);
      else if (Update) update(Update, true);
      else if (Delete) write(Delete.TableName, Delete.Key ?? {}, undefined, true);
      else throw new PaperTablesError(`TransactWriteItems with ${ConditionCheck ? "ConditionCheck" : "nothing"}`);
    }
    return {};
  }

  const how = ({ ConsistentRead }: { ConsistentRead?: boolean }) => (ConsistentRead ? "consistent" : "eventual");
  const answers: Record<string, (asked: Asked) => object> = {
    PutItemCommand: (asked) => {
      put(asked, false);
      return {};
    },
    UpdateItemCommand: (asked) => ({ Attributes: update(asked, false) }),
    DeleteItemCommand: (asked) => {
      write(asked.TableName, asked.Key ?? {}, undefined, false);
      return {};
    },
    GetItemCommand: (asked) => ({ Item: get(asked.TableName, asked.Key ?? {}, how(asked)) }),
    TransactGetItemsCommand: ({ TransactItems = [] }) => ({
      Responses: TransactItems.map(({ Get }) => ({ Item: get(Get?.TableName, Get?.Key ?? {}, "in-transaction") })),
    }),
    BatchGetItemCommand: ({ RequestItems = {} }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([table, asked]) => [
          table,
          (asked.Keys ?? []).map((key) => get(table, key, how(asked))).filter((item) => item !== undefined),
        ]),
      ),
    }),
    QueryCommand: query,
    TransactWriteItemsCommand: transactWrite,
  };

  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const answer = answers[context.commandName ?? ""];
      if (answer === undefined) throw new PaperTablesError(context.commandName ?? "a nameless command");
      billed.requests += 1;
      // What the SDK would have parsed from the wire; its own types of answers are not known here.
      return { output: { $metadata: {}, ...answer(args.input as Asked) }, response: undefined } as never;
    },
    { step: "initialize", priority: "high", name: NAME },
  );

  return {
    bill() {
      const since = billed;
      billed = { writes: [], writeUnits: 0, readUnits: 0, requests: 0 };
      return since;
    },
    items: (table, pkPrefix) => [...tableOf(table).values()].filter((item) => textOf(item.pk).startsWith(pkPrefix)),
    remove: () => void client.middlewareStack.remove(NAME),
  };
}
