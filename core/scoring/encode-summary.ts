import * as z from "zod";
import type { OrderDay, RefundDay, Summary } from "./summary.ts";

/**
 * The summary as it is stored: plain JSON, and small, since each order writes it anew. Days are counted from the one
 * before, figures written in base 36, and zeros at the end of a record left out: a day with one order takes 8 bytes.
 */
export const EncodedSummary = z.strictObject({
  v: z.literal(1),
  /** firstDay, orders, cancelled, paidMinor, goodsMinor, refundedMinor, foldedThrough, refundsFoldedThrough; -1 is null. */
  t: z.array(z.int()).length(8),
  /** `days` as records day,orders,paidMinor,refundedMinor,cancelled. */
  d: z.string(),
  /** `refunds` as records effectiveDay,orderDay,refundedMinor,cancelled, the order's day counted back from the other. */
  r: z.string(),
});
export type EncodedSummary = z.infer<typeof EncodedSummary>;

/** What is stored as a summary can't be read as one. */
export class SummaryFormatError extends Error {
  override readonly name = "SummaryFormatError";
}

const orNull = (day: number | null): number => day ?? -1;
const fromNull = (day: number): number | null => (day === -1 ? null : day);

function write(records: readonly (readonly number[])[]): string {
  return records
    .map((record) =>
      record
        .map((n) => n.toString(36))
        .join(",")
        .replace(/(,0)+$/, ""),
    )
    .join(";");
}

function read(text: string, width: number): number[][] {
  if (text === "") return [];
  return text.split(";").map((record) => {
    const parts = record.split(",");
    const figures = parts.map((part) => (/^-?[0-9a-z]+$/.test(part) ? Number.parseInt(part, 36) : Number.NaN));
    if (figures.length > width || !figures.every(Number.isSafeInteger)) {
      throw new SummaryFormatError(`a record of a summary can't be read: ${record}`);
    }
    return figures;
  });
}

/** The stored form of a summary. */
export function encodeSummary(summary: Summary): EncodedSummary {
  const { days, refunds } = summary;
  return {
    v: 1,
    t: [
      orNull(summary.firstDay),
      summary.orders,
      summary.cancelled,
      summary.paidMinor,
      summary.goodsMinor,
      summary.refundedMinor,
      orNull(summary.foldedThrough),
      orNull(summary.refundsFoldedThrough),
    ],
    d: write(
      days.map((one, i) => [
        one.day - (days[i - 1]?.day ?? 0),
        one.orders,
        one.paidMinor,
        one.refundedMinor,
        one.cancelled,
      ]),
    ),
    r: write(
      refunds.map((one, i) => [
        one.effectiveDay - (refunds[i - 1]?.effectiveDay ?? 0),
        one.effectiveDay - one.orderDay,
        one.refundedMinor,
        one.cancelled,
      ]),
    ),
  };
}

/** The summary of a stored form. @throws SummaryFormatError when it isn't one. */
export function decodeSummary(stored: unknown): Summary {
  const parsed = EncodedSummary.safeParse(stored);
  if (!parsed.success) throw new SummaryFormatError("what is stored is no summary", { cause: parsed.error });
  const { t, d, r } = parsed.data;
  const [firstDay = -1, orders = 0, cancelled = 0, paidMinor = 0, goodsMinor = 0, refundedMinor = 0, ...folded] = t;
  const [foldedThrough = -1, refundsFoldedThrough = -1] = folded;

  let day = 0;
  const days = read(d, 5).map(([delta = 0, ofDay = 0, paid = 0, refunded = 0, cancelledOfDay = 0]): OrderDay => {
    day += delta;
    return { day, orders: ofDay, paidMinor: paid, refundedMinor: refunded, cancelled: cancelledOfDay };
  });
  let effectiveDay = 0;
  const refunds = read(r, 4).map(([delta = 0, back = 0, refunded = 0, cancelledOrders = 0]): RefundDay => {
    effectiveDay += delta;
    return { effectiveDay, orderDay: effectiveDay - back, refundedMinor: refunded, cancelled: cancelledOrders };
  });
  return {
    firstDay: fromNull(firstDay),
    orders,
    cancelled,
    paidMinor,
    goodsMinor,
    refundedMinor,
    days,
    refunds,
    foldedThrough: fromNull(foldedThrough),
    refundsFoldedThrough: fromNull(refundsFoldedThrough),
  };
}
