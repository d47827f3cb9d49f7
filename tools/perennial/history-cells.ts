import { Temporal } from "temporal-polyfill";
import { minorUnits } from "../../core/ingestion/minor-units.ts";

/** A row of a file: its cells by column, empty ones left out, and the line on which it ends (the header being 1). */
export interface HistoryRow {
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** A cell that can't be read. Its value is told only where it can't be somebody's name or number. */
export class CellError extends Error {
  override readonly name = "CellError";
}

/** Reads the cells of one row, by what they should be. */
export class Cells {
  readonly #cells: HistoryRow["cells"];
  readonly #timeZone: string | undefined;

  /** @param timeZone for moments without an offset; without it these are refused. */
  constructor({ cells }: HistoryRow, timeZone: string | undefined) {
    this.#cells = cells;
    this.#timeZone = timeZone;
  }

  text(column: string): string | undefined {
    return this.#cells[column];
  }

  needed(column: string): string {
    const text = this.#cells[column];
    if (text === undefined) throw new CellError(`${column} is empty`);
    return text;
  }

  /** yes or no; undefined when empty. */
  answer(column: string): boolean | undefined {
    const text = this.#cells[column]?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== "yes" && text !== "no") throw new CellError(`${column} must be yes, no or empty`);
    return text === "yes";
  }

  whole(column: string): number {
    const text = this.needed(column);
    if (!/^\d{1,7}$/.test(text)) throw new CellError(`${column} must be a whole number, not ${text}`);
    return Number(text);
  }

  /** An amount of major units in minor ones; 0 when empty. */
  money(column: string, currency: string): number {
    const text = this.#cells[column] ?? "0";
    const minor = minorUnits(text, currency);
    if (minor === undefined)
      throw new CellError(`${column} must be an amount of ${currency} such as 12.50, not ${text}`);
    return minor;
  }

  currency(column: string): string {
    const text = this.needed(column);
    if (!/^[A-Z]{3}$/.test(text)) throw new CellError(`${column} must be three capital letters, not ${text}`);
    return text;
  }

  /** A moment with an offset, or a local one in the file's zone; a day alone is its beginning. RFC 3339 in UTC. */
  moment(column: string): string {
    const text = this.needed(column).replace(" ", "T");
    try {
      if (/(Z|[+-]\d\d:?\d\d)$/i.test(text) && text.includes("T")) return Temporal.Instant.from(text).toString();
      const local = Temporal.PlainDateTime.from(text);
      if (this.#timeZone === undefined) {
        throw new CellError(`${column} has no offset: add one, or say --time-zone for the whole file`);
      }
      return local.toZonedDateTime(this.#timeZone).toInstant().toString();
    } catch (cause) {
      if (cause instanceof CellError) throw cause;
      throw new CellError(`${column} is no moment such as 2024-03-05T14:10:00+00:00 or 2024-03-05 14:10: ${text}`);
    }
  }
}
