import { describe, expect, it } from "vitest";
import { countCheckout } from "../../../tools/bench/count-checkout.ts";

describe("a committed checkout", () => {
  it("takes 21 write units with one line and 22 with thirty, its refund 19 and 17", async () => {
    const [one, thirty] = [await countCheckout(1), await countCheckout(30)];
    expect({ one: one.commit.writeUnits, thirty: thirty.commit.writeUnits }).toEqual({ one: 21, thirty: 22 });
    expect({ one: one.refund.writeUnits, thirty: thirty.refund.writeUnits }).toEqual({ one: 19, thirty: 17 });
    expect(one.commit.requests).toBe(3);
  });

  it("writes three units more where points were missing: what finance sees, and its place by day", async () => {
    const [whole, lacking] = [await countCheckout(1, 5_000), await countCheckout(1, 5_001)];
    expect(lacking.commit.writeUnits - whole.commit.writeUnits).toBe(3);
    expect(lacking.commit.writes.find(({ kind }) => kind === "N#DISCREPANCY")).toMatchObject({
      units: 3,
      indexUnits: 1,
    });
  });
});
