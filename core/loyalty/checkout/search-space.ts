import type { Coupon } from "../coupons/coupon.ts";
import { linesInScope } from "../coupons/fit-of.ts";
import { mayCombine } from "../coupons/stacking.ts";
import type { PricedBasket } from "./basket.ts";
import { byLapse, inTurn } from "./in-turn.ts";

/** A coupon that fits the basket, ready to be searched with. */
export interface Candidate {
  /** Its place in the order of reckoning. */
  at: number;
  coupon: Coupon;
  lines: readonly number[];
  /** The parts of the basket in its scope, one name for each set of them. */
  parts: readonly number[];
  scopeKey: string;
  /**
   * Its place among those that lapse first, as a power of two: of two combinations of as many coupons the one with the
   * greater sum has the earlier one where they first differ.
   */
  bit: number;
  /** By place: who may stand beside it. */
  beside: readonly boolean[];
  /** The place of the one before it that does the very same and lapses earlier: there is no reason to leave that out. */
  twin: number | undefined;
}

/** The coupons of a search, and the basket in parts: lines that the same coupons are for are one. */
export interface SearchSpace {
  candidates: readonly Candidate[];
  /** By line of goods, its part. */
  partOf: readonly number[];
  parts: number;
}

/** Prepares a search over coupons that each fit the basket: 50 at most, so that sums of their bits are exact. */
export function searchSpace(fitting: readonly Coupon[], basket: PricedBasket): SearchSpace {
  const coupons = inTurn(fitting, basket);
  const lapsing = fitting.toSorted(byLapse);
  const linesOf = coupons.map(({ scope }) => linesInScope(scope, basket.goods));
  const sets = linesOf.map((lines) => new Set(lines));
  const names = new Map<string, number>();
  const partOf = basket.goods.map((_, line) => {
    const signature = sets.map((set) => (set.has(line) ? "1" : "0")).join("");
    const part = names.get(signature) ?? names.size;
    names.set(signature, part);
    return part;
  });
  const latest = new Map<string, number>();
  const candidates = coupons.map((coupon, at): Candidate => {
    const lines = linesOf[at] ?? [];
    const parts = [...new Set(lines.map((line) => partOf[line] ?? 0))];
    const bit = 2 ** (fitting.length - 1 - lapsing.indexOf(coupon));
    const beside = coupons.map((other) => other !== coupon && mayCombine(coupon, other));
    const scopeKey = parts.join();
    const effect = effectOf(coupon, scopeKey);
    const twin = latest.get(effect);
    latest.set(effect, at);
    return { at, coupon, lines, parts, scopeKey, bit, beside, twin };
  });
  return { candidates, partOf, parts: names.size };
}

/** What a coupon does to this basket, and what may stand beside it, as one name. */
function effectOf(coupon: Coupon, scopeKey: string): string {
  const { kind, faceMinor, percent, capMinor, worthMinor, exclusiveGroup, stacksWith } = coupon;
  return JSON.stringify([kind, faceMinor, percent, capMinor, worthMinor, scopeKey, exclusiveGroup, stacksWith]);
}
