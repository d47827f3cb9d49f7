import { gunzipSync, gzipSync } from "node:zlib";
import type { ShardClose } from "../../core/loyalty/close/close.ts";
import { CloseBrokenError, type ShardCloseStore } from "../../core/loyalty/close/close-store.ts";
import type { Standing } from "../../core/loyalty/close/standing.ts";
import { sha256 } from "../identity/sha256.ts";
import { s3Objects, textOf } from "./s3-objects.ts";

/**
 * Shards' parts of a close, and where it leaves their members (JSON lines, gzip), in a bucket. Keys are made of the content, so what one
 * run adds up can't be overwritten by another that runs beside it.
 */
export function s3ShardCloses(bucket: string): ShardCloseStore {
  const objects = s3Objects(bucket);

  async function got(key: string): Promise<Uint8Array> {
    const bytes = await objects.get(key);
    if (bytes === undefined) throw new CloseBrokenError(`${key} is not there`);
    return bytes;
  }

  return {
    async writeShard(part, standings) {
      const folder = `standings/${part.day}/${part.shard.replace("#", "-")}`;
      const text = JSON.stringify(part);
      const lines = standings.map((standing) => `${JSON.stringify(standing)}\n`).join("");
      const keys = {
        shard: part.shard,
        part: `${folder}-${sha256(text).slice(0, 16)}.json`,
        standings: `${folder}-${sha256(lines).slice(0, 16)}.jsonl.gz`,
      };
      await objects.put(keys.part, text, "application/json");
      await objects.put(keys.standings, gzipSync(lines, { level: 4 }), "application/gzip");
      return keys;
    },

    async readShard(key) {
      return JSON.parse(textOf(await got(key))) as ShardClose;
    },

    async readStandings(key) {
      const lines = textOf(gunzipSync(await got(key))).split("\n");
      return lines.filter(Boolean).map((line) => JSON.parse(line) as Standing);
    },
  };
}
