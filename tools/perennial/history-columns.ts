/** The columns of a history's files: what each holds, and an example. Columns that aren't named here are refused. */
export interface Column {
  name: string;
  /** Whether every row must have it. */
  needed: boolean;
  what: string;
  example: string;
}

const column = (name: string, example: string, what: string, needed = false): Column => ({
  name,
  example,
  what,
  needed,
});
const IDENTITY = [
  column("customerId", "C-1001", "the shop's own id of the member; or one of the three below"),
  column("unionId", "", "WeChat UnionID"),
  column("phone", "+447700900001", "E.164 with +, or as dialled in the deployment's country"),
  column("email", "ann@example.org", "e-mail address"),
];

export const HISTORY_FILES = {
  "members.csv": [
    ...IDENTITY,
    column("joinedAt", "2024-03-01T10:30:00+00:00", "when the member joined", true),
    column("givenName", "Ann", ""),
    column("familyName", "Archer", ""),
    column("birthday", "1990-05-17", "YYYY-MM-DD"),
    column("timeZone", "Europe/London", "IANA name; the shop's when empty"),
    column("language", "en", "en or zh-CN"),
    column("consentSms", "yes", "yes, no, or empty for not known"),
    column("consentEmail", "no", "yes, no, or empty for not known"),
  ],
  "orders.csv": [
    column("orderId", "A-1", "one row for each line; the rows of an order stand together", true),
    ...IDENTITY,
    column("paidAt", "2024-03-05 14:10", "when it was paid", true),
    column("currency", "GBP", "ISO 4217", true),
    column("storeId", "", "where it was bought"),
    column("delivery", "3.95", "paid for delivery, once for the order"),
    column("orderDiscount", "0", "taken off the order, once for the order"),
    column("lineId", "1", "the line's position when empty"),
    column("sku", "MUG-RED", "", true),
    column("name", "Red mug", ""),
    column("category", "Kitchen", "written as kitchen, fresh-fruit and the like"),
    column("quantity", "2", "whole, from 1", true),
    column("unitPrice", "4.50", "in major units", true),
    column("discount", "0", "taken off the line"),
    column("goods", "yes", "no for postage and the like: paid, but earning nothing"),
  ],
  "refunds.csv": [
    column("refundId", "R-1", "one row for each line; the rows of a refund stand together", true),
    column("orderId", "A-1", "the order that it is of", true),
    ...IDENTITY,
    column("refundedAt", "2024-03-09 09:00", "when it was paid back", true),
    column("currency", "GBP", "ISO 4217", true),
    column("lineId", "1", "the line of the order", true),
    column("quantity", "1", "whole, from 1", true),
    column("amount", "4.50", "paid back for it, in major units", true),
  ],
} as const satisfies Record<string, readonly Column[]>;
export type HistoryFile = keyof typeof HISTORY_FILES;
