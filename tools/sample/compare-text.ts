/** For sorting text by its code units, the same on every machine: locales would differ. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
