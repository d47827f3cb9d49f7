import { describe, expect, it } from "vitest";
import { OrderLine } from "../../../../core/contract/event.ts";
import { redeemCoupon } from "../../../../core/loyalty/coupons/redeem-coupon.ts";
import { MemberBusyError } from "../../../../core/members/change-member.ts";
import { aBasketLine } from "../../../support/builders/a-basket.ts";
import { anOffer, aProgramme } from "../../../support/builders/a-programme.ts";
import { anEnrolment } from "../../../support/builders/an-enrolment.ts";
import { codeIn, IssuingWorld } from "../../../support/issuing-world.ts";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";

async function aWorldWithCoupon(): Promise<{ world: IssuingWorld; code: string }> {
  const world = await IssuingWorld.withMember();
  return { world, code: codeIn(await world.issue()) };
}

describe("redeeming a coupon", () => {
  it("takes it off the order, and says what it was worth", async () => {
    const { world, code } = await aWorldWithCoupon();
    expect(await world.redeem(code, { memberId: "m_1" })).toEqual({
      kind: "redeemed",
      answer: {
        code,
        status: "redeemed",
        orderKey: "till:1",
        valueMinor: 500,
        simulated: false,
        redeemedAt: world.now,
      },
    });
    expect(await world.coupon(code)).toMatchObject({
      state: "redeemed",
      redeemed: { orderKey: "till:1", goodsMinor: 3_000, valueMinor: 500, bookedOn: "2011-09-01", simulated: false },
    });
  });

  it("answers the same order the same again, also after the coupon would have lapsed", async () => {
    const { world, code } = await aWorldWithCoupon();
    const first = await world.redeem(code);
    world.now = "2012-09-01T10:00:00.000Z";
    expect(await world.redeem(code, { goodsMinor: 9_999 })).toEqual(first);
  });

  it("answers one Idempotency-Key once: the same again, and another call under it is refused", async () => {
    const { world, code } = await aWorldWithCoupon();
    const first = await world.redeem(code, {}, "key-1");
    expect(first).toMatchObject({ kind: "redeemed" });
    expect(await world.redeem(code, {}, "key-1")).toEqual(first);
    expect(await world.redeem(code, { goodsMinor: 9_999 }, "key-1")).toEqual({
      kind: "refused",
      because: "key-reused",
    });
    // Another key for what was done before gets its answer, and is spoken for.
    expect(await world.redeem(code, {}, "key-2")).toEqual(first);
    expect(await world.redeem(code, { orderId: "2" }, "key-2")).toEqual({ kind: "refused", because: "key-reused" });
    expect(await world.redeem(code, { orderId: "2" }, "key-3")).toEqual({ kind: "refused", because: "used" });
    expect(await world.redeem(code, {}, "key-3")).toEqual(first);
  });

  it("is for one order: any other finds it used", async () => {
    const { world, code } = await aWorldWithCoupon();
    await world.redeem(code);
    expect(await world.redeem(code, { orderId: "2" })).toEqual({ kind: "refused", because: "used" });
    expect(await world.redeem(code, { channel: "web" })).toEqual({ kind: "refused", because: "used" });
  });

  it("succeeds exactly once, for 200 orders that use one code at the same moment", async () => {
    const { world, code } = await aWorldWithCoupon();
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        world.redeem(code, { orderId: String(at) }).catch((cause: unknown) => {
          if (cause instanceof MemberBusyError) return "busy" as const;
          throw cause;
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome !== "busy" && outcome.kind === "redeemed")).toHaveLength(1);
  });

  it("keeps the label of a simulated act, also in the answer that is given again", async () => {
    const { world, code } = await aWorldWithCoupon();
    const simulated = { kind: "redeemed", answer: { simulated: true } };
    expect(await world.redeem(code, { simulated: true })).toMatchObject(simulated);
    expect(await world.redeem(code, { simulated: false })).toMatchObject(simulated);
    expect(await world.coupon(code)).toMatchObject({ redeemed: { simulated: true } });
  });

  it("refuses a code that nobody was given, and one that can't be a code", async () => {
    const { world } = await aWorldWithCoupon();
    for (const code of ["23456789ABCD", "", "x".repeat(10_000), "'; DROP TABLE coupons; --"]) {
      expect(await world.redeem(code)).toEqual({ kind: "refused", because: "unknown" });
    }
  });

  it("refuses another's coupon, and leaves it theirs", async () => {
    const { world, code } = await aWorldWithCoupon();
    expect(await world.redeem(code, { memberId: "m_2" })).toEqual({ kind: "refused", because: "of-another" });
    expect(await world.coupon(code)).toMatchObject({ state: "issued" });
  });

  it("refuses what lapsed, though no job has marked it yet", async () => {
    const { world, code } = await aWorldWithCoupon();
    world.now = "2011-09-15T23:00:00.000Z";
    expect(await world.redeem(code)).toEqual({ kind: "refused", because: "lapsed" });
  });

  it.each([
    [{ goodsMinor: 2_499 }, "below-threshold"],
    [{ currency: "EUR" }, "other-currency"],
  ])("refuses an order that it doesn't fit (%j), and leaves it for another", async (change, detail) => {
    const { world, code } = await aWorldWithCoupon();
    expect(await world.redeem(code, change)).toEqual({ kind: "refused", because: "does-not-fit", detail });
    expect(await world.redeem(code)).toMatchObject({ kind: "redeemed" });
  });

  it("takes a code as it is typed", async () => {
    const { world, code } = await aWorldWithCoupon();
    const typed = `${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase();
    expect(await world.redeem(typed)).toMatchObject({ kind: "redeemed", answer: { code } });
  });

  it("for some goods looks at the order's lines, and is refused where they aren't told", async () => {
    const world = await IssuingWorld.withMember();
    const scope = { categories: { include: ["kitchen"] } };
    world.programmes = [aProgramme({ offers: [anOffer({ scope, thresholdMinor: 0 })] })];
    const code = codeIn(await world.issue());
    expect(await world.redeem(code)).toMatchObject({ because: "does-not-fit", detail: "no-goods-in-scope" });
    const line = (category: string, amountMinor: number) => OrderLine.parse({ ...aBasketLine(amountMinor), category });
    expect(await world.redeem(code, { lines: [line("garden", 3_000)] })).toMatchObject({ detail: "no-goods-in-scope" });
    const lines = [line("garden", 2_700), line("kitchen", 300)];
    expect(await world.redeem(code, { lines })).toMatchObject({ kind: "redeemed", answer: { valueMinor: 300 } });
  });

  it("for a tier asks for it", async () => {
    const world = await IssuingWorld.withMember();
    world.programmes = [aProgramme({ offers: [anOffer({ scope: { tiers: ["gold"] } })] })];
    const code = codeIn(await world.issue());
    expect(await world.redeem(code)).toMatchObject({ because: "does-not-fit", detail: "other-tier" });
  });

  it("of free delivery takes off what delivery costs", async () => {
    const world = await IssuingWorld.withMember();
    const { faceMinor: _, ...bare } = anOffer({ kind: "free-delivery" });
    world.programmes = [aProgramme({ offers: [bare] })];
    const code = codeIn(await world.issue());
    expect(await world.redeem(code)).toMatchObject({ because: "does-not-fit", detail: "nothing-to-take-off" });
    expect(await world.redeem(code, { deliveryMinor: 450 })).toMatchObject({ answer: { valueMinor: 450 } });
  });

  it("before its window begins is refused, and once its offer's window is over none is given any more", async () => {
    const world = await IssuingWorld.withMember();
    const offer = anOffer({ validFrom: "2011-09-05", validUntil: "2011-09-06" });
    world.programmes = [aProgramme({ offers: [offer] })];
    world.enrolments.push(anEnrolment({ enrolmentId: "e_2" }));
    const code = codeIn(await world.issue());
    expect(await world.redeem(code)).toMatchObject({ because: "does-not-fit", detail: "not-yet-valid" });
    world.now = "2011-09-05T10:00:00.000Z";
    expect(await world.redeem(code)).toMatchObject({ kind: "redeemed" });
    world.now = "2011-09-07T10:00:00.000Z";
    expect(await world.issue("welcome", "e_2")).toEqual({ outcome: "withheld", because: "offer-over" });
  });

  it("is used once, whatever call it was killed after", async () => {
    for (let calls = 1; calls <= 3; calls += 1) {
      const { world, code } = await aWorldWithCoupon();
      const ports = { ...world.ports, store: killedAfter(world.store, calls) };
      const asked = { channel: "till", orderId: "1", currency: "GBP", goodsMinor: 3_000, simulated: false };
      await expect(redeemCoupon(code, asked, ports)).rejects.toThrow(KilledError);
      expect(await world.redeem(code)).toMatchObject({ kind: "redeemed", answer: { valueMinor: 500 } });
      expect(await world.redeem(code, { orderId: "2" })).toEqual({ kind: "refused", because: "used" });
    }
  });
});
