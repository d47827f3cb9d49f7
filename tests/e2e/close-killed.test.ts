import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { MEMBER_SHARDS, shardOf, shardsOfWorker } from "../../core/members/shard.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { dayAfter } from "../support/builders/ledger-history.ts";
import { deployedCloses, firstOpenDay, nightAfter } from "../support/deployed-closes.ts";
import { runOnDeployed } from "../support/deployed-command.ts";
import { closeNight } from "../support/deployed-jobs.ts";
import { memberPut } from "../support/deployed-members.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { invoked, KILLS, killedAtEachCall, outlives, type Sent } from "../support/killed-handler.ts";

/** The close, cut at each call that its functions make: to the tables and to the buckets. */
const { bareDynamo, marshal } = await import("../../adapters/dynamo/client.ts");
const programmeTable = outputOf(inject("outputs"), "ProgrammeTable");
const bucket = outputOf(inject("outputs"), "ExportsBucket");
const s3 = new S3Client({ forcePathStyle: true });

let day = "2033-03-01";
/** The worker, of as many as there are shards, in whose shard somebody has moved. */
let worker = 0;

beforeAll(async () => {
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  day = await firstOpenDay(day);
  const memberId = await memberPut(`${day}T12:00:00.000Z`, [{ account: "points", amount: 70 }]);
  worker = shardsOfWorker(0, 1).indexOf(shardOf(memberId));
  await nightAfter(day);
}, 300_000);

/** What a run came to, for the look afterwards. */
interface Run {
  output: string;
}
const begin = async (): Promise<Run> => ({ output: "" });
async function send(run: Run, sent: ReturnType<typeof invoked>): Promise<Sent> {
  const { failed, output } = await sent;
  run.output = output;
  return { failed, answer: failed ? undefined : output };
}

const closeFolders = () => [`closes/${day}/`, `days/${day}/`, `beside/${day}`];

/** What the buckets hold of the day: keys and sizes. */
async function objectsOfDay(): Promise<{ key: string; bytes: number }[]> {
  const pages = closeFolders().map((Prefix) => s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix })));
  const found = (await Promise.all(pages)).flatMap(({ Contents = [] }) => Contents);
  return found.map(({ Key = "", Size = 0 }) => ({ key: Key, bytes: Size }));
}

/** The day is open again, and nothing of its close is left. */
async function reopened(): Promise<Run> {
  const Key = marshal({ pk: "CLOSES", sk: `CLOSE#${day}` });
  await bareDynamo.send(new DeleteItemCommand({ TableName: programmeTable, Key }));
  for (const { key } of await objectsOfDay()) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  return begin();
}

describe("the close, killed after each call that it makes and started again", () => {
  test("hands the same parts of a shard over", { timeout: 120_000 }, async () => {
    const { points, seen } = await killedAtEachCall<Run>({
      handler: "loyalty/close-shard",
      begin,
      send: (run) => send(run, invoked("loyalty/close-shard", { day, worker, workers: MEMBER_SHARDS })),
      see: async ({ output }) => JSON.parse(output) as object,
    });
    expect(seen).toEqual([expect.objectContaining({ shard: shardsOfWorker(worker, MEMBER_SHARDS)[0] })]);
    expect(points).toBeGreaterThanOrEqual(Math.min(5, KILLS));
  });

  test("closes the day with the same numbers, and all of finance's files", { timeout: 120_000 }, async () => {
    const { output } = await invoked("loyalty/close-shard", { day, worker: 0, workers: 1 });
    const keys = [JSON.parse(output) as object];
    const { points, seen } = await killedAtEachCall<Run>({
      handler: "loyalty/close-day",
      begin: reopened,
      send: (run) => send(run, invoked("loyalty/close-day", { day, until: day, keys })),
      async see() {
        const record = await deployedCloses.record(day);
        if (record === undefined) throw new Error(`${day} is not closed`);
        const close = await deployedCloses.read(record);
        return { record, close, gap: await deployedCloses.gap(), objects: await objectsOfDay() };
      },
    });
    expect(seen).toMatchObject({ gap: undefined, record: { day } });
    expect(seen).toHaveProperty(
      "objects",
      expect.arrayContaining([expect.objectContaining({ key: `beside/${day}.json` })]),
    );
    // Sixteen parts are read, and four files written, at least.
    expect(points).toBeGreaterThanOrEqual(Math.min(20, KILLS));
  });

  test("goes on by itself, through its machine, and every chain behind it is whole", { timeout: 120_000 }, async () => {
    const next = dayAfter(day, 1);
    await nightAfter(next);
    for (const [at, handler] of (["loyalty/close-shard", "loyalty/close-day"] as const).entries()) {
      const of = dayAfter(next, at);
      await nightAfter(of);
      const whole = await outlives(handler, 10, async () => {
        expect(await closeNight(of)).toMatchObject({ status: "SUCCEEDED" });
        return {};
      });
      expect(whole).toBe(false);
      expect(await deployedCloses.record(of)).toMatchObject({ day: of });
    }
    const { printed, exitCode } = await runOnDeployed("close", "verify", "--full");
    expect(printed).toMatch(/\d+ closed days, 0 faults\d+ entries of \d+ members, 0 gaps/);
    expect(exitCode).toBe(0);
  });
});
