import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { SweepMarks } from "../../core/journeys/sweep-dormant.ts";
import {
  type NightCuts,
  SnapshotMissingError,
  type SnapshotRow,
  type SnapshotStore,
} from "../../core/scoring/snapshot.ts";
import { readJson, s3Objects } from "./s3-objects.ts";

/** Columns as any engine reads them. Money is a double: whole, and exact up to 2^53. */
const TYPES = {
  memberId: { type: "STRING", nullable: false },
  recencyDays: { type: "INT32", nullable: true },
  frequency: { type: "INT32", nullable: false },
  monetaryMinor: { type: "DOUBLE", nullable: false },
  lastOrderDay: { type: "INT32", nullable: true },
  firstDay: { type: "INT32", nullable: true },
  r: { type: "INT32", nullable: true },
  f: { type: "INT32", nullable: true },
  m: { type: "INT32", nullable: true },
  segment: { type: "STRING", nullable: true },
} as const satisfies Record<keyof SnapshotRow, { type: string; nullable: boolean }>;

const COLUMNS = Object.keys(TYPES) as (keyof SnapshotRow)[];

const SWEEP_KEY = "sweeps/dormant.json";
const shardKey = (kind: "snapshots" | "classes", asOf: string, shard: number) =>
  `${kind}/${asOf}/shard-${shard}.parquet`;
const cutsKey = (asOf: string) => `snapshots/${asOf}/cuts.json`;

/** Snapshots as Parquet files in a bucket, and the sweeps' marks beside them. */
export function s3Snapshots(bucket: string): SnapshotStore & SweepMarks {
  const objects = s3Objects(bucket);

  async function put(key: string, body: Uint8Array | string, type: string): Promise<string> {
    await objects.put(key, body, type);
    return key;
  }

  function putRows(key: string, rows: readonly SnapshotRow[]): Promise<string> {
    const columnData = COLUMNS.map((name) => ({ name, ...TYPES[name], data: rows.map((row) => row[name]) }));
    return put(key, new Uint8Array(parquetWriteBuffer({ columnData })), "application/vnd.apache.parquet");
  }

  async function readRows<C extends keyof SnapshotRow>(key: string, columns: readonly C[]) {
    const bytes = await objects.get(key);
    if (bytes === undefined) throw new SnapshotMissingError(key);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    return (await parquetReadObjects({ file, columns: [...columns] })) as Pick<SnapshotRow, C>[];
  }

  return {
    writeSnapshot: (asOf, shard, rows) => putRows(shardKey("snapshots", asOf, shard), rows),
    writeClasses: (asOf, shard, rows) => putRows(shardKey("classes", asOf, shard), rows),

    readSnapshot: (asOf, shard, columns) => readRows(shardKey("snapshots", asOf, shard), columns),
    readClasses: (asOf, shard, columns) => readRows(shardKey("classes", asOf, shard), columns),

    async writeCuts(cuts) {
      await put(cutsKey(cuts.asOf), JSON.stringify(cuts), "application/json");
    },

    async readCuts(asOf) {
      const cuts = await readJson<NightCuts>(objects, cutsKey(asOf));
      if (cuts === undefined) throw new SnapshotMissingError(cutsKey(asOf));
      return cuts;
    },

    async lastSweep() {
      return (await readJson<{ asOf: string }>(objects, SWEEP_KEY))?.asOf;
    },

    async markSweep(asOf) {
      await put(SWEEP_KEY, JSON.stringify({ asOf }), "application/json");
    },
  };
}
