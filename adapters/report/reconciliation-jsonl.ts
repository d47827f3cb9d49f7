import type { ReportModel } from "../../core/insight/report-model.ts";

/** The reconciliation, one check a line: `what`, its `unit`, the way of the ledger, the way of the report, their difference. */
export function reconciliationJsonl(model: ReportModel): string {
  return model.reconciliation.checks
    .map(
      ({ name, unit, expected, actual, difference }) =>
        `${JSON.stringify({ what: name, unit, ledger: expected, report: actual, difference })}\n`,
    )
    .join("");
}
