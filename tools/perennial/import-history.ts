import type { ChannelApi } from "./channel-api.ts";
import type { HistoryFile } from "./history-columns.ts";
import type { HistorySettings } from "./history-events.ts";
import { type ReadRows, type ReadSoFar, readHistory } from "./read-history.ts";

/** A row that came to nothing, and why. */
export interface RejectedRow {
  file: HistoryFile;
  line: number;
  /** The row's own id; empty when it has none. */
  id: string;
  reason: string;
  detail: string;
}

export interface ImportedFile {
  file: HistoryFile;
  rows: number;
  accepted: number;
  duplicates: number;
  rejectedRows: number;
}

/** Far below the API's 500 events and 1 MB: a call takes well under its time-out. */
const EVENTS_A_CALL = 100;
const BYTES_A_CALL = 600_000;

type EventRows = Extract<ReadRows, { kind: "event" }>;

/**
 * Brings one file in through the public API (`historic: true`: counted and scored, never rewarded, never answered with a
 * message). Every row is accounted for: accepted, known already, or rejected with its reason.
 */
export async function importFile(
  path: string,
  file: HistoryFile,
  settings: HistorySettings,
  api: Pick<ChannelApi, "post">,
  { reject, readSoFar }: { reject: (row: RejectedRow) => void; readSoFar: ReadSoFar },
): Promise<ImportedFile> {
  const whole: ImportedFile = { file, rows: 0, accepted: 0, duplicates: 0, rejectedRows: 0 };
  const rejectLines = ({ lines, id }: { lines: number[]; id: string }, reason: string, detail: string): void => {
    whole.rejectedRows += lines.length;
    for (const line of lines) reject({ file, line, id, reason, detail });
  };

  let batch: EventRows[] = [];
  let bytes = 0;
  const post = async (): Promise<void> => {
    if (batch.length === 0) return;
    const answer = await api.post(batch.map(({ event }) => event));
    whole.accepted += answer.accepted;
    whole.duplicates += answer.duplicates;
    for (const { index, status, problems = [] } of answer.results) {
      const rows = batch[index];
      if (status !== "rejected" || rows === undefined) continue;
      const [first] = problems;
      // Where it is wrong, below the event itself: the API counts from the call, which is none of the reader's.
      const detail = problems
        .map(({ pointer, message }) => `${pointer.replace(/^\/events\/\d+/, "")}: ${message}`)
        .join("; ");
      rejectLines(rows, first?.code ?? "refused", detail);
    }
    batch = [];
    bytes = 0;
  };

  for await (const rows of readHistory(path, file, settings, readSoFar)) {
    whole.rows += rows.lines.length;
    if (rows.kind === "rejected") {
      rejectLines(rows, rows.reason, rows.detail);
      continue;
    }
    const size = Buffer.byteLength(JSON.stringify(rows.event));
    if (batch.length === EVENTS_A_CALL || bytes + size > BYTES_A_CALL) await post();
    batch.push(rows);
    bytes += size;
  }
  await post();
  return whole;
}
