import type { Entry } from "../ledger/entry.ts";
import { type Line, noColumns, partsOf, VIEWS } from "./line.ts";
import type { LotOrigin } from "./lot-origin.ts";

/** Lines of a close by view, account and key, while they are added up. */
export type Tally = Map<string, Line>;

const idOf = ({ view, account, key }: Pick<Line, "view" | "account" | "key">): string => `${view}\n${account}\n${key}`;

function lineOf(tally: Tally, of: Pick<Line, "view" | "account" | "key">): Line {
  const id = idOf(of);
  const there = tally.get(id);
  if (there !== undefined) return there;
  const { view, account, key } = of;
  const line: Line = { view, account, key, opening: 0, columns: noColumns(), closing: 0, entries: 0 };
  tally.set(id, line);
  return line;
}

/** Adds an entry to the lines of every view: to its column, or to the opening where it is older than the first close. */
export function addEntry(
  tally: Tally,
  entry: Entry,
  originOfLot: (number: number) => LotOrigin,
  to: "columns" | "opening",
): void {
  const { account, kind } = entry;
  const parts = partsOf(entry, originOfLot);
  for (const view of VIEWS) {
    for (const [key, amount] of parts[view]) {
      const line = lineOf(tally, { view, account, key });
      line.closing += amount;
      if (to === "opening") line.opening += amount;
      else {
        line.columns[kind] += amount;
        line.entries += 1;
      }
    }
  }
}

/** Adds a line to the one of the same view, account and key. */
export function addLine(tally: Tally, { view, account, key, opening, columns, closing, entries }: Line): void {
  const line = lineOf(tally, { view, account, key });
  line.opening += opening;
  line.closing += closing;
  line.entries += entries;
  for (const kind of Object.keys(columns) as (keyof typeof columns)[]) line.columns[kind] += columns[kind];
}

/** The lines in the order of views, accounts and keys, without those in which there never was anything. */
export const linesOf = (tally: Tally): Line[] =>
  [...tally.values()]
    .filter(
      ({ view, opening, closing, entries }) => view === "account" || opening !== 0 || closing !== 0 || entries > 0,
    )
    .sort((a, b) => VIEWS.indexOf(a.view) - VIEWS.indexOf(b.view) || compare(idOf(a), idOf(b)));

/** By code units: the same order in every place and language. */
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
