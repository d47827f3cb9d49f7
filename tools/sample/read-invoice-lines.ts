import { compareText } from "./compare-text.ts";
import type { RejectedRow, RejectionReason } from "./sample-events.ts";
import type { OrderRow } from "./sample-rows.ts";
import { shopInstant } from "./shop-time.ts";

/** A row of Online Retail that makes sense: of an order, or of a cancellation. */
export interface InvoiceLine {
  readonly invoice: string;
  readonly cancels: boolean;
  readonly customerId: string;
  readonly sku: string;
  readonly description: string;
  /** Positive, for cancellations too. */
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** ISO 8601 instant in UTC, whole minutes: as text they sort by time. */
  readonly at: string;
  readonly row: number;
}

/** Whole pence of a price like 2.5, read as text: binary fractions would not multiply exactly. Null if it isn't. */
function pence(price: string): number | null {
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(price);
  return parts === null ? null : Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
}

function refuse(row: number, reason: RejectionReason, detail: string): RejectedRow {
  return { file: "orders.csv", row, reason, detail };
}

/** Reads one row; what can't be booked comes back with its reason. `instant` turns the shop's local time into UTC. */
function readLine(raw: OrderRow, row: number, known: ReadonlySet<string>, instant: (local: string) => string | null) {
  const unitPriceMinor = pence(raw.UnitPrice);
  const at = instant(raw.InvoiceDate);
  const cancels = raw.InvoiceNo.startsWith("C");
  const quantity = /^-?\d{1,9}$/.test(raw.Quantity) ? Number(raw.Quantity) : null;
  if (quantity === null || at === null) {
    return refuse(row, "unreadable", `Quantity "${raw.Quantity}" or time "${raw.InvoiceDate}" can't be read`);
  }
  if (unitPriceMinor === null) return refuse(row, "price-not-in-pence", `Price "${raw.UnitPrice}" is not whole pence`);
  if (unitPriceMinor === 0) return refuse(row, "price-is-zero", `${raw.StockCode} was given away: nothing was paid`);
  if (quantity === 0 || quantity < 0 !== cancels) {
    return refuse(row, "quantity-has-the-wrong-sign", `Invoice ${raw.InvoiceNo} with quantity ${raw.Quantity}`);
  }
  if (!known.has(raw.CustomerID)) return refuse(row, "unknown-customer", `members.csv has no ${raw.CustomerID}`);
  return {
    invoice: raw.InvoiceNo,
    cancels,
    customerId: raw.CustomerID,
    sku: raw.StockCode,
    description: raw.Description,
    quantity: Math.abs(quantity),
    unitPriceMinor,
    at,
    row,
  };
}

/** By what the lines say, never by where they stood: the same lines in another order must become the same orders. */
function byContent(a: InvoiceLine, b: InvoiceLine): number {
  return (
    compareText(a.invoice, b.invoice) ||
    compareText(a.sku, b.sku) ||
    a.unitPriceMinor - b.unitPriceMinor ||
    a.quantity - b.quantity ||
    compareText(a.description, b.description) ||
    compareText(a.at, b.at) ||
    a.row - b.row
  );
}

/**
 * Reads the rows of orders.csv. `known` holds the customer ids of members.csv. Lines come back sorted by invoice and
 * content, and all lines of an invoice carry its earliest time: some invoices were written over two minutes.
 */
export function readInvoiceLines(
  rows: readonly OrderRow[],
  known: ReadonlySet<string>,
): { lines: InvoiceLine[]; rejected: RejectedRow[] } {
  const instants = new Map<string, string | null>();
  const instant = (local: string): string | null => {
    const seen = instants.get(local);
    if (seen !== undefined) return seen;
    const read = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(local) ? instantOrNull(local) : null;
    instants.set(local, read);
    return read;
  };

  const lines: InvoiceLine[] = [];
  const rejected: RejectedRow[] = [];
  for (const [index, raw] of rows.entries()) {
    const read = readLine(raw, index + 2, known, instant);
    if ("reason" in read) rejected.push(read);
    else lines.push(read);
  }

  const begun = new Map<string, string>();
  for (const { invoice, at } of lines) {
    const earliest = begun.get(invoice);
    if (earliest === undefined || at < earliest) begun.set(invoice, at);
  }
  return {
    lines: lines.map((line) => ({ ...line, at: begun.get(line.invoice) ?? line.at })).sort(byContent),
    rejected,
  };
}

function instantOrNull(local: string): string | null {
  try {
    return shopInstant(local);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
