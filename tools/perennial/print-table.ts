import Table from "cli-table3";

/** A table for people. Long cells are broken between words. */
export function tableText(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return "(none)";
  const table = new Table({ head: [...head], style: { head: [], border: [] }, wordWrap: true });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** JSON for programs: one document, indented. */
export const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

/** Minor units for people: `GBP 2.50`. */
export const moneyText = (minor: number, currency: string): string => `${currency} ${(minor / 100).toFixed(2)}`;
