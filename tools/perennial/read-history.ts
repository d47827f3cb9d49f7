import { createReadStream, statSync } from "node:fs";
import { parse } from "csv-parse";
import { CommandError } from "./command-error.ts";
import { CellError, type HistoryRow } from "./history-cells.ts";
import { HISTORY_FILES, type HistoryFile } from "./history-columns.ts";
import { type HistorySettings, memberEvent, orderEvent, type PostedEvent, refundEvent } from "./history-events.ts";

/** What rows came to: an event with the lines that it is of, or why there is none. */
export type ReadRows = { lines: number[]; id: string } & (
  | { kind: "event"; event: PostedEvent }
  | { kind: "rejected"; reason: string; detail: string }
);

/** How far a file is read, in bytes. */
export type ReadSoFar = (read: number, size: number) => void;

/** Columns that the file lacks, or has and nobody reads. @throws CommandError before anything was posted. */
function checkColumns(file: string, kind: HistoryFile, found: readonly string[]): void {
  const columns = HISTORY_FILES[kind];
  const missing = columns.filter(({ name, needed }) => needed && !found.includes(name)).map(({ name }) => name);
  const unknown = found.filter((name) => !columns.some((column) => column.name === name));
  const wrong = [
    ...(missing.length > 0 ? [`it lacks ${missing.join(", ")}`] : []),
    ...(unknown.length > 0 ? [`nobody reads ${unknown.join(", ")}`] : []),
  ];
  if (wrong.length === 0) return;
  const hint = "`perennial import --template <folder>` writes files with the right columns";
  throw new CommandError(`${file}: ${wrong.join("; ")}. ${hint}`, 2);
}

/** The rows of a CSV file, one by one, however large it is. */
async function* rowsOf(file: string, kind: HistoryFile, readSoFar: ReadSoFar): AsyncGenerator<HistoryRow> {
  const { size } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size === undefined) throw new CommandError(`${file} isn't there`, 2);
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      columns: (header: string[]) => {
        checkColumns(file, kind, header);
        return header;
      },
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number; bytes: number };
    }>) {
      readSoFar(info.bytes, size);
      yield { line: info.lines, cells: Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== "")) };
    }
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${file} can't be read as CSV: ${(cause as Error).message}`);
  }
}

/** Rows that stand together under one id, as one. */
async function* together(
  rows: AsyncIterable<HistoryRow>,
  idColumn: string,
): AsyncGenerator<readonly [HistoryRow, ...HistoryRow[]]> {
  let group: [HistoryRow, ...HistoryRow[]] | undefined;
  for await (const row of rows) {
    if (group && row.cells[idColumn] !== undefined && row.cells[idColumn] === group[0].cells[idColumn]) {
      group.push(row);
      continue;
    }
    if (group) yield group;
    group = [row];
  }
  if (group) yield group;
}

/** What a file's rows are called and made into. */
const KINDS: Record<
  HistoryFile,
  { id: string; make: (rows: readonly [HistoryRow, ...HistoryRow[]], settings: HistorySettings) => PostedEvent }
> = {
  "members.csv": { id: "customerId", make: ([row], settings) => memberEvent(row, settings) },
  "orders.csv": { id: "orderId", make: orderEvent },
  "refunds.csv": { id: "refundId", make: refundEvent },
};

/**
 * Reads a file of the history row by row and makes events of it. A row that can't be read is told with its reason and
 * the others go on; an order with one bad row is rejected whole, since half an order is another order.
 */
export async function* readHistory(
  file: string,
  kind: HistoryFile,
  settings: HistorySettings,
  readSoFar: ReadSoFar,
): AsyncGenerator<ReadRows> {
  const { id: idColumn, make } = KINDS[kind];
  const rows = rowsOf(file, kind, readSoFar);
  const seen = new Set<string>();
  const groups =
    kind === "members.csv"
      ? (async function* () {
          for await (const row of rows) yield [row] as const;
        })()
      : together(rows, idColumn);
  for await (const group of groups) {
    const lines = group.map(({ line }) => line);
    const id = group[0].cells[idColumn] ?? "";
    try {
      const event = make(group, settings);
      if (seen.has(event.eventId)) {
        const detail = `${idColumn} stands above already; the rows of one must stand together`;
        yield { kind: "rejected", lines, id, reason: "stands-twice", detail };
        continue;
      }
      seen.add(event.eventId);
      yield { kind: "event", lines, id, event };
    } catch (cause) {
      if (!(cause instanceof CellError)) throw cause;
      yield { kind: "rejected", lines, id, reason: "unreadable", detail: cause.message };
    }
  }
}
