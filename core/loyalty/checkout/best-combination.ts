import type { Coupon } from "../coupons/coupon.ts";
import { offGoods, takenBy } from "../coupons/fit-of.ts";
import type { PricedBasket } from "./basket.ts";
import { type Applied, byLapse, reckoned } from "./in-turn.ts";
import { mostFrom, type Prospect } from "./most-from.ts";
import { type Candidate, type SearchSpace, searchSpace } from "./search-space.ts";

/** A basket takes so many coupons at most. */
export const MOST_COMBINED = 5;
/** So many of a member's coupons are looked at, those that lapse first. */
export const MOST_LOOKED_AT = 50;
/** Looks at a partly filled basket that one search may take, divided by the lines of the basket: what keeps it quick. */
const MOST_LOOKS = 80_000;

export interface Combination {
  /** In the order in which they are reckoned. */
  applied: Applied[];
  worthMinor: number;
  /** False when the search was cut short: then it is the best that was found, and never by much. */
  proven: boolean;
}

/** What is left of the basket after those coupons that were reckoned so far, and what they came to. */
interface Standing {
  left: readonly number[];
  /** The same by parts of the basket. */
  parts: readonly number[];
  delivery: number;
  worth: number;
  count: number;
  bits: number;
  chosen: readonly Coupon[];
}

type Seen = Prospect & { candidate: Candidate };

/**
 * The combination that is worth most to the member, of coupons that each fit the basket: five at most, each letting the
 * others stand beside it. Among equals the one of fewer coupons, then the one that uses up what lapses first (comparing
 * the earliest, then the next), then by code.
 *
 * Exact, by branch and bound in the order of reckoning: what was chosen so far is reckoned to the unit, and what could
 * still come is bounded from above (most-from.ts).
 */
export function bestCombination(fitting: readonly Coupon[], basket: PricedBasket): Combination {
  const space = searchSpace(fitting.toSorted(byLapse).slice(0, MOST_LOOKED_AT), basket);
  const { best, proven } = new Search(space, basket).run();
  return { applied: reckoned(best.chosen, basket), worthMinor: best.worth, proven };
}

class Search {
  readonly #space: SearchSpace;
  readonly #start: Standing;
  readonly #mostLooks: number;
  #best: Standing;
  #looks = 0;

  constructor(space: SearchSpace, { goods, deliveryMinor }: PricedBasket) {
    this.#space = space;
    const left = goods.map(({ minor }) => minor);
    const parts = this.#byPart(left);
    this.#start = { left, parts, delivery: deliveryMinor, worth: 0, count: 0, bits: 0, chosen: [] };
    this.#best = this.#start;
    this.#mostLooks = Math.ceil(MOST_LOOKS / (goods.length + 20));
  }

