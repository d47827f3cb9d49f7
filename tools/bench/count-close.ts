import { dynamoCloses } from "../../adapters/dynamo/dynamo-closes.ts";
import { dynamoDiscrepancies } from "../../adapters/dynamo/dynamo-discrepancies.ts";
import { dynamoLedgerReader } from "../../adapters/dynamo/dynamo-ledger-reader.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { Objects } from "../../adapters/s3/s3-objects.ts";
import type { ShardClose } from "../../core/loyalty/close/close.ts";
import { closeDay, closeOneShard } from "../../core/loyalty/close/close-day.ts";
import type { ShardCloseStore, ShardKeys } from "../../core/loyalty/close/close-store.ts";
import type { Standing } from "../../core/loyalty/close/standing.ts";
import { discrepanciesOfDay } from "../../core/loyalty/discrepancies/discrepancies-of-day.ts";
import { shardsOfWorker } from "../../core/members/shard.ts";
import { daysBefore, orderOf, registrationOf, sampleLines } from "./made-events.ts";
import { PAPER, type PaperShop, paperShop } from "./paper-shop.ts";

/** What a night's close costs in DynamoDB. */
export interface CloseCount {
  members: number;
  moved: number;
  entries: number;
  writeUnits: number;
  readUnits: number;
  requests: number;
  /** Read units of a night on which nothing happened: what every member costs. */
  quietReadUnits: number;
}

const FIRST = "2026-10-13";
const BUSY = "2026-10-14";
const QUIET = "2026-10-15";
const noon = (day: string): string => `${day}T12:00:00Z`;

/** A bucket of paper. */
function paperObjects(): Objects {
  const kept = new Map<string, Uint8Array>();
  return {
    async put(key, body) {
      const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
      kept.set(key, bytes);
      return bytes.length;
    },
    get: async (key) => kept.get(key),
  };
}

function paperParts(): ShardCloseStore {
  const parts = new Map<string, ShardClose>();
  const standings = new Map<string, readonly Standing[]>();
  return {
    async writeShard(part, after) {
      const key = `${part.day}/${part.shard}`;
      parts.set(key, part);
      standings.set(key, after);
      return { shard: part.shard, part: key, standings: key };
    },
    readShard: async (key) => parts.get(key) as ShardClose,
    readStandings: async (key) => [...(standings.get(key) ?? [])],
  };
}

/** Counts the close of a day on which some of the members ordered once, each after six orders before. */
export async function countClose(members: number, moved: number): Promise<CloseCount> {
  const shop = await paperShop(daysBefore(noon(FIRST), 400));
  try {
    for (let at = 0; at < members; at += 1) await joinAndBuy(shop, `c-${at}`);
    const close = closing(shop);
    await close(FIRST);
    for (let at = 0; at < moved; at += 1) await buy(shop, `c-${at}`, "busy", noon(BUSY));
    shop.paper.bill();
    const entries = await close(BUSY);
    const busy = shop.paper.bill();
    await close(QUIET);
    const quiet = shop.paper.bill();
    const { writeUnits, readUnits, requests } = busy;
    return { members, moved, entries, writeUnits, readUnits, requests, quietReadUnits: quiet.readUnits };
  } finally {
    shop.close();
  }
}

async function joinAndBuy(shop: PaperShop, customerId: string): Promise<void> {
  await shop.take(registrationOf(customerId, daysBefore(noon(FIRST), 200)), daysBefore(noon(FIRST), 200));
  for (let order = 1; order <= 6; order += 1) {
    await buy(shop, customerId, `earlier-${order}`, daysBefore(noon(FIRST), 30 * order));
  }
}

const buy = (shop: PaperShop, customerId: string, orderId: string, at: string) =>
  shop.take(
    orderOf({
      ...{ customerId, at, currency: shop.programme.currency, lines: sampleLines(3) },
      orderId: `${customerId}-${orderId}`,
    }),
    at,
  );

/** Closes days with the adapters that are deployed, and answers how many entries a day had. */
function closing(shop: PaperShop): (day: string) => Promise<number> {
  const closes = dynamoCloses(PAPER.programme, paperObjects());
  const parts = paperParts();
  const ledgers = dynamoLedgerReader(PAPER.members, shop.store, shop.pause);
  const lacking = dynamoDiscrepancies(PAPER.members, shop.pause);
  const shards = shardsOfWorker(0, 1);
  const { points, currency } = shop.programme;
  const rules = { minorPer1000: points.liabilityMinorPer1000, currency };
  return async (day) => {
    const keys: ShardKeys[] = [];
    for (const shard of shards) keys.push(await closeOneShard(day, shard, { closes, parts, ledgers, hash: sha256 }));
    const { summary: discrepancies } = await discrepanciesOfDay(day, lacking);
    const closed = await closeDay({ day, shards, keys, now: noon(day), rules, discrepancies }, { closes, parts });
    if (closed.kind === "gap") throw new Error(`${day} doesn't close: ${JSON.stringify(closed.gaps)}`);
    return closed.close.entries;
  };
}
