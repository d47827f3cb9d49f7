import { type AttributeValue, BatchGetItemCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Join, NewClaim } from "../../core/ingestion/event-log.ts";
import type { Person } from "../../core/members/person.ts";
import type { Vault } from "../../core/members/vault.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";

/** The table holds keys back again and again: throttled beyond what waiting cures. */
export class UnreadKeysError extends Error {
  constructor(table: string, left: number) {
    super(`${left} keys of ${table} were not read after ${ROUNDS} rounds`);
    this.name = "UnreadKeysError";
  }
}

const KEYS_PER_READ = 100;
const ROUNDS = 6;

/** Items by key, consistently, 100 a request, pages side by side; what the table holds back is asked for again. */
async function readAll(table: string, keys: Record<string, AttributeValue>[]): Promise<Item[]> {
  const pages = Array.from({ length: Math.ceil(keys.length / KEYS_PER_READ) }, (_, at) =>
    keys.slice(at * KEYS_PER_READ, (at + 1) * KEYS_PER_READ),
  );
  const read = async (page: Record<string, AttributeValue>[]): Promise<Item[]> => {
    const found: Item[] = [];
    let left = page;
    for (let round = 0; left.length > 0; round += 1) {
      if (round === ROUNDS) throw new UnreadKeysError(table, left.length);
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** round));
      const answer = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[table] ?? []));
      left = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as Record<string, AttributeValue>[];
    }
    return found;
  };
  return (await Promise.all(pages.map(read))).flat();
}

/** The vault in DynamoDB, read. */
export function dynamoVault(table: string): Vault {
  return {
    async membersOf(claims) {
      const keys = [...new Set(claims)].map((claim) => ({ pk: { S: claim }, sk: { S: "CLAIM" } }));
      const items = (await readAll(table, keys)).map((item) => unmarshal<{ pk: string; memberId: string }>(item));
      return new Map(items.map(({ pk, memberId }) => [pk, memberId]));
    },
    async people(memberIds) {
      const keys = [...new Set(memberIds)].map((id) => ({ pk: { S: `M#${id}` }, sk: { S: "PERSON" } }));
      const people = (await readAll(table, keys)).map(personOf);
      return new Map(people.map((person) => [person.memberId, person]));
    },
  };
}

function personOf(item: Item): Person {
  const { pk, sk: _, ...rest } = unmarshal<Omit<Person, "memberId"> & { pk: string; sk: string }>(item);
  return { memberId: pk.slice("M#".length), ...rest };
}

/** Takes an identity that nobody may hold yet. */
export const claimWrite = (table: string, { claim, kind, memberId }: NewClaim, at: string): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: marshal({ pk: claim, sk: "CLAIM", kind, memberId, since: at }),
    ConditionExpression: "attribute_not_exists(pk)",
  },
});

/** Puts the person in the place of the version that was read. */
export function personWrite(table: string, { memberId, ...person }: Person): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: marshal({ pk: `M#${memberId}`, sk: "PERSON", ...person, version: person.version + 1 }),
      ...(person.version === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "version = :read",
            ExpressionAttributeValues: { ":read": { N: String(person.version) } },
          }),
    },
  };
}

/** Remembers two members whom one event named together. The same pair named again is the same item. */
export function joinWrite(table: string, { memberId, other, ...because }: Join): TransactWriteItem {
  const [first, second] = [memberId, other].sort();
  return {
    Put: {
      TableName: table,
      Item: marshal({ pk: `JOIN#${first}#${second}`, sk: "JOIN", memberId, other, ...because }),
    },
  };
}
