import type { Mall, MallItem } from "../../programme/mall.ts";
import type { AllotmentStore } from "../allotments/allotment-store.ts";
import type { MallAnswer } from "./mall-schemas.ts";
import { stockOf } from "./mall-stock.ts";

/** Stocks that are read side by side. */
const AT_ONCE = 8;

/** Whether an article can be had at a moment. */
export const isOnSale = ({ from, until }: Pick<MallItem, "from" | "until">, now: string): boolean =>
  (from === undefined || Date.parse(from) <= Date.parse(now)) &&
  (until === undefined || Date.parse(now) < Date.parse(until));

/** What the mall has at a moment, with what is left of it. */
export async function showMall(mall: Mall, now: string, allotments: AllotmentStore): Promise<MallAnswer> {
  const onSale = mall.items.filter((item) => isOnSale(item, now));
  const items: MallAnswer["items"] = [];
  for (let at = 0; at < onSale.length; at += AT_ONCE) {
    items.push(...(await Promise.all(onSale.slice(at, at + AT_ONCE).map((item) => shown(item, allotments)))));
  }
  return { items };
}

async function shown(item: MallItem, allotments: AllotmentStore): Promise<MallAnswer["items"][number]> {
  const { id, kind, name, points, perMember = null, until = null } = item;
  const handover = item.kind === "gift" ? item.handover : [];
  return { id, kind, name, points, left: await leftOf(item, allotments), perMember, handover, until };
}

/** Until the first one is had the stock is the configured one, untouched. */
async function leftOf({ id, stock }: MallItem, allotments: AllotmentStore): Promise<number | null> {
  if (stock === undefined) return null;
  const read = await allotments.read(stockOf(id));
  if (read === undefined) return stock;
  const given = read.shards.reduce((sum, { pending, posted }) => sum + pending + posted, 0);
  return Math.max(0, stock - given);
}
