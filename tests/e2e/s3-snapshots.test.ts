import { GetObjectCommand } from "@aws-sdk/client-s3";
import { parquetMetadata } from "hyparquet";
import { expect, inject, test } from "vitest";
import { SnapshotMissingError, type SnapshotRow } from "../../core/scoring/snapshot.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { s3 } = await import("../../adapters/aws/clients.ts");
const { s3Snapshots } = await import("../../adapters/s3/s3-snapshots.ts");

const bucket = outputOf(inject("outputs"), "SnapshotsBucket");
const snapshots = s3Snapshots(bucket);
/** Days that no other test scores. */
const DAY = "1999-01-01";

const EMPTY: SnapshotRow = {
  memberId: "m_prospect",
  recencyDays: null,
  frequency: 0,
  monetaryMinor: 0,
  lastOrderDay: null,
  firstDay: null,
  r: null,
  f: null,
  m: null,
  segment: null,
};
const FULL: SnapshotRow = {
  memberId: "m_spender",
  recencyDays: 0,
  frequency: 500,
  monetaryMinor: Number.MAX_SAFE_INTEGER,
  lastOrderDay: 10_592,
  firstDay: 1,
  r: 5,
  f: 5,
  m: 5,
  segment: "champions",
};
const COLUMNS = Object.keys(FULL) as (keyof SnapshotRow)[];

test("rows come back as they were written, absent figures and the largest sums too", async () => {
  const key = await snapshots.writeSnapshot(DAY, 0, [EMPTY, FULL]);
  expect(key).toBe(`snapshots/${DAY}/shard-0.parquet`);
  expect(await snapshots.readSnapshot(DAY, 0, COLUMNS)).toEqual([EMPTY, FULL]);
  expect(await snapshots.readSnapshot(DAY, 0, ["memberId", "lastOrderDay"])).toEqual([
    { memberId: "m_prospect", lastOrderDay: null },
    { memberId: "m_spender", lastOrderDay: 10_592 },
  ]);
  await snapshots.writeSnapshot(DAY, 0, [FULL]);
  expect(await snapshots.readSnapshot(DAY, 0, ["memberId"])).toEqual([{ memberId: "m_spender" }]);
});

test("a shard without members is a file like any other", async () => {
  await snapshots.writeSnapshot(DAY, 1, []);
  expect(await snapshots.readSnapshot(DAY, 1, COLUMNS)).toEqual([]);
});

test("the file tells any engine its columns and their types", async () => {
  await snapshots.writeClasses(DAY, 0, [EMPTY, FULL]);
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: `classes/${DAY}/shard-0.parquet` }));
  const bytes = await Body?.transformToByteArray();
  const { schema } = parquetMetadata(new Uint8Array(bytes ?? []).buffer);
  expect(schema.slice(1).map(({ name, type, repetition_type }) => [name, type, repetition_type])).toEqual([
    ["memberId", "BYTE_ARRAY", "REQUIRED"],
    ["recencyDays", "INT32", "OPTIONAL"],
    ["frequency", "INT32", "REQUIRED"],
    ["monetaryMinor", "DOUBLE", "REQUIRED"],
    ["lastOrderDay", "INT32", "OPTIONAL"],
    ["firstDay", "INT32", "OPTIONAL"],
    ["r", "INT32", "OPTIONAL"],
    ["f", "INT32", "OPTIONAL"],
    ["m", "INT32", "OPTIONAL"],
    ["segment", "BYTE_ARRAY", "OPTIONAL"],
  ]);
});

test("cut points come back as they were written; a night that was never scored is refused by name", async () => {
  const cuts = { asOf: DAY, shards: 2, members: 2, scored: 0, cuts: null };
  await snapshots.writeCuts(cuts);
  expect(await snapshots.readCuts(DAY)).toEqual(cuts);
  await expect(snapshots.readCuts("1999-01-02")).rejects.toThrow(SnapshotMissingError);
  await expect(snapshots.readSnapshot("1999-01-02", 0, COLUMNS)).rejects.toThrow(SnapshotMissingError);
});
