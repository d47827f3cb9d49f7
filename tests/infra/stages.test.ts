import { describe, expect, test } from "vitest";
import { prefixOf, Stage, stageOf } from "../../infra/stages.ts";

describe("stages", () => {
  test.each(["local", "test", "dev", "prod"] as const)("%s as shipped makes sense", (stage) => {
    expect(stageOf({ stage }).name).toBe(stage);
  });

  test("only invented data lives by a turned clock, under a key that stands in the code", () => {
    for (const stage of ["local", "test"] as const) {
      expect(stageOf({ stage })).toMatchObject({ clock: "turned", identityKey: expect.any(String) });
    }
    for (const stage of ["dev", "prod"] as const) {
      expect(stageOf({ stage }).clock).toBe("system");
      expect(stageOf({ stage }).identityKey).toBeUndefined();
    }
  });

  const prod = stageOf({ stage: "prod" });
  test.each([
    ["a turned clock in production", { clock: "turned" }],
    ["a known identity key in production", { identityKey: "a key that everybody who reads the code knows" }],
    ["production data that goes with its stacks", { keepData: false }],
    ["production without recovery", { pointInTimeRecovery: false }],
    ["an API id of our choice on AWS", { api: { ratePerSecond: 1, burst: 1, fixedId: "mine" } }],
    ["permissions as the local cloud judges them on AWS", { iam: "local-cloud" }],
    ["plain HTTP on AWS", { plainHttp: true }],
    ["a zone that isn't one", { timeZone: "Europe/Lodnon" }],
    ["a country that isn't one", { phoneRegion: "gb" }],
    ["logs kept as nobody offers", { logRetentionDays: 31 }],
    ["more shards than one Map carries", { scoringShards: 1_001 }],
    ["a concurrency below what AWS allows", { queueConcurrency: 1 }],
    ["a sender that is no address", { mailFrom: "members" }],
    ["a field that nobody reads", { pointInTimeRecovry: true }],
  ])("%s is refused", (_, change) => {
    expect(Stage.safeParse(prod).success).toBe(true);
    expect(Stage.safeParse({ ...prod, ...change }).success).toBe(false);
  });

  test("an operator's choices stand over the shipped ones, and nonsense among them is refused by name", () => {
    const chosen = stageOf({
      stage: "prod",
      mailFrom: "care@shop.example",
      scoringShards: "20",
      timeZone: "Europe/Paris",
    });
    expect(chosen).toMatchObject({ mailFrom: "care@shop.example", scoringShards: 20, timeZone: "Europe/Paris" });
    expect(() => stageOf({ stage: "prod", scoringShards: "many" })).toThrow(/scoringShards/);
    expect(() => stageOf({ stage: "production" as "prod" })).toThrow(/stage/);
  });

  test("stages can stand beside each other in one account", () => {
    expect(prefixOf(stageOf({ stage: "dev" }))).not.toBe(prefixOf(prod));
  });
});
