import { describe, expect, it } from "vitest";
import { AdjustmentRequest } from "../../../core/loyalty/adjust-points.ts";
import { faultsOf } from "../../support/member-world.ts";
import { bodyOf, codeOf, ValueWorld } from "../../support/value-world.ts";

describe("adjusting points by hand", () => {
  it("puts who did it and why on record", async () => {
    const world = await ValueWorld.withMembers("m_1");
    expect(bodyOf(await world.adjust(250, { operator: "Li Na", reason: "parcel lost" }))).toMatchObject({
      points: 250,
      balance: 250,
    });
    expect(world.store.entriesOf("m_1")).toMatchObject([
      {
        kind: "adjust",
        amount: 250,
        expiresOn: "2012-08-31",
        because: { rule: "operator", operator: "Li Na", reason: "parcel lost" },
      },
    ]);
  });

  it("takes what is there, never more", async () => {
    const world = await ValueWorld.withMembers("m_1");
    await world.adjust(250, { adjustmentId: "1" });
    expect(codeOf(await world.adjust(-251, { adjustmentId: "2" }))).toBe("too-few-points");
    expect(bodyOf(await world.adjust(-250, { adjustmentId: "3" }))).toMatchObject({ balance: 0 });
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("names its operator and a reason, and stays within its bounds", () => {
    const sound = {
      memberId: `m_${"a".repeat(20)}`,
      channel: "desk",
      adjustmentId: "1",
      points: -1,
      operator: "Ann",
      reason: "gift",
    };
    expect(AdjustmentRequest.safeParse(sound).success).toBe(true);
    for (const change of [
      { points: 0 },
      { points: 1.5 },
      { points: 1_000_001 },
      { points: -1_000_001 },
      { points: Number.MAX_SAFE_INTEGER + 2 },
      { points: "5" },
      { operator: undefined },
      { operator: "  " },
      { reason: undefined },
      { reason: "x" },
      { memberId: "somebody" },
      { channel: "A B" },
      { more: 1 },
    ]) {
      expect(AdjustmentRequest.safeParse({ ...sound, ...change }).success, JSON.stringify(change)).toBe(false);
    }
  });
});
