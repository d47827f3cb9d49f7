import type { ValuedDiscrepancy } from "../discrepancies/discrepancy.ts";
import type { FoundDiscrepancies } from "../discrepancies/discrepancy-store.ts";
import { type CloseColumn, column } from "./close-tables.ts";

/** As `CLOSE_SCHEMA_VERSION`, of this table alone: it came later, and who reads the others needn't know. */
export const DISCREPANCY_SCHEMA_VERSION = 1;

interface DiscrepancyRow {
  of: FoundDiscrepancies;
  one: ValuedDiscrepancy;
}

/**
 * What orders booked on a closed day were found to lack: `discrepancies.csv`, `discrepancies.parquet`, one line each.
 * They are facts of that day alone: whether one was settled since is the list's to say.
 */
export const DISCREPANCY_TABLE: { name: string; columns: readonly CloseColumn<DiscrepancyRow>[] } = {
  name: "discrepancies",
  columns: [
    column("schema", "whole", "version of these columns", () => DISCREPANCY_SCHEMA_VERSION),
    column("day", "text", "the shop's day on which the order was booked, YYYY-MM-DD", ({ of }) => of.value.bookedOn),
    column("order_key", "text", "the order, <channel>:<orderId>", ({ of }) => of.value.orderKey),
    column("member_id", "text", "whose order it is", ({ of }) => of.memberId),
    column("channel", "text", "where it was paid", ({ of }) => of.value.channel),
    column("store", "text", "the store, where there is one", ({ of }) => of.value.storeId ?? null),
    column("paid_on", "text", "the shop's day on which it was paid", ({ of }) => of.value.paidOn),
    column("what", "text", "points, stored-value or coupon", ({ one }) => one.what),
    column("code", "text", "the coupon's code", ({ one }) => one.code ?? null),
    column("missing", "whole", "points, or minor units, that were not there", ({ one }) => one.missing),
    column("value_minor", "whole", "its value in minor units; empty where unknown", ({ one }) => one.valueMinor),
    column("currency", "text", "ISO 4217", ({ of }) => of.value.currency),
    column("because", "text", "why it was not there", ({ one }) => one.because),
  ],
};

export const discrepancyRows = (found: readonly FoundDiscrepancies[]): DiscrepancyRow[] =>
  found.flatMap((of) => of.value.discrepancies.map((one) => ({ of, one })));

/** What the hash is taken over: names, types, meanings, in their order. */
export const discrepancySchema = () => DISCREPANCY_TABLE.columns.map(({ name, type, what }) => [name, type, what]);
