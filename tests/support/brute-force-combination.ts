import type { PricedBasket } from "../../core/loyalty/checkout/basket.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";

/**
 * The best combination by trying every one: written for itself, from docs/loyalty.md, with none of the product's own
 * arithmetic, so that both would have to be wrong in the same way.
 */
export function bruteForce(fitting: readonly Coupon[], basket: PricedBasket): { codes: string[]; worth: number } {
  let best: Tried = { codes: [], worth: 0, lapses: [] };
  const search = (from: number, chosen: Coupon[]): void => {
    const tried = tryOut(chosen, basket);
    if (isBetter(tried, best)) best = tried;
    if (chosen.length === 5) return;
    for (let at = from; at < fitting.length; at += 1) {
      const next = fitting[at];
      if (next !== undefined && chosen.every((one) => agree(one, next) && agree(next, one))) {
        search(at + 1, [...chosen, next]);
      }
    }
  };
  search(0, []);
  return { codes: best.codes, worth: best.worth };
}

interface Tried {
  codes: string[];
  worth: number;
  /** Moment of lapse and code of each, the earliest first. */
  lapses: string[];
}

function isBetter(a: Tried, b: Tried): boolean {
  if (a.worth !== b.worth) return a.worth > b.worth;
  if (a.codes.length !== b.codes.length) return a.codes.length < b.codes.length;
  for (const [at, lapse] of a.lapses.entries()) {
    const other = b.lapses[at] ?? "";
    if (lapse !== other) return lapse < other;
  }
  return false;
}

function agree(a: Coupon, b: Coupon): boolean {
  if (a.exclusiveGroup !== undefined && a.exclusiveGroup === b.exclusiveGroup) return false;
  if (a.stacksWith === "any") return true;
  return Array.isArray(a.stacksWith) && b.exclusiveGroup !== undefined && a.stacksWith.includes(b.exclusiveGroup);
}

function covers({ scope }: Coupon, sku: string, category: string): boolean {
  const out = scope?.skus?.exclude?.includes(sku) || scope?.categories?.exclude?.includes(category);
  if (out) return false;
  const [skus, categories] = [scope?.skus?.include, scope?.categories?.include];
  if (skus === undefined && categories === undefined) return true;
  return skus?.includes(sku) === true || categories?.includes(category) === true;
}

function tryOut(coupons: readonly Coupon[], basket: PricedBasket): Tried {
  const left = basket.goods.map(({ minor }) => minor);
  let delivery = basket.deliveryMinor;
  let worth = 0;
  const keyed = coupons.map((coupon) => {
    const lines = basket.goods.flatMap(({ sku, category = "" }, at) => (covers(coupon, sku, category) ? [at] : []));
    const goods = lines.reduce((sum, at) => sum + (basket.goods[at]?.minor ?? 0), 0);
    const rank = { "percent-off": 0, "amount-off": 1, "free-delivery": 8, gift: 9 }[coupon.kind];
    const width = rank >= 8 ? 1 : lines.length === basket.goods.length ? 1 : 0;
    const key = [rank >= 8 ? 1 : 0, width, rank, goods].map((one) => String(one).padStart(15, "0")).join(" ");
    return { coupon, lines, key: `${key} ${coupon.lapsesAt} ${coupon.code}` };
  });
  for (const { coupon, lines } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    if (coupon.kind === "gift") worth += coupon.worthMinor ?? 0;
    else if (coupon.kind === "free-delivery") {
      const off = Math.min(delivery, coupon.capMinor ?? Infinity);
      delivery -= off;
      worth += off;
    } else {
      const there = lines.reduce((sum, at) => sum + (left[at] ?? 0), 0);
      const percent = BigInt(Math.round((coupon.percent ?? 0) * 100));
      const share = Number((BigInt(there) * percent) / 100n);
      const off =
        coupon.kind === "amount-off"
          ? Math.min(coupon.faceMinor ?? 0, there)
          : Math.min(share, coupon.capMinor ?? Infinity);
      worth += off;
      takeOff(off, there, lines, left);
    }
  }
  const lapses = coupons.map(({ lapsesAt, code }) => `${lapsesAt} ${code}`).sort();
  return { codes: coupons.map(({ code }) => code).sort(), worth, lapses };
}

/** Largest remainder: floors first, then one more for the largest fractions, the first line among equals. */
function takeOff(off: number, there: number, lines: readonly number[], left: number[]): void {
  if (off === 0) return;
  const exact = lines.map((at) => ({ at, product: BigInt(off) * BigInt(left[at] ?? 0) }));
  let rest = off;
  for (const { at, product } of exact) {
    const floor = Number(product / BigInt(there));
    left[at] = (left[at] ?? 0) - floor;
    rest -= floor;
  }
  const fractions = exact.map(({ at, product }) => ({ at, fraction: product % BigInt(there) }));
  fractions.sort((a, b) => (a.fraction === b.fraction ? a.at - b.at : a.fraction > b.fraction ? -1 : 1));
  for (const { at } of fractions.slice(0, rest)) left[at] = (left[at] ?? 0) - 1;
}
