import { describe, expect, test } from "vitest";
import { keptFor } from "../../../adapters/identity/kept-keys.ts";
import { makeChannelKey } from "../../../adapters/identity/make-channel-key.ts";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import { type ChannelKey, whoCalls } from "../../../core/ingestion/channel-key.ts";

const { key, text } = makeChannelKey("till 7", ["events:write", "members:read"], "2011-09-01T00:00:00.000Z");
const ring = (...keys: ChannelKey[]) => ({ find: async (id: string) => keys.find(({ keyId }) => keyId === id) });
const who = (authorization: string | undefined, ...keys: ChannelKey[]) =>
  whoCalls(authorization, { keys: ring(...keys), sha256 });
const basic = (user: string, password = "") => `Basic ${btoa(`${user}:${password}`)}`;

describe("whose key it is", () => {
  test("a key is known as bearer token and as user name of Basic, as Segment's clients send it", async () => {
    const caller = { keyId: key.keyId, scopes: "events:write members:read" };
    expect(await who(`Bearer ${text}`, key)).toEqual(caller);
    expect(await who(`bearer ${text}`, key)).toEqual(caller);
    expect(await who(basic(text), key)).toEqual(caller);
    expect(await who(basic(text, "anything"), key)).toEqual(caller);
  });

  test.each([
    ["nothing", undefined, "no-key"],
    ["an empty header", "", "no-key"],
    ["another scheme", `Digest ${text}`, "no-key"],
    ["no secret", `Bearer ${key.keyId}`, "wrong-key"],
    ["another secret", `Bearer ${key.keyId}.${"x".repeat(43)}`, "wrong-key"],
    ["an unknown key", `Bearer k_unknown.${"x".repeat(43)}`, "wrong-key"],
    ["one letter less", `Bearer ${text.slice(0, -1)}`, "wrong-key"],
    ["Basic that is no base64", "Basic §§§", "wrong-key"],
    ["10,000 letters", `Bearer ${"x".repeat(10_000)}`, "wrong-key"],
    ["SQL", "Bearer ';DROP", "wrong-key"],
  ])("%s is nobody's", async (_, authorization, reason) => {
    expect(await who(authorization, key)).toEqual({ reason });
  });

  test("a revoked key says so, but only to who has its secret", async () => {
    const revoked = { ...key, revokedAt: "2011-09-02T00:00:00.000Z" };
    expect(await who(`Bearer ${text}`, revoked)).toEqual({ reason: "revoked-key" });
    expect(await who(`Bearer ${key.keyId}.${"x".repeat(43)}`, revoked)).toEqual({ reason: "wrong-key" });
  });

  test("of the secret only the hash is kept", () => {
    const [, secret = ""] = text.split(".");
    expect(JSON.stringify(key)).not.toContain(secret);
    expect(key.secretHash).toBe(sha256(secret));
  });
});

describe("keys are kept for a while", () => {
  test("a revocation is seen after 30 seconds at the latest, and one read serves until then", async () => {
    let now = 0;
    let reads = 0;
    let held: ChannelKey | undefined = key;
    const source = {
      find: async () => {
        reads += 1;
        return held;
      },
    };
    const keys = keptFor(30_000, source, () => now);
    for (now = 0; now < 30_000; now += 1_000) expect(await keys.find(key.keyId)).toEqual(key);
    expect(reads).toBe(1);
    held = { ...key, revokedAt: "2011-09-02T00:00:00.000Z" };
    expect((await keys.find(key.keyId))?.revokedAt).toBeDefined();
    expect(reads).toBe(2);
  });

  test("a key that is not there is looked for each time, so a new one works at once", async () => {
    let held: ChannelKey | undefined;
    const keys = keptFor(30_000, { find: async () => held }, () => 0);
    expect(await keys.find(key.keyId)).toBeUndefined();
    held = key;
    expect(await keys.find(key.keyId)).toEqual(key);
  });
});
