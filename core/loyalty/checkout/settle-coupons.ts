import type { MemberItem } from "../../members/member.ts";
import type { Loaded } from "../../members/member-store.ts";
import type { Coupon, Redeemed } from "../coupons/coupon.ts";
import { readCouponCode } from "../coupons/coupon-code.ts";
import { type GivingBack, givenBackCoupon, type Moved, releasedCoupon, usedCoupon } from "../coupons/coupon-state.ts";
import type { Hold } from "./hold.ts";
import type { Discrepancy, Used, Uses } from "./used.ts";

export interface CouponUse {
  orderKey: string;
  at: string;
  bookedOn: string;
  /** The order's goods, before any coupon. */
  goodsMinor: number;
  /** The hold that the order settles, as it was read. */
  hold: Hold | undefined;
}

/** Codes that a decision on an order's coupons must see: those that it used, and those that its hold had reserved. */
export const codesOf = (uses: Uses | undefined, hold: Hold | undefined): string[] => [
  ...new Set([...(uses?.coupons ?? []), ...(hold?.coupons ?? [])].flatMap(({ code }) => readCouponCode(code) ?? [])),
];

/**
 * Uses an order's coupons, out of their hold or not; one that isn't there, lapsed or was used elsewhere is a
 * discrepancy. What the hold had reserved and the order didn't use is let go.
 */
export function settleCoupons(
  uses: Uses,
  { coupons }: Pick<Loaded, "coupons">,
  { hold, ...order }: CouponUse,
): { items: MemberItem[]; discrepancies: Discrepancy[] } {
  const items: MemberItem[] = [];
  const discrepancies: Discrepancy[] = [];
  const used = new Set<string>();
  for (const { code: typed, valueMinor } of uses.coupons) {
    const code = readCouponCode(typed) ?? typed;
    const stored = coupons[code];
    const missing = { what: "coupon", missing: valueMinor, code } as const;
    if (stored === undefined || used.has(code)) {
      discrepancies.push({ ...missing, because: stored === undefined ? "unknown" : "used" });
      continue;
    }
    used.add(code);
    const took = whatItTook(stored.value, valueMinor);
    const moved = usedCoupon(stored.value, { ...order, ...took, simulated: false }, hold?.holdId);
    if (moved.kind === "moved") items.push({ kind: "coupon", version: stored.version, value: moved.coupon });
    else discrepancies.push({ ...missing, because: moved.because });
  }
  const left = (hold?.coupons ?? []).filter(({ code }) => !used.has(code));
  const released = hold === undefined ? [] : releaseCoupons({ ...hold, coupons: left }, { coupons });
  return { items: [...items, ...released], discrepancies };
}

/**
 * What a coupon gave on an order that says what it took off the goods. A gift is worth what its offer says; what free
 * delivery took off was reckoned when it was held, since the order names delivery as it is paid.
 */
function whatItTook(
  { kind, worthMinor, held }: Coupon,
  offMinor: number,
): Pick<Redeemed, "valueMinor" | "discountMinor"> {
  const worth = kind === "gift" ? worthMinor : kind === "free-delivery" ? held?.valueMinor : undefined;
  return worth === undefined || worth === offMinor
    ? { valueMinor: offMinor }
    : { valueMinor: worth, discountMinor: offMinor };
}

/** Lets go of what a hold had reserved. */
export function releaseCoupons(hold: Hold, { coupons }: Pick<Loaded, "coupons">): MemberItem[] {
  return hold.coupons.flatMap(({ code }) =>
    movedCoupon(coupons, code, (coupon) => releasedCoupon(coupon, hold.holdId)),
  );
}

/** Gives the coupons of an order back that came back whole. */
export function giveBackCoupons(
  codes: readonly string[],
  { coupons }: Pick<Loaded, "coupons">,
  giving: GivingBack,
): MemberItem[] {
  return codes.flatMap((code) => movedCoupon(coupons, code, (coupon) => givenBackCoupon(coupon, giving)));
}

/** The item of a coupon that is moved; none where it isn't there, or is no longer where it could be moved from. */
export function movedCoupon(
  coupons: Loaded["coupons"],
  code: string,
  move: (coupon: Coupon) => Moved<string>,
): MemberItem[] {
  const stored = coupons[code];
  const moved = stored && move(stored.value);
  return stored && moved?.kind === "moved" ? [{ kind: "coupon", version: stored.version, value: moved.coupon }] : [];
}

/** Codes of the coupons that an order used indeed: those that weren't there have nothing to come back. */
export const usedCodes = (used: Used | undefined): string[] =>
  (used?.coupons ?? [])
    .map(({ code }) => readCouponCode(code) ?? code)
    .filter((code) => !used?.discrepancies.some((one) => one.code === code));
