import type { Classes } from "../../core/scoring/classes.ts";
import type { Summary } from "../../core/scoring/summary.ts";
import { unmarshal } from "./client.ts";
import { memberIdOf, memberPk, SK, type StoredValue, summaryOfItem, valueOfItem } from "./member-items.ts";
import { idsOfShard, KEYS_PER_READ, readBatch } from "./shard-reads.ts";

/** What scoring needs of a member. */
export interface ScoredMember {
  memberId: string;
  summary: Summary | undefined;
  classes: Classes | undefined;
}

/** Two items a member. */
const MEMBERS_PER_READ = KEYS_PER_READ / 2;
/** Requests under way side by side. */
const AT_ONCE = 4;

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
  for await (const ids of idsOfShard(table, shard)) {
    for (let at = 0; at < ids.length; at += MEMBERS_PER_READ * AT_ONCE) {
      const starts = Array.from({ length: AT_ONCE }, (_, n) => at + n * MEMBERS_PER_READ);
      const reads = starts.map((start) => readMembers(table, ids.slice(start, start + MEMBERS_PER_READ), pause));
      yield (await Promise.all(reads)).flat();
    }
  }
}

async function readMembers(
  table: string,
  ids: readonly string[],
  pause: (attempt: number) => Promise<void>,
): Promise<ScoredMember[]> {
  const found = new Map(
    ids.map((memberId): [string, ScoredMember] => [memberId, { memberId, summary: undefined, classes: undefined }]),
  );
  const keys = ids.flatMap((id) => [SK.summary, SK.classes].map((sk) => ({ pk: memberPk(id), sk })));
  for (const raw of await readBatch({ table, keys, pause })) {
    const item = unmarshal<StoredValue>(raw);
    const member = found.get(memberIdOf(item));
    if (member === undefined) continue;
    if (item.sk === SK.summary) member.summary = summaryOfItem(item).value;
    else member.classes = valueOfItem<Classes>(item).value;
  }
  return [...found.values()];
}
