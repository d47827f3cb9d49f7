import { describe, expect, it } from "vitest";
import { referralProblems } from "../../../core/programme/check-referral.ts";
import { ReferralRules } from "../../../core/programme/referral.ts";

const found = (rules: unknown) =>
  referralProblems(ReferralRules.parse(rules), ["referral"], [{ id: "gift" }]).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

describe("the rules of referral", () => {
  it("are off as shipped, and sound with a reward for one side", () => {
    expect(found({})).toEqual([]);
    expect(found({ enabled: true, friend: { kind: "points", points: 1 } })).toEqual([]);
    expect(found({ enabled: true, referrer: { kind: "offer", offer: "gift" } })).toEqual([]);
  });

  it("tell when nobody would get anything, and an offer that isn't there", () => {
    expect(found({ enabled: true })).toEqual(["/referral rewards-missing"]);
    expect(found({ referrer: { kind: "offer", offer: "none" } })).toEqual(["/referral/referrer/offer offer-unknown"]);
  });
});
