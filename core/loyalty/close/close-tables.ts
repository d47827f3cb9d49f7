import { ENTRY_KINDS } from "../ledger/entry.ts";
import type { Close } from "./close.ts";
import type { Line } from "./line.ts";

/** A cell of an export: whole numbers stay whole. */
export type Cell = string | number | null;

/** A column as every form of an export has it. */
export interface CloseColumn<R> {
  name: string;
  type: "text" | "whole" | "share";
  /** For docs/finance.md, and the hash that fixes the schema's version. */
  what: string;
  value: (row: R) => Cell;
}

export interface CloseTable<R> {
  name: string;
  columns: readonly CloseColumn<R>[];
  rows: (close: Close) => R[];
}

/** Moves when a column is added, renamed, moved or means something else: a test holds each version to its columns. */
export const CLOSE_SCHEMA_VERSION = 1;

type LineRow = Line & { day: string };

export const column = <R>(
  name: string,
  type: CloseColumn<R>["type"],
  what: string,
  value: (row: R) => Cell,
): CloseColumn<R> => ({ name, type, what, value });

/** The closed day line by line: `close.csv`, `close.parquet`. */
export const CLOSE_TABLE: CloseTable<LineRow> = {
  name: "close",
  columns: [
    column("schema", "whole", "version of these columns", () => CLOSE_SCHEMA_VERSION),
    column("day", "text", "the shop's day, YYYY-MM-DD", ({ day }) => day),
    column("view", "text", "account, campaign, store, lot-tier, lot-campaign or lot-store", ({ view }) => view),
    column("account", "text", "points, pending, principal, bonus or growth", ({ account }) => account),
    column("key", "text", "campaign, store or tier of the line; (all), (none), (owed)", ({ key }) => key),
    column("opening", "whole", "closing of the day before, in units of the account", ({ opening }) => opening),
    ...ENTRY_KINDS.map((kind) =>
      column<LineRow>(
        kind.replaceAll("-", "_"),
        "whole",
        `sum of the day's entries of kind ${kind}, signed`,
        ({ columns }) => columns[kind],
      ),
    ),
    column("closing", "whole", "opening and all columns together", ({ closing }) => closing),
    column("entries", "whole", "entries of the day in this line", ({ entries }) => entries),
  ],
  rows: ({ day, lines }) => lines.map((line) => ({ ...line, day })),
};

const ofEstimate = ({ liability: { breakage } }: Close) => (breakage.kind === "estimated" ? breakage : undefined);
const ofLack = ({ liability: { breakage } }: Close) => (breakage.kind === "estimated" ? undefined : breakage);

/** What the shop owes for points at the end of the day: `liability.csv`, `liability.parquet`, one line. */
export const LIABILITY_TABLE: CloseTable<Close> = {
  name: "liability",
  columns: [
    column("schema", "whole", "version of these columns", () => CLOSE_SCHEMA_VERSION),
    column("day", "text", "the shop's day, YYYY-MM-DD", ({ day }) => day),
    column("currency", "text", "ISO 4217", ({ liability }) => liability.currency),
    column("points", "whole", "points and pending points that members hold", ({ liability }) => liability.points),
    column("owed_points", "whole", "points that members owe, not set off", ({ liability }) => liability.owedPoints),
    column("minor_per_1000", "whole", "minor units for 1,000 points", ({ liability }) => liability.minorPer1000),
    column("gross_minor", "whole", "all points used, in minor units", ({ liability }) => liability.grossMinor),
    column("breakage", "text", "estimated or not-enough-data", ({ liability }) => liability.breakage.kind),
    column("breakage_rate", "share", "share of issued points that expires", (close) => ofEstimate(close)?.rate ?? null),
    column("breakage_rate_low", "share", "95 % interval, from", (close) => ofEstimate(close)?.low ?? null),
    column("breakage_rate_high", "share", "95 % interval, to", (close) => ofEstimate(close)?.high ?? null),
    column("breakage_points", "whole", "points expected to expire", (close) => ofEstimate(close)?.points ?? null),
    column("breakage_points_low", "whole", "95 % interval, from", (close) => ofEstimate(close)?.lowPoints ?? null),
    column("breakage_points_high", "whole", "95 % interval, to", (close) => ofEstimate(close)?.highPoints ?? null),
    column("net_minor", "whole", "gross less expected breakage", ({ liability }) => liability.netMinor ?? null),
    column(
      "matured_lots",
      "whole",
      "lots whose month of expiry is over",
      (close) => close.liability.breakage.maturedLots,
    ),
    column("matured_months", "whole", "such months", (close) => close.liability.breakage.maturedMonths),
    column(
      "lots_needed",
      "whole",
      "where not enough: matured lots needed",
      (close) => ofLack(close)?.lotsNeeded ?? null,
    ),
    column("months_needed", "whole", "where not enough: months needed", (close) => ofLack(close)?.monthsNeeded ?? null),
    column(
      "enough_after",
      "text",
      "where not enough: month that will do",
      (close) => ofLack(close)?.enoughAfter ?? null,
    ),
  ],
  rows: (close) => [close],
};

/** What the hash is taken over: names, types, meanings, in their order. */
export const closeSchema = () =>
  [CLOSE_TABLE, LIABILITY_TABLE].map(({ name, columns }) => ({
    name,
    columns: columns.map((one) => [one.name, one.type, one.what]),
  }));
