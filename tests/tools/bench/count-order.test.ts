import { describe, expect, it } from "vitest";
import { countOrder } from "../../../tools/bench/count-order.ts";

describe("an order event", () => {
  it("takes 15 write units with one line, 16 with thirty and 36 with five hundred, from the door to the last commit", async () => {
    const counts = [];
    for (const lines of [1, 30, 500]) counts.push(await countOrder(lines));
    expect(counts.map(({ lines, writeUnits, doorUnits }) => ({ lines, writeUnits, doorUnits }))).toEqual([
      { lines: 1, writeUnits: 15, doorUnits: 1 },
      { lines: 30, writeUnits: 16, doorUnits: 2 },
      { lines: 500, writeUnits: 36, doorUnits: 12 },
    ]);
  });

  it("is one item at the door and seven in one commit, and writes to no index", async () => {
    const { writes, requests } = await countOrder(30);
    expect(writes.map(({ table, kind }) => `${table} ${kind}`).sort()).toEqual([
      "Events M",
      "Members A#ACCOUNT",
      "Members A#HEAD",
      "Members A#SUMMARY",
      "Members CLAIM",
      "Members H#ENTRY",
      "Members H#ORDER",
      "Members O",
    ]);
    expect(writes.every(({ indexUnits }) => indexUnits === 0)).toBe(true);
    expect(requests).toBe(6);
  });
});
