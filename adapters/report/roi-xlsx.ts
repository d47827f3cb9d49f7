import type { CellObject, Row, Sheet } from "write-excel-file/node";
import writeExcelFile from "write-excel-file/node";
import type { ReportModel } from "../../core/insight/report-model.ts";
import type { ColumnKind } from "./roi-columns.ts";
import { ROI_COLUMNS, roiCell } from "./roi-columns.ts";
import { WORDS } from "./words-by-language.ts";

const FORMATS: Record<ColumnKind, string> = {
  text: "@",
  count: "#,##0",
  money: "#,##0.00",
  "money-per-member": "#,##0.0000",
  share: "0.0%",
  number: "#,##0.00",
};

const heading = (value: string): CellObject => ({
  value,
  fontWeight: "bold",
  backgroundColor: "#14213d",
  textColor: "#ffffff",
  alignVertical: "center",
  wrap: true,
  height: 48,
});
/** Control characters have no place in the workbook's XML. */
const text = (value: string): CellObject => ({
  value: value.replace(/\p{Cc}/gu, " "),
  type: String,
  format: "@",
  alignVertical: "top",
});
const long = (value: string): CellObject => ({ ...text(value), wrap: true });
const figure = (value: number, kind: ColumnKind): CellObject => ({ value, type: Number, format: FORMATS[kind] });

/**
 * Finance's workbook: the same figures as the CSV, as real numbers with formats, the reconciliation, and the notes that
 * say what is assumed and what is simulated.
 */
export async function roiXlsx(model: ReportModel): Promise<Buffer> {
  const sheets = [roiSheet(model), reconciliationSheet(model), notesSheet(model)];
  return writeExcelFile(sheets, { fontFamily: "Calibri", fontSize: 11 }).toBuffer();
}

function roiSheet(model: ReportModel): Sheet<never> {
  const rows = model.campaigns.map(
    (campaign): Row =>
      ROI_COLUMNS.map((column) => {
        const value = roiCell(column, campaign, model);
        if (value === null) return null;
        return typeof value === "number" ? figure(value, column.kind) : text(value);
      }),
  );
  return {
    sheet: "ROI",
    data: [ROI_COLUMNS.map((column) => heading(column.heading)), ...rows],
    columns: ROI_COLUMNS.map(({ kind }) => ({ width: kind === "text" ? 16 : 14 })),
    stickyRowsCount: 1,
    stickyColumnsCount: 2,
    orientation: "landscape",
  };
}

function reconciliationSheet(model: ReportModel): Sheet<never> {
  const { bridge, checks, shared } = model.reconciliation;
  const words = WORDS.en;
  const line = (label: string, points: number): Row => [text(label), text("points"), figure(points, "count")];
  const bridgeRows: Row[] = [
    line(words.openingBefore(bridge.from), bridge.openingPoints),
    ...bridge.byKind.map(({ kind, points }) => line(words.entryKind(kind), points)),
    line(words.closingOf(bridge.asOf), bridge.closingPoints),
    [text(words.closingLiability), text(model.programme.currency), figure(bridge.closingMinor / 100, "money")],
    line(words.bookedLater, bridge.laterPoints),
    [text(words.sharedOrders), text("orders"), figure(shared.orders, "count")],
  ];
  const checkRows = checks.map(({ name, unit, expected, actual, difference }): Row => {
    const isMoney = unit === "minor";
    const cell = (value: number): CellObject => figure(isMoney ? value / 100 : value, isMoney ? "money" : "count");
    const unitName = isMoney ? model.programme.currency : unit === "count" ? "" : unit;
    return [long(words.check(name)), text(unitName), cell(expected), cell(actual), cell(difference)];
  });
  return {
    sheet: "Reconciliation",
    data: [
      ["Points ledger", "Unit", "Figure"].map(heading),
      ...bridgeRows,
      [],
      ["Check", "Unit", "Ledger", "Report", "Difference: must be 0"].map(heading),
      ...checkRows,
    ],
    columns: [{ width: 62 }, { width: 10 }, { width: 16 }, { width: 16 }, { width: 22 }],
  };
}

function notesSheet(model: ReportModel): Sheet<never> {
  return {
    sheet: "Notes",
    data: [["Notes"].map(heading), ...WORDS.en.notes(model).map((note): Row => [long(note)])],
    columns: [{ width: 120 }],
  };
}
