import type { OrderLine } from "../../contract/event.ts";
import { shareOut } from "../share-out.ts";

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
