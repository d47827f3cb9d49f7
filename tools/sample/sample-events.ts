/** A customer as `members.csv` has them: made up, but for the id. */
export interface SampleMember {
  readonly customerId: string;
  readonly givenName: string;
  readonly familyName: string;
  /** E.164, or null when the shop never learnt one. */
  readonly phone: string | null;
  readonly email: string | null;
  readonly timeZone: string;
  readonly language: "en" | "zh-CN";
  /** ISO 8601 instant in UTC. */
  readonly joinedAt: string;
  readonly consent: { readonly sms: boolean; readonly email: boolean };
}

export interface SampleOrderLine {
  /** The line's position in its order, from "1": an invoice may name one sku several times. */
  readonly lineId: string;
  readonly sku: string;
  readonly name: string;
  /** Derived from descriptions (samples/categories.json); Online Retail has none. */
  readonly category: string;
  readonly quantity: number;
  /** Pence. */
  readonly unitPriceMinor: number;
  /** quantity × unitPriceMinor, exactly. */
  readonly amountMinor: number;
  /** False for postage, manual entries and the like: paid, but earning nothing. */
  readonly goods: boolean;
  /** Line number in orders.csv, the header being 1. */
  readonly row: number;
}

export interface SampleOrder {
  readonly orderId: string;
  readonly customerId: string;
  /** ISO 8601 instant in UTC: the earliest time among the invoice's lines. */
  readonly at: string;
  readonly currency: "GBP";
  readonly lines: readonly SampleOrderLine[];
  /** Pence, all lines. */
  readonly totalMinor: number;
  /** Pence, only lines that are goods. */
  readonly goodsMinor: number;
}

export interface SampleRefundLine {
  /** The line of the order that is taken back. */
  readonly lineId: string;
  readonly quantity: number;
  /** Pence: what the order was paid for this quantity. */
  readonly amountMinor: number;
  /** Pence: what the cancellation itself named; another figure when its price is not the order's. */
  readonly namedMinor: number;
  /** Line numbers in orders.csv. */
  readonly rows: readonly number[];
}

export interface SampleRefund {
  /** `<cancellation invoice>-<order>`: one cancellation that touches several orders is one refund for each. */
  readonly refundId: string;
  readonly orderId: string;
  readonly customerId: string;
  /** ISO 8601 instant in UTC. */
  readonly at: string;
  readonly lines: readonly SampleRefundLine[];
  /** Pence. */
  readonly amountMinor: number;
}

export type RejectionReason =
  | "unreadable"
  | "price-is-zero"
  | "price-not-in-pence"
  | "quantity-has-the-wrong-sign"
  | "unknown-customer"
  | "customer-twice"
  | "no-earlier-order-has-it-left";

/** A row, or the part of a cancellation's quantity, that came to nothing. */
export interface RejectedRow {
  readonly file: "members.csv" | "orders.csv";
  /** Line number, the header being 1. */
  readonly row: number;
  readonly reason: RejectionReason;
  /** A sentence for the import report, with what was found; no personal data. */
  readonly detail: string;
  /** How much of a cancellation found no order; absent for rows rejected whole. */
  readonly unmatchedQuantity?: number;
}

export interface Sample {
  /** By customer id. */
  readonly members: readonly SampleMember[];
  /** By time, then order id. */
  readonly orders: readonly SampleOrder[];
  /** By time, then refund id. */
  readonly refunds: readonly SampleRefund[];
  /** By file, then row. */
  readonly rejected: readonly RejectedRow[];
}