  run(): { best: Standing; proven: boolean } {
    this.#settle(this.#firstTry());
    this.#visit(this.#start, this.#space.candidates);
    return { best: this.#best, proven: this.#looks < this.#mostLooks };
  }

  /** Always the coupon that is worth most by itself, of those that may still be added: mostly the best there is. */
  #firstTry(): Standing {
    const chosen: Candidate[] = [];
    for (const { candidate } of this.#prospects(this.#start, this.#space.candidates)) {
      if (chosen.length < MOST_COMBINED && chosen.every(({ beside }) => beside[candidate.at])) chosen.push(candidate);
    }
    return chosen
      .sort((a, b) => a.at - b.at)
      .reduce<Standing>((standing, candidate) => this.#with(standing, candidate), this.#start);
  }

  /** Tries each of `open` as the next in turn, the most promising first, with what may follow it. */
  #visit(standing: Standing, open: readonly Candidate[]): void {
    this.#looks += 1;
    const room = MOST_COMBINED - standing.count;
    const prospects = this.#prospects(standing, open);
    const [first] = prospects;
    if (first === undefined || this.#looks >= this.#mostLooks || !this.#mayBeat(standing, prospects, room)) return;
    if (room === 1) {
      this.#settle(this.#with(standing, first.candidate));
      return;
    }
    const places = new Set(prospects.map(({ candidate }) => candidate.at));
    for (const { candidate, worth } of prospects) {
      if (candidate.twin !== undefined && places.has(candidate.twin)) continue;
      const later = prospects.filter(({ candidate: { at } }) => at > candidate.at && candidate.beside[at]);
      // What is quick to see first: even if each took off what it does now, would that do?
      const atMost = later.slice(0, room - 1).reduce((sum, one) => sum + one.worth, standing.worth + worth);
      if (atMost < this.#best.worth) continue;
      const next = this.#with(standing, candidate);
      this.#settle(next);
      const following = later.map((one) => one.candidate);
      if (following.length > 0) this.#visit(next, following);
    }
  }

  /** What each would take off as things stand, the most first; those that would take nothing off never will again. */
  #prospects({ parts: left, delivery }: Standing, open: readonly Candidate[]): Seen[] {
    const bases = new Map<string, number>();
    return open
      .map((candidate): Seen => {
        const { coupon, parts, scopeKey } = candidate;
        if (coupon.kind === "gift") return { candidate, coupon, parts, scopeKey, worth: coupon.worthMinor ?? 0 };
        if (coupon.kind === "free-delivery") {
          return { candidate, coupon, parts, scopeKey, worth: Math.min(delivery, coupon.capMinor ?? delivery) };
        }
        const base = bases.get(scopeKey) ?? parts.reduce((sum, part) => sum + (left[part] ?? 0), 0);
        bases.set(scopeKey, base);
        return { candidate, coupon, parts, scopeKey, worth: offGoods(coupon, base) };
      })
      .filter(({ worth }) => worth > 0)
      .sort((a, b) => b.worth - a.worth || b.candidate.bit - a.candidate.bit);
  }

  /** Whether a combination that goes on from here with some of these could be better than the best so far. */
  #mayBeat({ parts, left, delivery, worth, count, bits }: Standing, prospects: readonly Seen[], room: number): boolean {
    const best = this.#best;
    const most = mostFrom(prospects, room, { left: parts, lines: left.length, delivery });
    const missing = best.worth - worth;
    const atMost = most[room] ?? 0;
    if (atMost !== missing) return atMost > missing;
    // As much at best: then by fewer coupons, or by what lapses earlier.
    const fewest = most.findIndex((bound) => bound >= missing);
    if (count + fewest !== best.count) return count + fewest < best.count;
    const earliest = prospects.map(({ candidate }) => candidate.bit).sort((a, b) => b - a);
    return earliest.slice(0, fewest).reduce((sum, bit) => sum + bit, bits) > best.bits;
  }

  /** The standing once this coupon has taken off what it does. */
  #with(standing: Standing, { coupon, lines, bit }: Candidate): Standing {
    const { left, parts, delivery, worth, count, bits, chosen } = standing;
    const taken = takenBy(coupon, lines, left, delivery);
    const isGoods = taken.offMinor > taken.deliveryMinor;
    const after = isGoods ? left.map((minor, at) => minor - (taken.byLine[at] ?? 0)) : left;
    return {
      left: after,
      parts: isGoods ? this.#byPart(after) : parts,
      delivery: delivery - taken.deliveryMinor,
      worth: worth + taken.worthMinor,
      count: count + 1,
      bits: bits + bit,
      chosen: [...chosen, coupon],
    };
  }

  #byPart(left: readonly number[]): number[] {
    const { partOf, parts } = this.#space;
    const sums = Array.from({ length: parts }, () => 0);
    for (const [line, minor] of left.entries()) {
      const part = partOf[line] ?? 0;
      sums[part] = (sums[part] ?? 0) + minor;
    }
    return sums;
  }

  #settle(standing: Standing): void {
    const best = this.#best;
    const better = standing.worth - best.worth || best.count - standing.count || standing.bits - best.bits;
    if (better > 0) this.#best = standing;
  }
}
