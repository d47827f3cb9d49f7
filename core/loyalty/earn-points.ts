import type { OrderLine } from "../contract/event.ts";
import { shareOut } from "./share-out.ts";

/** What was paid for a line and what it earned. */
export interface LineEarning {
  /** Line's amount less its share of the order's discount, in minor units. */
  paidMinor: number;
  points: number;
}

type CountedLine = Pick<OrderLine, "amountMinor" | "goods">;

/**
 * What was paid for each line, in minor units: its amount, less for goods its share of the discount on the whole order,
 * by largest remainder. A discount above the goods' sum has taken them whole; the rest of it was off delivery and charges.
 */
export function paidByLine(lines: readonly CountedLine[], discountMinor: number): number[] {
  const goods = lines.map((line) => (line.goods ? line.amountMinor : 0));
  const goodsMinor = goods.reduce((sum, minor) => sum + minor, 0);
  const off = shareOut(Math.min(discountMinor, goodsMinor), goods);
  return lines.map((line, at) => line.amountMinor - (off[at] ?? 0));
}

/**
 * Points for an order: so many for each whole major unit (100 minor) paid for goods, divided over the lines by what was
 * paid for each, so that the lines' points add up to the order's and a refund can take back a line's own.
 */
export function earnPoints(
  lines: readonly CountedLine[],
  discountMinor: number,
  perMajorUnit: number,
): { points: number; goodsPaidMinor: number; byLine: LineEarning[] } {
  const paid = paidByLine(lines, discountMinor);
  const goodsPaid = lines.map((line, at) => (line.goods ? (paid[at] ?? 0) : 0));
  const goodsPaidMinor = goodsPaid.reduce((sum, minor) => sum + minor, 0);
  const points = Math.floor(goodsPaidMinor / 100) * perMajorUnit;
  const shares = shareOut(points, goodsPaid);
  const byLine = lines.map((_, at) => ({ paidMinor: paid[at] ?? 0, points: shares[at] ?? 0 }));
  return { points, goodsPaidMinor, byLine };
}
