import { expect, it } from "vitest";
import { machineOf } from "../support/asl-definition.ts";
import { AslInterpreter, type TaskFunction } from "../support/asl-interpreter.ts";

const NAME = "nightly-close";

interface Night {
  /** The last closed day. */
  closed?: string;
  /** Does not close. */
  gapOn?: string;
  broken?: { name: string; times: number };
}

const daysFrom = (day: string, by: number) => new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);

async function run(input: object, { closed, gapOn, broken }: Night = {}) {
  const calls: { name: string; payload: Record<string, unknown> }[] = [];
  let last = closed;
  let failures = 0;
  const noted =
    (name: string, answer: (payload: never) => unknown): TaskFunction =>
    async (payload: never) => {
      calls.push({ name, payload });
      if (broken?.name === name && failures < broken.times) {
        failures += 1;
        throw new Error("out of order");
      }
      return answer(payload);
    };
  const interpreter = new AslInterpreter({
    machines: { [NAME]: machineOf(`jobs/${NAME}.asl.json`) },
    functions: {
      FindOpenDay: noted("FindOpenDay", ({ asOf }: { asOf?: string }) => {
        const until = asOf ?? "2026-12-08";
        if (until > "2026-12-08") return { kind: "too-early", until };
        if (last !== undefined && last >= until) return { kind: "closed", until };
        return { kind: "open", day: last === undefined ? until : daysFrom(last, 1), until };
      }),
      CloseShard: noted("CloseShard", ({ worker }: { worker: number }) => [
        { shard: `S#0${worker}`, part: "part", standings: "standings" },
      ]),
      CloseDay: noted("CloseDay", ({ day, until }: { day: string; until: string }) => {
        if (day === gapOn) return { kind: "gap", day, until, gapCount: 2, sentence: "entry-missing at member m" };
        last = day;
        return { kind: "closed", day, until, members: 1, entries: 1 };
      }),
    },
  });
  interpreter.start(NAME, "night", input);
  await interpreter.rest();
  const of = (name: string) => calls.filter((call) => call.name === name).map(({ payload }) => payload);
  return { calls, of, execution: interpreter.executions.get("night") };
}

it("closes the day by shares of the shards, and adds up what they hand over", async () => {
  const { of, execution } = await run({ asOf: "2026-12-08", workers: 2 });
  expect(execution?.status).toBe("succeeded");
  expect(of("CloseShard")).toMatchObject([
    { day: "2026-12-08", worker: 0, workers: 2 },
    { day: "2026-12-08", worker: 1, workers: 2 },
  ]);
  expect(of("CloseDay")).toEqual([
    {
      day: "2026-12-08",
      until: "2026-12-08",
      keys: ["S#00", "S#01"].map((shard) => [{ shard, part: "part", standings: "standings" }]),
    },
  ]);
});

it("works with a single worker", async () => {
  const { of, execution } = await run({ asOf: "2026-12-08", workers: 1 });
  expect(execution?.status).toBe("succeeded");
  expect(of("CloseDay")).toMatchObject([{ keys: [[{ shard: "S#00" }]] }]);
});

it("hands the schedule's moment on", async () => {
  const { of } = await run({ scheduledTime: "2026-12-08T16:15:00Z", workers: 1 });
  expect(of("FindOpenDay")).toEqual([{ scheduledTime: "2026-12-08T16:15:00Z", workers: 1 }]);
});

it("closes days that were missed, one after the other, with as many workers each", async () => {
  const { of, execution } = await run({ asOf: "2026-12-08", workers: 2 }, { closed: "2026-12-05" });
  expect(execution?.status).toBe("succeeded");
  expect(of("CloseDay").map(({ day }) => day)).toEqual(["2026-12-06", "2026-12-07", "2026-12-08"]);
  expect(of("CloseShard")).toHaveLength(6);
});

it("has nothing to do for a day that is closed", async () => {
  const { calls, execution } = await run({ asOf: "2026-12-08", workers: 1 }, { closed: "2026-12-08" });
  expect(execution?.status).toBe("succeeded");
  expect(calls.map(({ name }) => name)).toEqual(["FindOpenDay"]);
});

it("stops at a gap, names it, and leaves the days behind it open", async () => {
  const night = await run({ asOf: "2026-12-08", workers: 1 }, { closed: "2026-12-05", gapOn: "2026-12-07" });
  expect(night.execution).toMatchObject({
    status: "failed",
    error: "Gap",
    cause: "2026-12-07: 2 gaps; the first: entry-missing at member m",
  });
  expect(night.of("CloseDay").map(({ day }) => day)).toEqual(["2026-12-06", "2026-12-07"]);
});

it("refuses a day that is not over", async () => {
  const { execution } = await run({ asOf: "2026-12-09", workers: 1 });
  expect(execution).toMatchObject({ status: "failed", error: "TooEarly" });
});

it.each(["FindOpenDay", "CloseShard", "CloseDay"])("tries %s again, and fails when it stays broken", async (name) => {
  const nights = [2, 99].map((times) => run({ asOf: "2026-12-08", workers: 1 }, { broken: { name, times } }));
  const [mended, broken] = await Promise.all(nights);
  expect(mended?.execution?.status).toBe("succeeded");
  expect(broken?.execution?.status).toBe("failed");
});
