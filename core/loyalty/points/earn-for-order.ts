import type { OrderLine } from "../../contract/event.ts";
import type { PointsRules } from "../../programme/earning.ts";
import { shareOut } from "../share-out.ts";
import { type Applying, combined, type Occasion, onCategory, onOrder } from "./multipliers.ts";
import { paidByLine } from "./paid-by-line.ts";

/** An order as the earning rules see it. `discountMinor` is what was taken off the order as a whole. */
export interface OrderToEarn extends Occasion {
  lines: readonly Pick<OrderLine, "amountMinor" | "goods" | "category">[];
  discountMinor: number;
  rules: PointsRules;
}

/** What was paid for a line and what it earned. */
export interface LineEarning {
  /** Line's amount less its share of the order's discount, in minor units. */
  paidMinor: number;
  points: number;
}

export interface Earned {
  points: number;
  goodsPaidMinor: number;
  /** In the order of the lines; their points add up to the order's. */
  byLine: LineEarning[];
  /** For the ledger's entry: the rule and the multipliers, `per-major-unit, member-day ×2 + tier:gold ×1.5`. */
  rule: string;
  /** Every multiplier that applied to some line. */
  multipliers: Applying[];
  /** The campaign that it is counted under: the first that applied. */
  campaign?: string;
}

/** Longer than any rule of a programme that makes sense; an entry's item stays small. */
const LONGEST_RULE = 300;

/**
 * Points for an order: so many for each whole major unit (100 minor) paid for goods, over all lines together. They fall
 * to the lines by what was paid for each; each line's share is multiplied by what applies to it, exactly, and the sum
 * is rounded down once; then the cap. At last they are divided over the lines by largest remainder, so that the lines'
 * points add up to the order's and a refund can take back a line's own. Without multipliers and cap that is
 * floor(goods paid / 100) × points per unit.
 */
export function earnForOrder(order: OrderToEarn): Earned {
  const { lines, discountMinor, rules } = order;
  const { combine } = rules.multipliers;
  const paid = paidByLine(lines, discountMinor);
  const goodsPaid = lines.map((line, at) => (line.goods ? (paid[at] ?? 0) : 0));
  const goodsPaidMinor = goodsPaid.reduce((sum, minor) => sum + minor, 0);
  const ofOrder = onOrder(rules, order);
  const ofLine = lines.map(({ category }) => [...ofOrder, ...onCategory(rules, order, category)]);
  const weights = ofLine.map((applying, at) => BigInt(goodsPaid[at] ?? 0) * BigInt(combined(applying, combine)));

  const base = BigInt(Math.floor(goodsPaidMinor / 100)) * BigInt(rules.perMajorUnit);
  const weight = weights.reduce((sum, one) => sum + one, 0n);
  const exact = goodsPaidMinor === 0 ? 0n : (base * weight) / (BigInt(goodsPaidMinor) * 100n);
  const points = Math.min(Number(exact), rules.capPerOrder ?? Number.MAX_SAFE_INTEGER);

  const shares = shareOut(points, weights);
  const multipliers = distinct(ofLine.filter((_, at) => (goodsPaid[at] ?? 0) > 0).flat());
  const campaign = multipliers.find(({ name }) => name.startsWith("campaign:"))?.name.slice("campaign:".length);
  return {
    points,
    goodsPaidMinor,
    byLine: lines.map((_, at) => ({ paidMinor: paid[at] ?? 0, points: shares[at] ?? 0 })),
    rule: ruleOf(multipliers, combine, Number(exact) > points),
    multipliers,
    ...(campaign === undefined ? {} : { campaign }),
  };
}

const distinct = (all: readonly Applying[]): Applying[] => [
  ...new Map(all.map((applying) => [applying.name, applying])).values(),
];

/** The rule as it stands in the entry: what was decided by, and with what. */
function ruleOf(multipliers: readonly Applying[], how: PointsRules["multipliers"]["combine"], capped: boolean): string {
  const sign = { add: " + ", highest: " | ", multiply: " × " }[how];
  const factors = multipliers.map(({ name, hundredths }) => `${name} ×${hundredths / 100}`).join(sign);
  const parts = ["per-major-unit", ...(factors === "" ? [] : [factors]), ...(capped ? ["capped"] : [])];
  return parts.join(", ").slice(0, LONGEST_RULE);
}
