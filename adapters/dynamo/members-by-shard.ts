import { BatchGetItemCommand, type KeysAndAttributes, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Classes } from "../../core/scoring/classes.ts";
import type { Summary } from "../../core/scoring/summary.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { type Key, memberIdOf, memberPk, SK, type StoredValue, summaryOfItem, valueOfItem } from "./member-items.ts";

/** What scoring needs of a member. */
export interface ScoredMember {
  memberId: string;
  summary: Summary | undefined;
  classes: Classes | undefined;
}

/** Two items a member, a hundred keys a request. */
const MEMBERS_PER_READ = 50;
/** Requests under way side by side. */
const AT_ONCE = 4;
/** How often keys are asked for that the table was too busy to read. */
const TRIES = 8;
/** Pages of an index key at most: 1 MB of keys is some 10,000 members, a shard a few hundred thousand. */
const PAGES = 1_000;

/** The table left keys unread again and again. */
export class MembersUnreadError extends Error {
  constructor(table: string, left: number) {
    super(`${table}: ${left} items could not be read in ${TRIES} tries`);
    this.name = "MembersUnreadError";
  }
}

/** A shard has more members than one run reads: it needs more shards. */
export class ShardTooLargeError extends Error {
  constructor(shard: string) {
    super(`${shard} has more members than ${PAGES} pages hold`);
    this.name = "ShardTooLargeError";
  }
}

/**
 * Members of an index shard with what scoring needs of them, a page at a time. Reads are eventually consistent: the night
 * looks at a day that was over hours ago.
 * @param pause waits before try n (1, 2, …)
 */
export async function* membersOfShard(
  table: string,
  shard: string,
  pause: (attempt: number) => Promise<void>,
): AsyncGenerator<ScoredMember[]> {
  let from: Item | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: "shard",
        KeyConditionExpression: "#shard = :shard",
        // A word that DynamoDB keeps for itself.
        ExpressionAttributeNames: { "#shard": "shard" },
        ExpressionAttributeValues: marshal({ ":shard": shard }),
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    const ids = Items.map((item) => memberIdOf(unmarshal<Key>(item)));
    for (let at = 0; at < ids.length; at += MEMBERS_PER_READ * AT_ONCE) {
      const starts = Array.from({ length: AT_ONCE }, (_, n) => at + n * MEMBERS_PER_READ);
      const reads = starts.map((start) => readMembers(table, ids.slice(start, start + MEMBERS_PER_READ), pause));
      yield (await Promise.all(reads)).flat();
    }
    if (LastEvaluatedKey === undefined) return;
    from = LastEvaluatedKey;
  }
  throw new ShardTooLargeError(shard);
}

async function readMembers(
  table: string,
  ids: readonly string[],
  pause: (attempt: number) => Promise<void>,
): Promise<ScoredMember[]> {
  if (ids.length === 0) return [];
  const found = new Map(
    ids.map((memberId): [string, ScoredMember] => [memberId, { memberId, summary: undefined, classes: undefined }]),
  );
  const keys = ids.flatMap((id) => [SK.summary, SK.classes].map((sk) => marshal({ pk: memberPk(id), sk })));
  let left: Record<string, KeysAndAttributes> = { [table]: { Keys: keys } };
  for (let attempt = 1; Object.keys(left).length > 0; attempt += 1) {
    if (attempt > TRIES) throw new MembersUnreadError(table, left[table]?.Keys?.length ?? 0);
    if (attempt > 1) await pause(attempt - 1);
    const { Responses = {}, UnprocessedKeys = {} } = await dynamo.send(new BatchGetItemCommand({ RequestItems: left }));
    for (const raw of Responses[table] ?? []) {
      const item = unmarshal<StoredValue>(raw);
      const member = found.get(memberIdOf(item));
      if (member === undefined) continue;
      if (item.sk === SK.summary) member.summary = summaryOfItem(item).value;
      else member.classes = valueOfItem<Classes>(item).value;
    }
    left = UnprocessedKeys;
  }
  return [...found.values()];
}
