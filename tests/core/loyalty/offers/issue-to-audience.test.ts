import { describe, expect, it } from "vitest";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";
import { aClaimableOffer, OfferWorld } from "../../../support/offer-world.ts";

const members = (count: number): string[] => Array.from({ length: count }, (_, at) => `m_${at + 1}`);

describe("issuing an offer to an audience", () => {
  it("gives each one coupon, under the issue's name, and says what became of each", async () => {
    const world = await OfferWorld.withMembers(3, aClaimableOffer());
    const answer = await world.issue([...members(3), "m_none", "m_1"]);
    expect(answer).toMatchObject({ issue: "mailing", offer: "autumn", issued: 3, before: 0, withheld: 1 });
    const { results } = answer as { results: { memberId: string; outcome: string; code?: string }[] };
    expect(results.map(({ memberId, outcome }) => [memberId, outcome])).toEqual([
      ...members(3).map((memberId) => [memberId, "issued"]),
      ["m_none", "member-gone"],
    ]);
    for (const { memberId, code = "" } of results.slice(0, 3)) {
      expect(await world.coupon(memberId, code)).toMatchObject({ campaign: "mailing", state: "issued" });
    }
  });

  it("gives no second one when it is sent again, and the same codes as the answer", async () => {
    const world = await OfferWorld.withMembers(4, aClaimableOffer({ limits: { total: 9 } }));
    const first = await world.issue(members(3));
    const again = await world.issue(members(4));
    expect(again).toMatchObject({ issued: 1, before: 3 });
    const codes = (answer: typeof first) => ("results" in answer ? answer.results.map(({ code }) => code) : []);
    expect(codes(again).slice(0, 3)).toEqual(codes(first));
    expect(await world.totals("issues#autumn")).toEqual({ left: 5, pending: 0, posted: 4 });
  });

  it("goes on where it was killed, each once", async () => {
    for (let calls = 1; calls <= 8; calls += 1) {
      const world = await OfferWorld.withMembers(4, aClaimableOffer({ limits: { perMember: 1, total: 9 } }));
      const using = { store: killedAfter(world.store, calls) };
      await expect(world.issue(members(4), { using })).rejects.toThrow(KilledError);
      await world.issue(members(4));
      expect(await world.issue(members(4))).toMatchObject({ issued: 0, before: 4 });
      expect(await world.totals("issues#autumn")).toEqual({ left: 5, pending: 0, posted: 4 });
    }
  });

  it("keeps the offer's limits, and tries who was withheld for them again once they are raised", async () => {
    const limited = (total: number) => aClaimableOffer({ limits: { perMember: 1, total } });
    const world = await OfferWorld.withMembers(5, limited(3));
    await world.claim("m_1");
    expect(await world.issue(members(5))).toMatchObject({ issued: 2, withheld: 3 });
    world.change(limited(4));
    expect(await world.issue(members(5))).toMatchObject({ issued: 1, before: 2, withheld: 2 });
  });

  it("is refused for an offer that isn't there, or is over", async () => {
    const world = await OfferWorld.withMembers(1, aClaimableOffer({ validUntil: "2011-08-31" }));
    expect(await world.issue(["m_1"], { offer: "none" })).toMatchObject({ code: "offer-unknown" });
    expect(await world.issue(["m_1"])).toMatchObject({ code: "offer-over" });
  });
});
