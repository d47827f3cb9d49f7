import type { ExportManifest, ExportStore } from "../../insight/export-store.ts";
import type { Close } from "./close.ts";

/** Writes finance's files of a closed day beside the day's other exports. A second time writes the same ones again. */
export async function exportClose(
  close: Close,
  filesOf: (close: Close) => Record<string, string | Uint8Array>,
  exports: Pick<ExportStore, "write" | "publishBeside">,
): Promise<void> {
  const files: ExportManifest["files"] = [];
  for (const [name, body] of Object.entries(filesOf(close))) {
    files.push({ name, bytes: await exports.write(close.day, name, body) });
  }
  await exports.publishBeside({ asOf: close.day, writtenAt: close.closedAt, files });
}
