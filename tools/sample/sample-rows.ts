import { parse } from "csv-parse/sync";
import * as z from "zod";

const orderRow = z.object({
  InvoiceNo: z.string(),
  StockCode: z.string(),
  Description: z.string(),
  Quantity: z.string(),
  InvoiceDate: z.string(),
  UnitPrice: z.string(),
  CustomerID: z.string(),
  Country: z.string(),
});

const memberRow = z.object({
  customerId: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  phone: z.string(),
  email: z.string(),
  timeZone: z.string(),
  language: z.enum(["en", "zh-CN"]),
  joinedAt: z.string(),
  consentSms: z.enum(["yes", "no"]),
  consentEmail: z.enum(["yes", "no"]),
});

/** A line of Online Retail, every cell as it is written there. `InvoiceDate` is a local time without a zone. */
export type OrderRow = z.infer<typeof orderRow>;

/** A line of `members.csv`; an empty `phone` or `email` means that the shop never learnt it. */
export type MemberRow = z.infer<typeof memberRow>;

/** Reads the text of an Online Retail file; throws when a column is missing or a row has too few cells. */
export function orderRows(csv: string): OrderRow[] {
  return z.array(orderRow).parse(parse(csv, { columns: true }));
}

/** Reads the text of `members.csv`; throws when a column is missing or a consent is neither yes nor no. */
export function memberRows(csv: string): MemberRow[] {
  return z.array(memberRow).parse(parse(csv, { columns: true }));
}
