import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { LedgerReader } from "../../core/loyalty/close/close-store.ts";
import type { MemberNow } from "../../core/loyalty/close/member-day.ts";
import type { Accounts } from "../../core/loyalty/ledger/account.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { type HeadItem, type Key, memberIdOf, memberPk, SK, type StoredValue, valueOfItem } from "./member-items.ts";
import { idsOfShard, KEYS_PER_READ, readBatch } from "./shard-reads.ts";

/** Two items a member. */
const MEMBERS_PER_READ = KEYS_PER_READ / 2;
/** Requests under way side by side. */
const AT_ONCE = 4;
/** Pages of one member's entries at most: a page is 1 MB, some 2,000 entries. */
const PAGES = 1_000;

/** A member has more entries than are read at once. */
export class LedgerTooLongError extends Error {
  constructor(memberId: string) {
    super(`the entries of member ${memberId} fill more than ${PAGES} pages`);
    this.name = "LedgerTooLongError";
  }
}

/**
 * Members' ledgers as a close reads them: everybody's head and accounts by BatchGet, half a read unit each (they are
 * only compared with the last close); of those that moved head and accounts in one TransactGetItems, and their new
 * entries by number, consistently.
 */
export function dynamoLedgerReader(
  table: string,
  store: Pick<MemberStore, "load">,
  pause: (attempt: number) => Promise<void>,
): LedgerReader {
  async function glanceAt(ids: readonly string[]): Promise<MemberNow[]> {
    const keys = ids.flatMap((id) => [SK.head, SK.accounts].map((sk) => ({ pk: memberPk(id), sk })));
    const found = new Map<string, MemberNow>(
      ids.map((memberId) => [memberId, { memberId, entries: 0, entryHash: "", accounts: {} }]),
    );
    for (const raw of await readBatch({ table, keys, pause })) {
      const item = unmarshal<Key>(raw);
      const now = found.get(memberIdOf(item));
      if (now === undefined) continue;
      if (item.sk === SK.accounts) now.accounts = valueOfItem<Accounts>(item as StoredValue).value;
      else ({ entries: now.entries, entryHash: now.entryHash } = item as HeadItem);
    }
    return [...found.values()];
  }

  return {
    async *glance(shard) {
      for await (const ids of idsOfShard(table, shard)) {
        for (let at = 0; at < ids.length; at += MEMBERS_PER_READ * AT_ONCE) {
          const starts = Array.from({ length: AT_ONCE }, (_, n) => at + n * MEMBERS_PER_READ);
          const reads = starts.map((start) => glanceAt(ids.slice(start, start + MEMBERS_PER_READ)));
          yield (await Promise.all(reads)).flat();
        }
      }
    },

    async look(memberId) {
      const { head, accounts } = await store.load(memberId, { accounts: true });
      if (head === undefined) return undefined;
      return { memberId, entries: head.entries, entryHash: head.entryHash, accounts: accounts?.value ?? {} };
    },

    async entries(memberId, from, to) {
      if (to < from) return [];
      const found: Entry[] = [];
      let start: Item | undefined;
      for (let page = 0; page < PAGES; page += 1) {
        const { Items = [], LastEvaluatedKey } = await dynamo.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues: marshal({
              ":pk": memberPk(memberId),
              ":first": SK.entry(from),
              ":last": SK.entry(to),
            }),
            ConsistentRead: true,
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        );
        found.push(...Items.map((item) => valueOfItem<Entry>(unmarshal(item)).value));
        if (LastEvaluatedKey === undefined) return found;
        start = LastEvaluatedKey;
      }
      throw new LedgerTooLongError(memberId);
    },

    async entriesNamed(memberId, numbers) {
      const keys = numbers.map((number) => ({ pk: memberPk(memberId), sk: SK.entry(number) }));
      const found: Item[] = [];
      for (let at = 0; at < keys.length; at += KEYS_PER_READ) {
        found.push(...(await readBatch({ table, keys: keys.slice(at, at + KEYS_PER_READ), consistent: true, pause })));
      }
      return found.map((item) => valueOfItem<Entry>(unmarshal(item)).value);
    },
  };
}
