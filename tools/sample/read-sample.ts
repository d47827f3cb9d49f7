import { compareText } from "./compare-text.ts";
import { matchCancellations } from "./match-cancellations.ts";
import { type InvoiceLine, readInvoiceLines } from "./read-invoice-lines.ts";
import type { SampleCatalogue } from "./sample-catalogue.ts";
import type { RejectedRow, Sample, SampleMember, SampleOrder, SampleOrderLine } from "./sample-events.ts";
import type { MemberRow, OrderRow } from "./sample-rows.ts";

function readMembers(rows: readonly MemberRow[]): { members: SampleMember[]; rejected: RejectedRow[] } {
  const members = new Map<string, SampleMember>();
  const rejected: RejectedRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (members.has(row.customerId)) {
      const detail = `Customer ${row.customerId} stands further up already`;
      rejected.push({ file: "members.csv", row: index + 2, reason: "customer-twice", detail });
      continue;
    }
    const { consentSms, consentEmail, phone, email, ...rest } = row;
    members.set(row.customerId, {
      ...rest,
      phone: phone === "" ? null : phone,
      email: email === "" ? null : email,
      consent: { sms: consentSms === "yes", email: consentEmail === "yes" },
    });
  }
  return { members: [...members.values()].sort((a, b) => compareText(a.customerId, b.customerId)), rejected };
}

/** The description a sku carries most often, the first by alphabet among equals: the file's are not consistent. */
function usualDescriptions(lines: readonly InvoiceLine[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { sku, description } of lines) {
    const ofSku = counts.get(sku) ?? new Map<string, number>();
    ofSku.set(description, (ofSku.get(description) ?? 0) + 1);
    counts.set(sku, ofSku);
  }
  const usual = new Map<string, string>();
  for (const [sku, ofSku] of counts) {
    const [top] = [...ofSku].sort(([a, m], [b, n]) => n - m || compareText(a, b));
    if (top !== undefined) usual.set(sku, top[0]);
  }
  return usual;
}

function readOrder(
  orderId: string,
  lines: readonly InvoiceLine[],
  usual: Map<string, string>,
  catalogue: SampleCatalogue,
) {
  const read = lines.map(({ sku, quantity, unitPriceMinor, row }, index): SampleOrderLine => {
    const name = usual.get(sku) ?? "";
    return {
      lineId: String(index + 1),
      sku,
      name,
      category: catalogue.categoryOf(sku, name),
      quantity,
      unitPriceMinor,
      amountMinor: quantity * unitPriceMinor,
      goods: catalogue.isGoods(sku),
      row,
    };
  });
  return {
    orderId,
    lines: read,
    totalMinor: read.reduce((sum, line) => sum + line.amountMinor, 0),
    goodsMinor: read.reduce((sum, line) => sum + (line.goods ? line.amountMinor : 0), 0),
  };
}

function readOrders(lines: readonly InvoiceLine[], catalogue: SampleCatalogue): SampleOrder[] {
  const usual = usualDescriptions(lines);
  const invoices = new Map<string, [InvoiceLine, ...InvoiceLine[]]>();
  for (const line of lines) {
    const begun = invoices.get(line.invoice);
    if (begun === undefined) invoices.set(line.invoice, [line]);
    else begun.push(line);
  }
  return [...invoices]
    .map(([orderId, ofOrder]): SampleOrder => {
      const { customerId, at } = ofOrder[0];
      return { ...readOrder(orderId, ofOrder, usual, catalogue), customerId, at, currency: "GBP" };
    })
    .sort((a, b) => compareText(a.at, b.at) || compareText(a.orderId, b.orderId));
}

/**
 * Turns the parsed rows of `samples/` into what a shop would have sent: who joined, what they ordered, what was taken
 * back. Every row ends in an order's line, in a refund's line or among the rejected; the order of the rows makes no
 * difference but for the row numbers. Nothing is read, and nothing is thrown for a row that makes no sense.
 */
export function readSample(
  members: readonly MemberRow[],
  orders: readonly OrderRow[],
  catalogue: SampleCatalogue,
): Sample {
  const people = readMembers(members);
  const { lines, rejected } = readInvoiceLines(orders, new Set(people.members.map((member) => member.customerId)));
  const bought = readOrders(
    lines.filter((line) => !line.cancels),
    catalogue,
  );
  const matched = matchCancellations(
    bought,
    lines.filter((line) => line.cancels),
  );
  return {
    members: people.members,
    orders: bought,
    refunds: matched.refunds,
    rejected: [...people.rejected, ...[...rejected, ...matched.rejected].sort((a, b) => a.row - b.row)],
  };
}
