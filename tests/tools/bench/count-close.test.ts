import { beforeAll, expect, it } from "vitest";
import { type CloseCount, countClose } from "../../../tools/bench/count-close.ts";

let small: CloseCount;
let count: CloseCount;

beforeAll(async () => {
  small = await countClose(30, 3);
  count = await countClose(60, 6);
  console.table([small, count]);
}, 60_000);

it("a close writes one record, whatever the day brought, and members pay nothing for it as they trade", () => {
  // The record of the day, and the deletion of the gap that isn't there: one unit each.
  expect(count.writeUnits).toBe(2);
});

it("reads a unit of every member, and five more of those who moved", () => {
  // Head and accounts, half a unit each; a thirtieth of the chains beside.
  const perMember = (count.quietReadUnits - small.quietReadUnits) / (count.members - small.members);
  expect(perMember).toBeLessThan(1.4);
  // Head and accounts in a transaction (4 units), and the day's entries (1), whatever stands behind them.
  expect((count.readUnits - count.quietReadUnits) / count.moved).toBeLessThan(6);
});
