import { describe, expect, it } from "vitest";
import { newCoupon, offerIsOver } from "../../../../core/loyalty/coupons/coupon.ts";
import { anOffer } from "../../../support/builders/a-programme.ts";

const issue = {
  code: "ABCDEFGHJKLM",
  currency: "GBP",
  timeZone: "Europe/London",
  journey: "welcome",
  enrolmentId: "e_1",
  step: "welcome",
  now: "2011-09-01T10:00:00.000Z",
};

describe("a coupon that is issued", () => {
  it("lapses when the shop's day is over that lies its validity after the day of issue", () => {
    expect(newCoupon({ ...issue, offer: anOffer({ validDays: 14 }) })).toMatchObject({
      state: "issued",
      issuedOn: "2011-09-01",
      // The 15th is its last day; London is an hour ahead of UTC in September.
      lapsesAt: "2011-09-15T23:00:00.000Z",
    });
  });

  it("counts its days in the shop's zone, over the change of the clocks too", () => {
    const late = { ...issue, now: "2011-10-20T23:30:00.000Z", offer: anOffer({ validDays: 10 }) };
    expect(newCoupon(late)).toMatchObject({ issuedOn: "2011-10-21", lapsesAt: "2011-11-01T00:00:00.000Z" });
    const shanghai = { ...late, timeZone: "Asia/Shanghai" };
    expect(newCoupon(shanghai)).toMatchObject({ issuedOn: "2011-10-21", lapsesAt: "2011-10-31T16:00:00.000Z" });
  });

  it("has all the terms of its offer, so that no later change of the offer reaches it", () => {
    const terms = {
      kind: "percent-off",
      percent: 0.2,
      capMinor: 900,
      thresholdMinor: 1_000,
      scope: { categories: { include: ["kitchen"] }, tiers: ["gold"] },
      exclusiveGroup: "welcome",
      stacksWith: ["delivery"],
    } as const;
    const { faceMinor: _, ...bare } = anOffer();
    const offer = structuredClone({
      ...bare,
      ...terms,
      stacksWith: ["delivery"],
      scope: { ...terms.scope, categories: { include: ["kitchen"] }, tiers: ["gold"] },
    });
    expect(newCoupon({ ...issue, offer })).toMatchObject(terms);
  });

  it("is good within its window, whichever of window and days ends first", () => {
    const windowed = (change: Parameters<typeof anOffer>[0]) => newCoupon({ ...issue, offer: anOffer(change) });
    expect(windowed({ validUntil: "2011-09-05", validDays: 14 })).toMatchObject({
      lapsesAt: "2011-09-05T23:00:00.000Z",
    });
    expect(windowed({ validUntil: "2011-12-31", validDays: 14 })).toMatchObject({
      lapsesAt: "2011-09-15T23:00:00.000Z",
    });
    const { validDays: _, ...windowAlone } = anOffer({ validUntil: "2011-09-30" });
    expect(newCoupon({ ...issue, offer: windowAlone })).toMatchObject({ lapsesAt: "2011-09-30T23:00:00.000Z" });
  });

  it("that is issued before its window begins with it, and counts its days from there", () => {
    const offer = anOffer({ validFrom: "2011-09-10", validUntil: "2011-09-30", validDays: 7 });
    expect(newCoupon({ ...issue, offer })).toMatchObject({
      beginsAt: "2011-09-09T23:00:00.000Z",
      lapsesAt: "2011-09-17T23:00:00.000Z",
    });
    expect(newCoupon({ ...issue, now: "2011-09-12T10:00:00.000Z", offer })).not.toHaveProperty("beginsAt");
  });

  it("isn't made of an offer whose window is over", () => {
    const offer = anOffer({ validUntil: "2011-08-31" });
    expect(offerIsOver(offer, "2011-08-31")).toBe(false);
    expect(offerIsOver(offer, "2011-09-01")).toBe(true);
    expect(offerIsOver(anOffer(), "2099-01-01")).toBe(false);
  });
});
