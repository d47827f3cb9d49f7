import { describe, expect, it } from "vitest";
import { anEnrolment } from "../../../support/builders/an-enrolment.ts";
import { codeIn, IssuingWorld } from "../../../support/issuing-world.ts";

const END = "2011-09-15T23:00:00.000Z";

describe("lapsing coupons", () => {
  it("marks those that nobody used by their last day, once, and no others", async () => {
    const world = await IssuingWorld.withMember();
    world.enrolments = [anEnrolment(), anEnrolment({ enrolmentId: "e_2" })];
    const unused = codeIn(await world.issue());
    const used = codeIn(await world.issue("welcome", "e_2"));
    await world.redeem(used);
    world.now = "2011-09-02T10:00:00.000Z";
    const later = codeIn(await world.issue("day-3-offer"));

    expect(await world.lapse("2011-09-14T23:00:00.000Z")).toEqual({ lapsed: 0, more: false });
    expect(await world.lapse(END)).toEqual({ lapsed: 1, more: false });
    expect(await world.lapse(END)).toEqual({ lapsed: 0, more: false });
    expect(await world.coupon(unused)).toMatchObject({ state: "lapsed", lapsedAt: END });
    expect(await world.coupon(used)).toMatchObject({ state: "redeemed" });
    expect(await world.coupon(later)).toMatchObject({ state: "issued" });
  });

  it("goes through page after page", async () => {
    const world = await IssuingWorld.withMember();
    world.enrolments = Array.from({ length: 230 }, (_, at) => anEnrolment({ enrolmentId: `e_${at}` }));
    for (const { enrolmentId } of world.enrolments) await world.issue("welcome", enrolmentId);
    let lapsed = 0;
    // All are one member's: eight at a time are in each other's way, and what is busy is left to the next run.
    for (let run = 0; run < 40 && lapsed < 230; run += 1) lapsed += (await world.lapse(END)).lapsed;
    expect(lapsed).toBe(230);
    expect(await world.store.dueCoupons(END, 10)).toEqual([]);
  });

  it("comes to an end, though the index still names what is done", async () => {
    const world = await IssuingWorld.withMember();
    const code = codeIn(await world.issue());
    world.store.dueCoupons = async () => [{ memberId: "m_1", code }];
    expect(await world.lapse(END)).toEqual({ lapsed: 1, more: false });
    expect(await world.lapse(END)).toEqual({ lapsed: 0, more: false });
  });
});
