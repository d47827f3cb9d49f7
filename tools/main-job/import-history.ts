import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { RejectedRow } from "../sample/sample-events.ts";
import type { Operator } from "./operator.ts";
import type { PostedEvent } from "./sample-events.ts";
import type { Shop } from "./shop.ts";

/** Events a step of the import: between steps the stack rests, so that a burst never outruns it. */
const PER_STEP = 200;

export interface ImportPorts {
  shop: Shop;
  operator: Operator;
  /** Where the report goes. */
  out: string;
  advance: (done: number, total: number) => void;
}

/** History was refused by the API: the sample and the contract don't fit. */
export class ImportRefusedError extends Error {
  constructor(refused: number, example: string) {
    super(`${refused} historic events were refused, the first: ${example}`);
    this.name = "ImportRefusedError";
  }
}

/**
 * Brings the history in through the public API (`historic: true`: counted and scored, never rewarded, never answered with
 * a message) and writes the report of what was rejected and why.
 */
export async function importHistory(
  events: readonly PostedEvent[],
  rejected: readonly RejectedRow[],
  ports: ImportPorts,
) {
  const { shop, operator, out, advance } = ports;
  mkdirSync(out, { recursive: true });
  const report = rejected.map(({ file, row, reason, detail, unmatchedQuantity }) => ({
    file,
    row,
    reason,
    unmatchedQuantity: unmatchedQuantity ?? "",
    detail,
  }));
  const columns = ["file", "row", "reason", "unmatchedQuantity", "detail"];
  writeFileSync(join(out, "import-report.csv"), stringify(report, { header: true, columns }));
  for (let at = 0; at < events.length; at += PER_STEP) {
    const answer = await shop.post(events.slice(at, at + PER_STEP));
    if (answer.rejected > 0) {
      const first = answer.results.find((result) => result.status === "rejected");
      throw new ImportRefusedError(answer.rejected, JSON.stringify(first));
    }
    await operator.rest("a step of the import");
    advance(Math.min(at + PER_STEP, events.length), events.length);
  }
}
