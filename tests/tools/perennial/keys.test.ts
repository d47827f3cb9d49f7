import { expect, test } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import { whoCalls } from "../../../core/ingestion/channel-key.ts";
import { aCommandWorld } from "../../support/command-world.ts";

test("a key is made, shown once and kept as a hash; the API knows it by what was shown", async () => {
  const world = aCommandWorld();
  const text = await world.run("keys", "make", "till 3", "--scope", "events:write,coupons:redeem");
  const [key] = [...world.keys.values()];
  expect(key).toMatchObject({ label: "till 3", scopes: ["events:write", "coupons:redeem"], madeAt: world.now });
  expect(JSON.stringify([...world.keys.values()])).not.toContain(text.split(".")[1]);
  const keys = { find: async (keyId: string) => world.keys.get(keyId) };
  expect(await whoCalls(`Bearer ${text}`, { keys, sha256 })).toEqual({
    keyId: key?.keyId,
    scopes: "events:write coupons:redeem",
  });
  // The answer can be piped: what it means stands beside it.
  expect(world.printed).toEqual([text]);
  expect(world.noted.join()).toContain("never shown again");
});

test("keys are listed without their hashes, for people and for programs", async () => {
  const world = aCommandWorld();
  await world.run("keys", "make", "marketing", "--scope", "journeys:read", "--scope", "journeys:write");
  const [key] = [...world.keys.values()];
  const table = await world.run("keys", "list");
  expect(table).toContain("marketing");
  expect(table).not.toContain(key?.secretHash);
  const listed = JSON.parse(await world.run("keys", "list", "--json"));
  expect(listed).toEqual([
    { keyId: key?.keyId, label: "marketing", scopes: ["journeys:read", "journeys:write"], madeAt: world.now },
  ]);
});

test("a revoked key says since when, and the first revocation stands", async () => {
  const world = aCommandWorld();
  await world.run("keys", "make", "till 3", "--scope", "events:write");
  const [key] = [...world.keys.values()];
  expect(await world.run("keys", "revoke", key?.keyId ?? "")).toContain("revoked since 2011-09-02T11:00:00.000Z");
  world.now = "2012-01-01T00:00:00.000Z";
  expect(await world.run("keys", "revoke", key?.keyId ?? "")).toContain("revoked since 2011-09-02T11:00:00.000Z");
});

test.each([
  ["an unknown scope", ["keys", "make", "x", "--scope", "events:all"]],
  ["no scope", ["keys", "make", "x"]],
  ["no label", ["keys", "make", "--scope", "events:write"]],
  ["an unknown command", ["keys", "steal"]],
  ["no command", []],
  ["two ways to a deployment", ["keys", "list", "--stage", "prod", "--outputs", "x.json"]],
])("%s is asked wrongly: exit code 2, a sentence, nothing done", async (_what, argv) => {
  const world = aCommandWorld();
  expect(await world.run(...argv)).toBe("");
  expect(world.exitCode).toBe(2);
  expect(world.noted.join("\n").length).toBeGreaterThan(10);
  expect(world.keys.size).toBe(0);
});

test("the deployment is chosen before or behind the command", async () => {
  const world = aCommandWorld();
  await world.run("--stage", "prod", "--region", "eu-west-2", "keys", "list");
  expect(world.chosen).toEqual({ stage: "prod", region: "eu-west-2" });
  await world.run("keys", "list", "--outputs", "a.json");
  expect(world.chosen).toEqual({ outputs: "a.json" });
});

test.each([
  [],
  ["keys"],
  ["keys", "make"],
  ["import"],
  ["programme"],
  ["programme", "apply"],
  ["parked", "resend"],
  ["export"],
])("help teaches by examples: %s", async (...argv) => {
  const world = aCommandWorld();
  const help = await world.run(...argv, "--help");
  expect(world.exitCode).toBe(0);
  expect(help).toContain("Usage: perennial");
});
