import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, unpack } from "../../../adapters/dynamo/packed-value.ts";

describe("a packed value", () => {
  it("is what it was, whatever is in it and however long it is", () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 60 });
    fc.assert(
      fc.property(value, fc.string({ unit: "grapheme", maxLength: 3_000 }), (part, text) => {
        const whole = JSON.parse(JSON.stringify({ ...part, text })) as object;
        expect(unpack(pack(whole))).toEqual(whole);
      }),
    );
  });

  it("stays readable while it fits into one write unit with its keys", () => {
    expect(pack({ text: "x".repeat(800) })).toHaveProperty("value");
    expect(pack({ text: "x".repeat(900) })).toHaveProperty("packed");
  });

  it("counts bytes, not characters", () => {
    expect(pack({ text: "茶".repeat(400) })).toHaveProperty("packed");
  });
});
