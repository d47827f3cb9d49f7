import { rfmCuts } from "./rfm.ts";
import type { NightCuts, SnapshotRow, SnapshotStore } from "./snapshot.ts";

const COLUMNS = ["recencyDays", "frequency", "monetaryMinor"] as const;

/**
 * The exact cut points over every member of a night, whatever the number of shards: the three columns of ten million
 * members are 160 MB. Writes them beside the snapshots.
 * @throws SnapshotMissingError when a shard's snapshot isn't there.
 */
export async function findCuts(asOf: string, shards: number, snapshots: SnapshotStore): Promise<NightCuts> {
  const parts = [];
  let members = 0;
  // One after the other: rows are objects, columns a twentieth of them.
  for (let shard = 0; shard < shards; shard += 1) {
    const rows = await snapshots.readSnapshot(asOf, shard, COLUMNS);
    members += rows.length;
    parts.push(columnsOf(rows));
  }
  const columns = {
    recencyDays: joined(
      Int32Array,
      parts.map((part) => part.recencyDays),
    ),
    frequency: joined(
      Int32Array,
      parts.map((part) => part.frequency),
    ),
    monetaryMinor: joined(
      Float64Array,
      parts.map((part) => part.monetaryMinor),
    ),
  };
  const night = { asOf, shards, members, scored: columns.frequency.length, cuts: rfmCuts(columns) };
  await snapshots.writeCuts(night);
  return night;
}

function columnsOf(rows: readonly Pick<SnapshotRow, (typeof COLUMNS)[number]>[]) {
  const scored = rows.filter(({ recencyDays }) => recencyDays !== null);
  return {
    recencyDays: Int32Array.from(scored, (row) => row.recencyDays ?? 0),
    frequency: Int32Array.from(scored, (row) => row.frequency),
    monetaryMinor: Float64Array.from(scored, (row) => row.monetaryMinor),
  };
}

function joined<A extends Int32Array | Float64Array>(type: new (length: number) => A, parts: readonly A[]): A {
  const all = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
