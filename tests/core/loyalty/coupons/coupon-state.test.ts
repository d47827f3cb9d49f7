import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coupon } from "../../../../core/loyalty/coupons/coupon.ts";
import {
  givenBackCoupon,
  hasLapsed,
  heldCoupon,
  lapsedCoupon,
  type Moved,
  releasedCoupon,
  usedCoupon,
} from "../../../../core/loyalty/coupons/coupon-state.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";

const at = "2011-09-10T10:00:00.000Z";
const { lapsesAt } = aCoupon();
const justBefore = new Date(Date.parse(lapsesAt) - 1).toISOString();
const after = "2011-10-01T10:00:00.000Z";
const hold = { holdId: "till:h1", at, valueMinor: 500 };
const redeemed = {
  orderKey: "web:1",
  at,
  bookedOn: "2011-09-10",
  goodsMinor: 3_000,
  valueMinor: 500,
  simulated: false,
};
const back = {
  orderKey: "web:1",
  at: "2011-09-12T10:00:00.000Z",
  bookedOn: "2011-09-12",
  graceDays: 7,
  timeZone: "Europe/London",
};

function moved(outcome: Moved<string>): Coupon {
  if (outcome.kind === "refused") throw new Error(`refused: ${outcome.because}`);
  return outcome.coupon;
}
const held = (coupon = aCoupon()) => moved(heldCoupon(coupon, hold));
const used = (coupon = aCoupon()) => moved(usedCoupon(coupon, redeemed));

describe("using a coupon", () => {
  it("is done once, with what it took off and where", () => {
    expect(used()).toEqual({ ...aCoupon(), state: "redeemed", redeemed });
    expect(usedCoupon(used(), redeemed)).toEqual({ kind: "refused", because: "used" });
  });

  it("is refused from the very moment at which it lapses, whether or not a job has marked it", () => {
    expect(usedCoupon(aCoupon(), { ...redeemed, at: justBefore })).toMatchObject({ kind: "moved" });
    expect(usedCoupon(aCoupon(), { ...redeemed, at: lapsesAt })).toEqual({ kind: "refused", because: "lapsed" });
    expect(usedCoupon(aCoupon({ state: "lapsed" }), redeemed)).toEqual({ kind: "refused", because: "lapsed" });
  });

  it("is refused before its window begins, and not from then on", () => {
    const coupon = aCoupon({ beginsAt: at });
    const early = new Date(Date.parse(at) - 1).toISOString();
    expect(usedCoupon(coupon, { ...redeemed, at: early })).toEqual({ kind: "refused", because: "not-yet-valid" });
    expect(usedCoupon(coupon, redeemed)).toMatchObject({ kind: "moved" });
  });
});

describe("holding a coupon", () => {
  it("keeps it for one checkout: another one is refused, and so is an order without the hold", () => {
    expect(held()).toEqual({ ...aCoupon(), state: "held", held: hold });
    expect(heldCoupon(held(), { ...hold, holdId: "till:h2" })).toEqual({ kind: "refused", because: "held" });
    expect(usedCoupon(held(), redeemed)).toEqual({ kind: "refused", because: "held" });
    expect(usedCoupon(held(), redeemed, "till:h2")).toEqual({ kind: "refused", because: "held" });
  });

  it("twice for the same checkout is once", () => {
    expect(heldCoupon(held(), { ...hold, at: after })).toEqual({ kind: "moved", coupon: held() });
  });

  it("is refused for what is used, lapsed or not yet valid", () => {
    expect(heldCoupon(used(), hold)).toEqual({ kind: "refused", because: "used" });
    expect(heldCoupon(aCoupon(), { ...hold, at: after })).toEqual({ kind: "refused", because: "lapsed" });
    expect(heldCoupon(aCoupon({ beginsAt: after, lapsesAt: "2011-12-01T00:00:00.000Z" }), hold)).toEqual({
      kind: "refused",
      because: "not-yet-valid",
    });
  });

  it("ends with the order that it was held for, though the last day ended meanwhile", () => {
    const late = { ...redeemed, at: after };
    expect(moved(usedCoupon(held(), late, "till:h1"))).toEqual({ ...aCoupon(), state: "redeemed", redeemed: late });
  });

  it("ends by letting it go, once, and by its own checkout alone", () => {
    expect(moved(releasedCoupon(held(), "till:h1"))).toEqual(aCoupon());
    expect(releasedCoupon(held(), "till:h2")).toEqual({ kind: "refused", because: "not-held" });
    expect(releasedCoupon(aCoupon(), "till:h1")).toEqual({ kind: "refused", because: "not-held" });
    expect(releasedCoupon(used(), "till:h1")).toEqual({ kind: "refused", because: "not-held" });
  });

  it("is no reason to lapse, and letting go is no reason not to", () => {
    expect(lapsedCoupon(held(), after)).toBeUndefined();
    const released = moved(releasedCoupon(held(), "till:h1"));
    expect(lapsedCoupon(released, after)).toMatchObject({ state: "lapsed", lapsedAt: lapsesAt });
  });
});

