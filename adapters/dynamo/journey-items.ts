import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { dueMoment } from "../../core/journeys/due-moment.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";

/** Where the items of the Journeys table stand, and how its due index is read. */
export const memberKey = (memberId: string): string => `M#${memberId}`;
export const CONTACT = "CONTACT";
export const enrolmentKey = (enrolmentId: string): string => `ENROL#${enrolmentId}`;
export const waitKey = (enrolmentId: string, step: string): string => `WAIT#${enrolmentId}#${step}`;
export const messageKey = (messageId: string): string => `MSG#${messageId}`;
export const refusalKey = (journey: string, occasion: string): string => `REFUSED#${journey}#${occasion}`;

export type Lane = "ENROL" | "WAIT" | "SEND";

/** A write to an index partition is at most 1,000 a second: four carry a campaign's 4,000. */
const LANE_SHARDS = 4;

/** The due index's partition of a member's items of a lane. */
export function laneOf(lane: Lane, memberId: string): string {
  let sum = 0;
  for (const character of memberId) sum += character.charCodeAt(0);
  return `${lane}#${sum % LANE_SHARDS}`;
}

interface DueKey {
  pk: string;
  sk: string;
  dueAt: string;
}

/** Keys of what is due in a lane, the earliest first. */
export async function dueKeys(table: string, lane: Lane, until: string, limit: number): Promise<DueKey[]> {
  const shards = Array.from({ length: LANE_SHARDS }, async (_, shard) => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: "due",
        KeyConditionExpression: "lane = :lane AND dueAt <= :until",
        ExpressionAttributeValues: marshal({ ":lane": `${lane}#${shard}`, ":until": dueMoment(until) }),
        Limit: limit,
      }),
    );
    return Items.map((item) => unmarshal<DueKey>(item));
  });
  const found = (await Promise.all(shards)).flat();
  return found.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)).slice(0, limit);
}

/** The parts of a key after its first word: `M#m1` → `["m1"]`, `WAIT#e1#wait-day-3` → `["e1", "wait-day-3"]`. */
export const partsOf = (key: string): string[] => key.split("#").slice(1);

/** A stored item without what only the table needs. */
export function plainOf<T>(item: Item): T {
  const { pk: _pk, sk: _sk, lane: _lane, dueAt: _dueAt, ...value } = unmarshal<Record<string, unknown>>(item);
  return value as T;
}

/** How many pages of a member's items are read at most: a page is 1 MB, some 1,000 messages. */
const PAGES = 10;

/** All items of a member whose sort key begins so, consistently. */
export async function memberItems(table: string, memberId: string, prefix: string): Promise<Item[]> {
  const found: Item[] = [];
  let from: Item | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
        ExpressionAttributeValues: marshal({ ":pk": memberKey(memberId), ":prefix": prefix }),
        ConsistentRead: true,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    found.push(...Items);
    if (LastEvaluatedKey === undefined) return found;
    from = LastEvaluatedKey;
  }
  return found;
}
