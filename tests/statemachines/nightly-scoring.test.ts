import { expect, it } from "vitest";
import { machineOf } from "../support/asl-definition.ts";
import { AslInterpreter } from "../support/asl-interpreter.ts";

const NAME = "nightly-scoring";

async function run(input: object, broken: { function?: string; times?: number } = {}) {
  const calls: { name: string; payload: object }[] = [];
  let failures = 0;
  const noted = (name: string, answer: (payload: never) => object) => async (payload: never) => {
    calls.push({ name, payload });
    if (broken.function === name && failures < (broken.times ?? 0)) {
      failures += 1;
      throw new Error("out of order");
    }
    return answer(payload);
  };
  const interpreter = new AslInterpreter({
    machines: { [NAME]: machineOf(`jobs/${NAME}.asl.json`) },
    functions: {
      SnapshotShard: noted("SnapshotShard", ({ shard }: { shard: number }) => ({
        asOf: "2011-09-01",
        shard,
        key: `snapshots/2011-09-01/shard-${shard}.parquet`,
        members: 10,
      })),
      CutPoints: noted("CutPoints", (night: object) => ({ ...night, members: 30, scored: 20 })),
      WriteClasses: noted("WriteClasses", ({ shard }: { shard: number }) => ({ shard, moved: 1 })),
    },
  });
  interpreter.start(NAME, "night", input);
  await interpreter.rest();
  return { calls, execution: interpreter.executions.get("night") };
}

const of = ({ calls }: Awaited<ReturnType<typeof run>>, name: string) =>
  calls.filter((call) => call.name === name).map(({ payload }) => payload);

it("takes a snapshot of each shard, finds cut points over all, and writes what moved in each", async () => {
  const night = await run({ shards: 3, asOf: "2011-09-01" });
  expect(night.execution?.status).toBe("succeeded");
  expect(night.calls.map(({ name }) => name)).toEqual([
    ...Array(3).fill("SnapshotShard"),
    "CutPoints",
    ...Array(3).fill("WriteClasses"),
  ]);
  expect(of(night, "SnapshotShard")).toMatchObject(
    [0, 1, 2].map((shard) => ({ asOf: "2011-09-01", shard, shards: 3 })),
  );
  expect(of(night, "CutPoints")).toEqual([{ asOf: "2011-09-01", shards: 3 }]);
  expect(of(night, "WriteClasses")).toMatchObject([0, 1, 2].map((shard) => ({ asOf: "2011-09-01", shard, shards: 3 })));
});

it("works with a single shard", async () => {
  const night = await run({ shards: 1, asOf: "2011-09-01" });
  expect(night.execution?.status).toBe("succeeded");
  expect(of(night, "CutPoints")).toEqual([{ asOf: "2011-09-01", shards: 1 }]);
  expect(of(night, "WriteClasses")).toHaveLength(1);
});

it("hands the schedule's moment on, and takes the day from what the snapshots made of it", async () => {
  const night = await run({ shards: 2, scheduledTime: "2011-09-02T00:30:00Z" });
  expect(of(night, "SnapshotShard")).toMatchObject([0, 1].map(() => ({ scheduledTime: "2011-09-02T00:30:00Z" })));
  expect(of(night, "CutPoints")).toEqual([{ asOf: "2011-09-01", shards: 2 }]);
});

it.each(["SnapshotShard", "CutPoints", "WriteClasses"])(
  "tries %s again, and fails when it stays broken",
  async (name) => {
    expect((await run({ shards: 1, asOf: "2011-09-01" }, { function: name, times: 2 })).execution?.status).toBe(
      "succeeded",
    );
    expect((await run({ shards: 1, asOf: "2011-09-01" }, { function: name, times: 99 })).execution?.status).toBe(
      "failed",
    );
  },
);
