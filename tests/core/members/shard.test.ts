import { describe, expect, it } from "vitest";
import { laneOf, lanesOf, MEMBER_SHARDS, shardOf, shardsOfWorker } from "../../../core/members/shard.ts";

const members = Array.from({ length: 16_000 }, (_, at) => `m_${(at * 2_654_435_761).toString(32)}`);

describe("shards of members", () => {
  it("are the same for good", () => {
    expect(["m_1", "m_2", "m_abcdefghijklmnopqrst"].map(shardOf)).toEqual(["S#12", "S#05", "S#13"]);
  });

  it("hold about as many members each", () => {
    const counts = new Map<string, number>();
    for (const member of members) counts.set(shardOf(member), (counts.get(shardOf(member)) ?? 0) + 1);
    expect(counts.size).toBe(MEMBER_SHARDS);
    // 1,000 each, give or take 31.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(6 * 31);
  });

  it.each([1, 2, 3, 5, 16, 20])("are each read by one of %i workers", (workers) => {
    const read = Array.from({ length: workers }, (_, worker) => shardsOfWorker(worker, workers)).flat();
    expect(read.toSorted()).toEqual(shardsOfWorker(0, 1));
    expect(read).toHaveLength(MEMBER_SHARDS);
  });

  it("put a member's due items into one of four lanes, all of which are read", () => {
    const used = new Set(members.map((member) => laneOf("COUPON", member)));
    expect([...used].sort()).toEqual(lanesOf("COUPON"));
    expect(lanesOf("PARKED")).toEqual(["PARKED#0", "PARKED#1", "PARKED#2", "PARKED#3"]);
  });
});
