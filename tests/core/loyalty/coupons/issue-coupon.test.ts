import { describe, expect, it } from "vitest";
import { EnrolmentMissingError, issueCoupon } from "../../../../core/loyalty/coupons/issue-coupon.ts";
import { aJourney } from "../../../support/builders/a-journey.ts";
import { anOffer, aProgramme } from "../../../support/builders/a-programme.ts";
import { anEnrolment } from "../../../support/builders/an-enrolment.ts";
import { codeIn, IssuingWorld } from "../../../support/issuing-world.ts";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";

describe("issuing a coupon", () => {
  it("gives the step's offer as a coupon of the member, under a code that leads to them", async () => {
    const world = await IssuingWorld.withMember();
    const code = codeIn(await world.issue());
    expect(await world.store.ownerOfCoupon(code)).toBe("m_1");
    expect(await world.coupon(code)).toMatchObject({
      code,
      state: "issued",
      offer: "newcomer",
      faceMinor: 500,
      thresholdMinor: 2_500,
      currency: "GBP",
      journey: "welcome",
      enrolmentId: "e_1",
      step: "welcome",
      issuedOn: "2011-09-01",
      lapsesAt: "2011-09-15T23:00:00.000Z",
    });
  });

  it("gives one coupon, however often and by however many hands at once it is asked for", async () => {
    const world = await IssuingWorld.withMember();
    const issued = await Promise.all(Array.from({ length: 5 }, () => world.issue()));
    issued.push(await world.issue());
    expect(new Set(issued.map(codeIn)).size).toBe(1);
    expect((await world.store.load("m_1", {})).head?.seq).toBe(2);
  });

  it("answers the code that it gave, whatever has changed since", async () => {
    const world = await IssuingWorld.withMember();
    const code = codeIn(await world.issue());
    world.journey = aJourney({ enabled: false });
    world.enrolments = [anEnrolment({ state: "closed" })];
    world.programmes.push(aProgramme({ offers: [] }));
    expect(codeIn(await world.issue())).toBe(code);
  });

  it("gives other steps and other enrolments other codes", async () => {
    const world = await IssuingWorld.withMember();
    world.enrolments.push(anEnrolment({ enrolmentId: "e_2" }));
    const codes = [await world.issue(), await world.issue("day-3-offer"), await world.issue("welcome", "e_2")];
    expect(new Set(codes.map(codeIn)).size).toBe(3);
  });

  it("gives the offer as it was when the member entered, though it was changed since", async () => {
    const world = await IssuingWorld.withMember();
    world.programmes.push(aProgramme({ offers: [anOffer({ faceMinor: 900 })] }));
    expect(await world.coupon(codeIn(await world.issue()))).toMatchObject({ faceMinor: 500 });
    world.enrolments = [anEnrolment({ enrolmentId: "e_2", programmeVersion: 2 })];
    expect(await world.coupon(codeIn(await world.issue("welcome", "e_2")))).toMatchObject({ faceMinor: 900 });
  });

  it.each<[string, () => Partial<IssuingWorld>, string]>([
    ["left", () => ({ enrolments: [anEnrolment({ state: "closed" })] }), "welcome"],
    ["held-out", () => ({ enrolments: [anEnrolment({ arm: "held-out" })] }), "welcome"],
    ["journey-off", () => ({ journey: aJourney({ enabled: false }) }), "welcome"],
    ["journey-off", () => ({ journey: undefined }), "welcome"],
    ["no-offer", () => ({}), "day-3-story"],
    ["offer-unknown", () => ({ programmes: [aProgramme({ offers: [] })] }), "welcome"],
  ])("is withheld as %s, and nothing is stored", async (because, change, step) => {
    const world = await IssuingWorld.withMember();
    Object.assign(world, change());
    expect(await world.issue(step)).toEqual({ outcome: "withheld", because });
    expect((await world.store.load("m_1", {})).head?.seq).toBe(1);
  });

  it("is withheld from somebody who isn't there", async () => {
    expect(await new IssuingWorld().issue()).toEqual({ outcome: "withheld", because: "member-gone" });
  });

  it("for an enrolment that isn't there is a fault of ours", async () => {
    const world = await IssuingWorld.withMember();
    await expect(world.issue("welcome", "e_none")).rejects.toThrow(EnrolmentMissingError);
  });

  it("gives one coupon, whatever call it was killed after", async () => {
    for (const calls of [1, 2]) {
      const world = await IssuingWorld.withMember();
      const dying = { ...world.ports, store: killedAfter(world.store, calls) };
      const asked = { memberId: "m_1", enrolmentId: "e_1", step: "welcome" };
      await expect(issueCoupon(asked, dying)).rejects.toThrow(KilledError);
      expect(await world.coupon(codeIn(await world.issue()))).toMatchObject({ state: "issued" });
      expect((await world.store.load("m_1", {})).head?.seq).toBe(2);
    }
  });
});
