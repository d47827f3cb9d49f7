import { describe, expect, it } from "vitest";
import { MemberBusyError } from "../../../../core/members/change-member.ts";
import { codeIn, IssuingWorld } from "../../../support/issuing-world.ts";

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
});
