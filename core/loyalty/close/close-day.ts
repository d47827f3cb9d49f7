import { daysAfter } from "../../programme/shop-day.ts";
import type { DaySummary } from "../discrepancies/discrepancies-of-day.ts";
import type { Hasher } from "../ledger/entry.ts";
import { addUp } from "./add-up.ts";
import type { Close, Closing } from "./close.ts";
import { closeShard } from "./close-shard.ts";
import {
  CloseBrokenError,
  type CloseRecord,
  type CloseStore,
  type LedgerReader,
  type ShardCloseStore,
  type ShardKeys,
} from "./close-store.ts";

export interface CloseShardPorts {
  closes: Pick<CloseStore, "record" | "read">;
  parts: ShardCloseStore;
  ledgers: LedgerReader;
  hash: Hasher;
}

/** Closes a day for one shard, from where the close before left it, and says where the part lies. Safe to run twice. */
export async function closeOneShard(day: string, shard: string, ports: CloseShardPorts): Promise<ShardKeys> {
  const { closes, parts, ledgers, hash } = ports;
  const previous = await closeBefore(day, closes);
  const key = previous?.close.standings[shard];
  if (previous !== undefined && key === undefined) {
    throw new CloseBrokenError(`the close of ${previous.record.day} has no standings of ${shard}`);
  }
  const before = key === undefined ? [] : await parts.readStandings(key);
  const request = { shard, day, previousDay: previous?.record.day, before };
  const { part, standings } = await closeShard(request, { ledgers, hash });
  return parts.writeShard(part, standings);
}

export interface CloseDayPorts {
  closes: CloseStore;
  parts: Pick<ShardCloseStore, "readShard">;
}

export interface CloseDayRequest {
  day: string;
  shards: readonly string[];
  keys: readonly ShardKeys[];
  now: string;
  rules: { minorPer1000: number; currency: string };
  /** What the orders booked on the day were found to lack. */
  discrepancies: DaySummary;
}

/**
 * Adds a day up and closes it, or keeps why it doesn't close. A day that is closed already answers with its close: the
 * first one stands, whatever a second run found.
 */
export async function closeDay(request: CloseDayRequest, { closes, parts }: CloseDayPorts): Promise<Closing> {
  const { day, shards, keys, now, rules, discrepancies } = request;
  const there = await closes.record(day);
  if (there !== undefined) return { kind: "closed", close: await closes.read(there) };
  const closing = addUp({
    ...{ day, shards, closedAt: now, rules, discrepancies },
    previous: await closeBefore(day, closes),
    parts: await Promise.all(keys.map(({ part }) => parts.readShard(part))),
    standings: Object.fromEntries(keys.map(({ shard, standings }) => [shard, standings])),
  });
  if (closing.kind === "gap") {
    await closes.keepGap(closing, now);
    return closing;
  }
  const { record, first } = await closes.write(closing.close);
  return first ? closing : { kind: "closed", close: await closes.read(record) };
}

/** The close that a day goes on from: the day before's, or none where the books begin with this day. */
async function closeBefore(
  day: string,
  closes: Pick<CloseStore, "record" | "read">,
): Promise<{ record: CloseRecord; close: Close } | undefined> {
  const record = await closes.record(daysAfter(day, -1));
  if (record !== undefined) return { record, close: await closes.read(record) };
  const latest = await closes.record();
  // A second run of the first day, perhaps while the first run is closing later ones.
  if (latest === undefined || (await closes.record(day)) !== undefined) return undefined;
  throw new CloseBrokenError(`${day} can't be closed: the last closed day is ${latest.day}`);
}
