import type { Programme } from "../../programme/programme.ts";
import type { Discrepancy, Used } from "../checkout/used.ts";
import { type SpendRate, valueOfPoints } from "../checkout/value-of-points.ts";

/** What the till gave for and wasn't there, with its value in minor units; null where nobody has said what it is worth. */
export interface ValuedDiscrepancy extends Discrepancy {
  valueMinor: number | null;
}

/** Who settled an order's discrepancies, when and why: on record for good. */
export interface Settlement {
  at: string;
  operator: string;
  reason: string;
}

/** What an order was found to lack when it was booked. Nothing in it changes afterwards; it is settled or it isn't. */
interface Facts {
  orderKey: string;
  channel: string;
  storeId?: string;
  /** The shop's day of payment. */
  paidOn: string;
  /** The shop's day on which the order reached the books: by it finance looks for it. */
  bookedOn: string;
  currency: string;
  discrepancies: ValuedDiscrepancy[];
}

export type OrderDiscrepancies = Facts & ({ state: "open" } | { state: "settled"; settled: Settlement });

/** What of a paid order is looked at. */
interface PaidOrder extends Pick<Facts, "orderKey" | "storeId" | "paidOn" | "bookedOn" | "currency"> {
  used?: Used;
}

/** An order's discrepancies for finance; undefined where all that it used was there. */
export function discrepanciesOf(order: PaidOrder, { points }: Programme): OrderDiscrepancies | undefined {
  const { orderKey, storeId, paidOn, bookedOn, currency, used } = order;
  if (used === undefined || used.discrepancies.length === 0) return undefined;
  return {
    orderKey,
    // Names of channels hold no colon.
    channel: orderKey.slice(0, orderKey.indexOf(":")),
    ...(storeId === undefined ? {} : { storeId }),
    ...{ paidOn, bookedOn, currency },
    discrepancies: used.discrepancies.map((one) => ({ ...one, valueMinor: worthOf(one, points.spend) })),
    state: "open",
  };
}

/** A gift, and free delivery, take nothing off the goods: what they were worth the order doesn't say. */
function worthOf({ what, missing }: Discrepancy, rate: SpendRate): number | null {
  if (what === "points") return valueOfPoints(missing, rate);
  return what === "coupon" && missing === 0 ? null : missing;
}

/** What discrepancies come to, and how many have no value that is known. */
export interface DiscrepancyMoney {
  valueMinor: number;
  unvalued: number;
}

export const moneyOf = (discrepancies: readonly ValuedDiscrepancy[]): DiscrepancyMoney => ({
  valueMinor: discrepancies.reduce((sum, { valueMinor }) => sum + (valueMinor ?? 0), 0),
  unvalued: discrepancies.filter(({ valueMinor }) => valueMinor === null).length,
});
