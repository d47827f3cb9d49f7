import { createHash } from "node:crypto";
import type * as z from "zod";
import type { ChannelEvent } from "../../core/contract/event.ts";
import { categorySlug } from "../../core/ingestion/category-slug.ts";
import { CellError, Cells, type HistoryRow } from "./history-cells.ts";

/** An event as it is posted: what the schema takes, defaults not filled in. */
export type PostedEvent = z.input<typeof ChannelEvent>;

export interface HistorySettings {
  /** The channel that the history is of: with the order's id it names an order for good. */
  channel: string;
  timeZone: string | undefined;
}

const IDENTITIES = ["customerId", "unionId", "phone", "email"] as const;

function identityOf(cells: Cells) {
  const identity = Object.fromEntries(
    IDENTITIES.flatMap((kind) => {
      const value = cells.text(kind);
      return value === undefined ? [] : [[kind, value]];
    }),
  );
  if (Object.keys(identity).length === 0) throw new CellError(`one of ${IDENTITIES.join(", ")} is needed`);
  return identity;
}

/** Fields that are there: an empty cell says nothing. */
const said = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** A member's row as an event. The same row gives the same event id, so that a second import is harmless. */
export function memberEvent(row: HistoryRow, { channel, timeZone }: HistorySettings): PostedEvent {
  const cells = new Cells(row, timeZone);
  const identity = identityOf(cells);
  const language = cells.text("language");
  if (language !== undefined && language !== "en" && language !== "zh-CN")
    throw new CellError("language must be en or zh-CN");
  const consent = said({ sms: cells.answer("consentSms"), email: cells.answer("consentEmail") });
  // A phone or an address must not stand in an id: their hash does.
  const name =
    cells.text("customerId") ?? createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 24);
  return {
    channel,
    eventId: `import-member-${name}`,
    type: "member.registered",
    occurredAt: cells.moment("joinedAt"),
    identity,
    historic: true,
    data: {
      ...said({
        givenName: cells.text("givenName"),
        familyName: cells.text("familyName"),
        birthday: cells.text("birthday"),
        timeZone: cells.text("timeZone"),
        language,
      }),
      ...(Object.keys(consent).length > 0 ? { marketingConsent: consent } : {}),
    },
  };
}

/** Cells that belong to the whole order or refund must say the same on each of its rows, or nothing after the first. */
function mustAgree(rows: readonly HistoryRow[], columns: readonly string[]): void {
  const [first, ...others] = rows;
  for (const row of others) {
    for (const column of columns) {
      const cell = row.cells[column];
      if (cell !== undefined && cell !== first?.cells[column]) {
        throw new CellError(`${column} differs between its rows (line ${row.line})`);
      }
    }
  }
}

const WHOLE_ORDER = [...IDENTITIES, "paidAt", "currency", "storeId", "delivery", "orderDiscount"];
const WHOLE_REFUND = [...IDENTITIES, "orderId", "refundedAt", "currency"];

/** Rows of one order, at least one, as an event. */
export function orderEvent(rows: readonly [HistoryRow, ...HistoryRow[]], settings: HistorySettings): PostedEvent {
  mustAgree(rows, WHOLE_ORDER);
  const { channel, timeZone } = settings;
  const order = new Cells(rows[0], timeZone);
  const orderId = order.needed("orderId");
  const currency = order.currency("currency");
  const lines = rows.map((row) => {
    const cells = new Cells(row, timeZone);
    const quantity = cells.whole("quantity");
    const unitPriceMinor = cells.money("unitPrice", currency);
    const discountMinor = cells.money("discount", currency);
    return {
      sku: cells.needed("sku"),
      ...said({
        lineId: cells.text("lineId"),
        name: cells.text("name"),
        category: categorySlug(cells.text("category")),
      }),
      quantity,
      unitPriceMinor,
      discountMinor,
      amountMinor: quantity * unitPriceMinor - discountMinor,
      goods: cells.answer("goods") ?? true,
    };
  });
  const deliveryMinor = order.money("delivery", currency);
  const discountMinor = order.money("orderDiscount", currency);
  const goodsMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  return {
    channel,
    eventId: `import-paid-${orderId}`,
    type: "order.paid",
    occurredAt: order.moment("paidAt"),
    identity: identityOf(order),
    historic: true,
    data: {
      orderId,
      currency,
      ...said({ storeId: order.text("storeId") }),
      lines,
      deliveryMinor,
      discountMinor,
      totalMinor: goodsMinor + deliveryMinor - discountMinor,
    },
  };
}

/** Rows of one refund, at least one, as an event. */
export function refundEvent(rows: readonly [HistoryRow, ...HistoryRow[]], settings: HistorySettings): PostedEvent {
  mustAgree(rows, WHOLE_REFUND);
  const { channel, timeZone } = settings;
  const refund = new Cells(rows[0], timeZone);
  const refundId = refund.needed("refundId");
  const currency = refund.currency("currency");
  return {
    channel,
    eventId: `import-refund-${refundId}`,
    type: "order.refunded",
    occurredAt: refund.moment("refundedAt"),
    identity: identityOf(refund),
    historic: true,
    data: {
      refundId,
      orderId: refund.needed("orderId"),
      currency,
      lines: rows.map((row) => {
        const cells = new Cells(row, timeZone);
        return {
          lineId: cells.needed("lineId"),
          quantity: cells.whole("quantity"),
          amountMinor: cells.money("amount", currency),
        };
      }),
    },
  };
}
