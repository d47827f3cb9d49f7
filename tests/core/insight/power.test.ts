import { describe, expect, it } from "vitest";
import { membersNeeded, minimumDetectable, POWER, powerFor } from "../../../core/insight/power.ts";
import { coverage } from "../../../tools/prove/holdout-method.ts";

const arm = (n: number, variance = 1) => ({ n, mean: 0, variance });

describe("the power of the comparison", () => {
  it("agrees with the published values of the two-sample t test", () => {
    // R's power.t.test: n = 20 per arm, delta 1, sd 1 gives .8689528; the shifted t comes within half a hundredth.
    expect(powerFor(1, arm(20), arm(20), 0.95)).toBeCloseTo(0.869, 1.9);
    // J. Cohen, Statistical Power Analysis (1988), table 2.4.1: d = .5 at power .80 takes 64 in each arm.
    expect(membersNeeded(0.5, arm(10), arm(10), 0.95, POWER)).toBeGreaterThanOrEqual(127);
    expect(membersNeeded(0.5, arm(10), arm(10), 0.95, POWER)).toBeLessThanOrEqual(129);
  });

  it("comes to 80 % for the lift that is said to be just detectable, and for the members said to be needed", () => {
    const [a, b] = [arm(320, 9e6), arm(80, 4e6)];
    const lift = minimumDetectable(a, b, 0.95, POWER);
    expect(powerFor(lift, a, b, 0.95)).toBeCloseTo(POWER, 5);
    expect(membersNeeded(lift, a, b, 0.95, POWER)).toBe(400);
  });

  it("says that no number of members shows a lift of nought", () => {
    expect(membersNeeded(0, arm(100), arm(100), 0.95, POWER)).toBeNull();
    expect(membersNeeded(1e-9, arm(100), arm(100), 0.95, POWER)).toBeNull();
  });

  it("keeps its word on skewed money: the members it asks for find the lift in about 80 of 100 campaigns", () => {
    // Margins as in the made campaigns: 20 % buy, log-normal (7, 1); a tenth of the treated orders once more.
    const second = Math.exp(2 * 7 + 2);
    const mean = Math.exp(7.5);
    const variance = (share: number): number => share * second - (share * mean) ** 2;
    const lift = 0.1 * mean;
    const needed =
      membersNeeded(lift, arm(80, variance(0.2) + variance(0.1)), arm(20, variance(0.2)), 0.95, POWER) ?? 0;
    const { found } = coverage({ seeds: 300, members: needed, holdOutShare: 0.2, lift: 0.1 });
    expect(found).toBeGreaterThan(0.74);
    expect(found).toBeLessThan(0.86);
  });
});
