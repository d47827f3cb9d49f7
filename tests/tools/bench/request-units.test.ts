import { describe, expect, it } from "vitest";
import { itemBytes } from "../../../tools/bench/item-size.ts";
import { readUnits, writeUnits } from "../../../tools/bench/request-units.ts";

describe("the size of an item", () => {
  it("is that of names and values, as the guide counts them", () => {
    expect(itemBytes({ pk: { S: "M#1" } })).toBe(2 + 3);
    expect(itemBytes({ name: { S: "积分" } })).toBe(4 + 6);
    expect(itemBytes({ n: { N: "1234567" } })).toBe(1 + 5);
    expect(itemBytes({ n: { N: "-100" } })).toBe(1 + 1 + 1 + 1);
    expect(itemBytes({ n: { N: "0" } })).toBe(1 + 1);
    expect(itemBytes({ yes: { BOOL: true }, no: { NULL: true } })).toBe(3 + 1 + 2 + 1);
    expect(itemBytes({ b: { B: new Uint8Array(10) } })).toBe(11);
  });

  it("counts three bytes for a list or a map, and one for each element", () => {
    expect(itemBytes({ l: { L: [{ S: "ab" }, { S: "c" }] } })).toBe(1 + 3 + (2 + 1) + (1 + 1));
    expect(itemBytes({ m: { M: { k: { S: "v" } } } })).toBe(1 + 3 + (1 + 1) + 1);
  });
});

describe("request units", () => {
  it("go by the started kilobyte of the larger of before and after, twice in a transaction", () => {
    expect(writeUnits(0, 1024, false)).toBe(1);
    expect(writeUnits(0, 1025, false)).toBe(2);
    expect(writeUnits(3000, 10, false)).toBe(3);
    expect(writeUnits(0, 1025, true)).toBe(4);
    expect(writeUnits(10, 0, false)).toBe(1);
  });

  it("go by the started four kilobytes for reads, half for an eventual one, twice in a transaction", () => {
    expect(readUnits(0, "consistent")).toBe(1);
    expect(readUnits(4097, "eventual")).toBe(1);
    expect(readUnits(4096, "in-transaction")).toBe(2);
  });
});