describe("giving a coupon back", () => {
  it("makes it as good as before, with its last day, and keeps what it had been used for", () => {
    const { givenBack, ...rest } = moved(givenBackCoupon(used(), back));
    expect(rest).toEqual(aCoupon());
    expect(givenBack).toEqual([{ ...redeemed, givenBackAt: back.at, givenBackOn: "2011-09-12" }]);
    expect(moved(usedCoupon({ ...rest, givenBack: givenBack ?? [] }, redeemed))).toMatchObject({ state: "redeemed" });
  });

  it("adds days of grace when its last day is over meanwhile, to the end of a shop's day", () => {
    const late = { ...back, at: after };
    expect(moved(givenBackCoupon(used(), late))).toMatchObject({
      state: "issued",
      lapsesAt: "2011-10-08T23:00:00.000Z",
    });
    expect(moved(givenBackCoupon(used(), { ...late, graceDays: 0 }))).toMatchObject({
      state: "lapsed",
      lapsedAt: lapsesAt,
    });
  });

  it("is done once, and with the order that used it alone", () => {
    expect(givenBackCoupon(used(), { ...back, orderKey: "web:2" })).toEqual({
      kind: "refused",
      because: "used-elsewhere",
    });
    const given = moved(givenBackCoupon(used(), back));
    expect(givenBackCoupon(given, back)).toEqual({ kind: "refused", because: "not-used" });
    expect(givenBackCoupon(held(), back)).toEqual({ kind: "refused", because: "not-used" });
  });

  it("keeps ten of its orders at most, the latest first", () => {
    let coupon = aCoupon();
    for (let order = 1; order <= 12; order += 1) {
      const orderKey = `web:${order}`;
      coupon = moved(givenBackCoupon(moved(usedCoupon(coupon, { ...redeemed, orderKey })), { ...back, orderKey }));
    }
    expect(coupon.givenBack?.map(({ orderKey }) => orderKey)).toEqual(
      Array.from({ length: 10 }, (_, index) => `web:${12 - index}`),
    );
  });
});

describe("lapsing a coupon", () => {
  it("happens only when it is due and nobody has used it", () => {
    expect(lapsedCoupon(aCoupon(), lapsesAt)).toEqual(aCoupon({ state: "lapsed", lapsedAt: lapsesAt }));
    expect(lapsedCoupon(aCoupon(), at)).toBeUndefined();
    expect(lapsedCoupon(used(), lapsesAt)).toBeUndefined();
    expect(lapsedCoupon(aCoupon({ state: "lapsed" }), lapsesAt)).toBeUndefined();
    expect(hasLapsed(aCoupon(), lapsesAt)).toBe(true);
  });
});

it("in any order of moves a coupon is used at most once between two returns, and what is held has a hold", () => {
  const move = fc.constantFrom("hold", "other-hold", "release", "use", "use-held", "give-back", "lapse");
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
      let coupon = aCoupon();
      let uses = 0;
      for (const one of moves) {
        const outcome = {
          hold: () => heldCoupon(coupon, hold),
          "other-hold": () => heldCoupon(coupon, { ...hold, holdId: "till:h2" }),
          release: () => releasedCoupon(coupon, "till:h1"),
          use: () => usedCoupon(coupon, redeemed),
          "use-held": () => usedCoupon(coupon, redeemed, "till:h1"),
          "give-back": () => givenBackCoupon(coupon, back),
          lapse: (): Moved<string> => {
            const lapsed = lapsedCoupon(coupon, after);
            return lapsed ? { kind: "moved", coupon: lapsed } : { kind: "refused", because: "not-due" };
          },
        }[one]();
        if (outcome.kind === "refused") continue;
        if (one.startsWith("use")) uses += 1;
        if (one === "give-back") uses -= 1;
        coupon = outcome.coupon;
        expect(uses).toBe(coupon.state === "redeemed" ? 1 : 0);
        expect(coupon.held === undefined).toBe(coupon.state !== "held");
        expect(coupon.redeemed === undefined).toBe(coupon.state !== "redeemed");
      }
    }),
  );
});
