import { stringify } from "csv-stringify/sync";
import type { ReportModel } from "../../core/insight/report-model.ts";
import { ROI_COLUMNS, roiCell } from "./roi-columns.ts";

/** A text that a spreadsheet would take for a formula is marked as text: names come from people. */
function asText(value: string | number | null): string | number | null {
  return typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

/**
 * Finance's export as CSV (RFC 4180, UTF-8, one line per campaign): money in major units, shares as fractions, empty
 * where there is no figure. What the columns mean is in docs/finance.md.
 */
export function roiCsv(model: ReportModel): string {
  const records = model.campaigns.map((campaign) =>
    ROI_COLUMNS.map((column) => asText(roiCell(column, campaign, model))),
  );
  return stringify(records, { header: true, columns: ROI_COLUMNS.map(({ key }) => key), record_delimiter: "windows" });
}
