import type { DaySummary } from "../discrepancies/discrepancies-of-day.ts";
import { ACCOUNTS } from "../ledger/account.ts";
import { ENTRY_KINDS } from "../ledger/entry.ts";
import { type Close, type Closing, GAPS_AT_MOST, NAMED_AT_MOST, type Named, type ShardClose } from "./close.ts";
import type { CloseRecord } from "./close-store.ts";
import { addCohort, type Cohorts, cohortsOf } from "./cohort.ts";
import type { Gap } from "./gap.ts";
import { liabilityOf } from "./liability.ts";
import { type Line, noColumns, sumOfColumns, VIEWS } from "./line.ts";
import { differences, type Net, NOTHING, plus } from "./net.ts";
import { addLine, linesOf, type Tally } from "./tally.ts";

/** Parts that aren't those of one day, or not all of them: a fault of ours. */
export class PartsError extends Error {
  override readonly name = "PartsError";
}

export interface AddUpRequest {
  day: string;
  /** The shards that there are. */
  shards: readonly string[];
  previous: { record: CloseRecord; close: Close } | undefined;
  parts: readonly ShardClose[];
  standings: Record<string, string>;
  closedAt: string;
  rules: { minorPer1000: number; currency: string };
  discrepancies: DaySummary;
}

/**
 * Adds the shards of a day up to its close: every line opens with what it closed with the day before. Nothing closes
 * while a shard found a gap, or the columns don't come to the balances.
 * @throws PartsError unless there is exactly one part of each shard, of this day
 */
export function addUp(request: AddUpRequest): Closing {
  const { day, shards, previous, parts, standings, closedAt, rules, discrepancies } = request;
  const names = parts.map(({ shard }) => shard).sort();
  if (parts.some((part) => part.day !== day) || names.join() !== [...shards].sort().join()) {
    throw new PartsError(`${day}: parts of ${names.join(", ")}, and there are ${shards.join(", ")}`);
  }
  const lines = linesFrom(previous?.close, parts);
  const found = parts.flatMap(({ gaps }) => gaps);
  const gapCount = parts.reduce((sum, part) => sum + part.gapCount, 0);
  if (gapCount > 0) return { kind: "gap", day, gaps: found.slice(0, GAPS_AT_MOST), gapCount };
  const balances = parts.reduce((sum, part) => plus(sum, part.balances), NOTHING);
  const unequal = gapsOfSums(lines, balances);
  if (unequal.length > 0) return { kind: "gap", day, gaps: unequal, gapCount: unequal.length };
  const cohorts: Cohorts = new Map();
  for (const cohort of [...(previous?.close.cohorts ?? []), ...parts.flatMap((part) => part.cohorts)]) {
    addCohort(cohorts, cohort);
  }
  const total = (of: (part: ShardClose) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  const close: Close = {
    schema: 1,
    day,
    ...(previous ? { previous: { day: previous.record.day, digest: previous.record.digest } } : {}),
    closedAt,
    members: total(({ members }) => members),
    moved: total(({ moved }) => moved),
    entries: total(({ entries }) => entries),
    lines,
    late: together(parts.map(({ late }) => late)),
    strays: together(parts.map(({ strays }) => strays)),
    cohorts: cohortsOf(cohorts),
    liability: liabilityOf(lines, cohortsOf(cohorts), day, rules),
    discrepancies,
    rolled: { members: total(({ rolled }) => rolled.members), entries: total(({ rolled }) => rolled.entries) },
    standings,
  };
  return { kind: "closed", close };
}

function linesFrom(previous: Close | undefined, parts: readonly ShardClose[]): Line[] {
  const tally: Tally = new Map();
  // Every account has its line, also one that was never used.
  for (const account of ACCOUNTS) addLine(tally, emptyLine(account));
  for (const line of previous?.lines ?? []) {
    addLine(tally, { ...line, opening: line.closing, columns: noColumns(), entries: 0 });
  }
  for (const line of parts.flatMap(({ lines }) => lines)) addLine(tally, line);
  return linesOf(tally);
}

const emptyLine = (account: Line["account"]): Line => ({
  ...{ view: "account", account, key: "(all)", opening: 0, columns: noColumns(), closing: 0, entries: 0 },
});

/** Lines that don't add up in themselves, accounts that differ from the balances, and views from the accounts. */
function gapsOfSums(lines: readonly Line[], balances: Net): Gap[] {
  const broken = lines.filter((line) => line.opening + sumOfColumns(line.columns) !== line.closing);
  const closing = { ...NOTHING };
  for (const { view, account, closing: amount } of lines) if (view === "account") closing[account] += amount;
  return [
    ...differences(balances, closing),
    ...broken.map(({ account, opening, columns, closing }) => ({
      account,
      by: closing - opening - sumOfColumns(columns),
    })),
    ...VIEWS.flatMap((view) =>
      ACCOUNTS.filter((account) => !agrees(lines, view, account)).map((account) => ({ account })),
    ),
  ].map((difference) => ({ check: "day", what: "sum", ...difference }));
}

/** Whether a view's lines come to the account's, in the opening, each column and the closing. */
function agrees(lines: readonly Line[], view: Line["view"], account: Line["account"]): boolean {
  const sums = (of: Line["view"]): string => {
    const own = lines.filter((line) => line.view === of && line.account === account);
    const sum = (field: (line: Line) => number): number => own.reduce((total, line) => total + field(line), 0);
    return [
      sum(({ opening }) => opening),
      ...ENTRY_KINDS.map((kind) => sum(({ columns }) => columns[kind])),
      sum((line) => line.closing),
    ].join();
  };
  return sums(view) === sums("account");
}

const together = (all: readonly Named[]): Named => ({
  count: all.reduce((sum, { count }) => sum + count, 0),
  some: all.flatMap(({ some }) => some).slice(0, NAMED_AT_MOST),
});
