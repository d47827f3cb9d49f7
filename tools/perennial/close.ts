import { Command, InvalidArgumentError } from "commander";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { type Close, GAPS_AT_MOST, type Unclosed } from "../../core/loyalty/close/close.ts";
import type { CloseRecord, CloseStore } from "../../core/loyalty/close/close-store.ts";
import { type Gap, gapSentence } from "../../core/loyalty/close/gap.ts";
import { verifyCloses } from "../../core/loyalty/close/verify-closes.ts";
import { verifyLedgers } from "../../core/loyalty/close/verify-ledgers.ts";
import { ENTRY_KINDS } from "../../core/loyalty/ledger/entry.ts";
import { shardsOfWorker } from "../../core/members/shard.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, Deployment } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText, moneyText, tableText } from "./print-table.ts";

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError("a day is written YYYY-MM-DD");
  return text;
}

/** Why the day after the last closed one doesn't close; what was found for a day that has closed since is over. */
async function openGap(closes: CloseStore, latest: CloseRecord | undefined): Promise<Unclosed | undefined> {
  const gap = await closes.gap();
  return gap === undefined || (latest !== undefined && gap.day <= latest.day) ? undefined : gap;
}

function show({ print, open, exitCode }: CommandContext): Command {
  return new Command("show")
    .description("show a closed day, the latest when none is named; and why the next one doesn't close, if it doesn't")
    .argument("[day]", "YYYY-MM-DD", day)
    .option("--lines", "by campaign, store and tier too")
    .action(async (asked: string | undefined, { lines }: { lines?: boolean }, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const closes = (await open(choice)).closes();
      const latest = await closes.record();
      const record = asked === undefined ? latest : await closes.record(asked);
      const gap = await openGap(closes, latest);
      if (gap !== undefined) exitCode(1);
      if (asked !== undefined && record === undefined && gap?.day !== asked) {
        throw new CommandError(`${asked} is not closed; the last closed day is ${latest?.day ?? "none"}`);
      }
      const close = record && (await closes.read(record));
      if (json) return print(jsonText({ close: close ?? null, gap: gap ?? null }));
      if (close !== undefined && record !== undefined) for (const text of closeTexts(close, record, lines)) print(text);
      else if (gap === undefined) print("(no day is closed yet: the night's job closes them)");
      if (gap !== undefined) print(gapText(gap));
    });
}

function closeTexts(close: Close, record: CloseRecord, withViews = false): string[] {
  const shown = close.lines.filter(({ view }) => withViews || view === "account");
  const kinds = ENTRY_KINDS.filter((kind) => shown.some(({ columns }) => columns[kind] !== 0));
  const rows = shown.map(({ view, account, key, opening, columns, closing }) => [
    ...(withViews ? [view, key] : []),
    ...[account, opening, ...kinds.map((kind) => columns[kind]), closing],
  ]);
  const head = [...(withViews ? ["by", "key"] : []), "account", "opening", ...kinds, "closing"];
  const { members, moved, entries, late, strays, rolled, closedAt } = close;
  return [
    `${close.day}, closed at ${closedAt}: ${entries} entries of ${moved} of ${members} members (digest ${record.digest.slice(0, 16)})`,
    tableText(head, rows),
    `${late.count} entries arrived late, ${strays.count} were stamped with a day that had closed; ${rolled.members} chains were rolled through (${rolled.entries} entries)`,
    liabilityText(close),
    ...discrepancyTexts(close),
  ];
}

function discrepancyTexts({ discrepancies, liability: { currency } }: Close): string[] {
  if (discrepancies === undefined) return [];
  const { orders, valueMinor, unvalued, cut } = discrepancies;
  const unknown = unvalued === 0 ? "" : `, and ${unvalued} of unknown value`;
  return [
    `${orders} orders${cut ? " and more" : ""} used what wasn't there any more: ${moneyText(valueMinor, currency)}${unknown}`,
  ];
}

function liabilityText({ liability }: Close): string {
  const { points, owedPoints, grossMinor, netMinor, currency, breakage } = liability;
  const money = (minor: number): string => moneyText(minor, currency);
  const gross = `${points} points are owed to members (they owe ${owedPoints}): ${money(grossMinor)} if all are used`;
  if (breakage.kind === "estimated") {
    const { rate, low, high, maturedLots } = breakage;
    const share = (of: number): string => `${(of * 100).toFixed(1)} %`;
    return `${gross}; ${money(netMinor ?? grossMinor)} less breakage (${share(rate)} of what is issued expires, ${share(low)} to ${share(high)}, by ${maturedLots} matured lots)`;
  }
  const { maturedMonths, lotsNeeded, monthsNeeded, enoughAfter } = breakage;
  const when = enoughAfter === undefined ? "" : `; the lots there are will do after ${enoughAfter}`;
  return `${gross}; not enough data for breakage: ${breakage.maturedLots} of ${lotsNeeded} matured lots, ${maturedMonths} of ${monthsNeeded} months${when}`;
}

const gapText = ({ day: open, gaps, gapCount }: Unclosed): string =>
  [`${open} doesn't close: ${gapCount} gaps (docs/runbook.md#the-books-dont-close)`, ...gaps.map(gapSentence)].join(
    "\n  ",
  );

/** Rolls through every member's chain, shard by shard, against where the last close left it. */
async function verifyFull(deployment: Deployment, progress: CommandContext["progress"]) {
  const closes = deployment.closes();
  const latest = await closes.record();
  const standings = latest === undefined ? {} : (await closes.read(latest)).standings;
  const shards = shardsOfWorker(0, 1);
  const ports = { ledgers: deployment.ledgers(), hash: sha256 };
  const all = { members: 0, entries: 0, gapCount: 0, gaps: [] as Gap[] };
  await progress().step("Rolling through the chains", async (step) => {
    for (const [done, shard] of shards.entries()) {
      const key = standings[shard];
      const closed = key === undefined ? [] : await deployment.shardCloses().readStandings(key);
      const { members, entries, gaps, gapCount } = await verifyLedgers(shard, closed, ports);
      all.members += members;
      all.entries += entries;
      all.gapCount += gapCount;
      all.gaps.push(...gaps.slice(0, GAPS_AT_MOST - all.gaps.length));
      step.advance(done + 1, shards.length);
    }
  });
  return all;
}

function verify({ print, open, progress, exitCode }: CommandContext): Command {
  return new Command("verify")
    .description("check that every closed day is what was written, and goes on from the one before")
    .option("--full", "every entry of every member too: what the nights do in thirty")
    .action(async ({ full }: { full?: boolean }, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const deployment = await open(choice);
      const closes = await verifyCloses(deployment.closes());
      const ledgers = full === true ? await verifyFull(deployment, progress) : undefined;
      if (closes.faults.length > 0 || (ledgers?.gapCount ?? 0) > 0) exitCode(1);
      if (json) return print(jsonText({ closes, ...(ledgers ? { ledgers } : {}) }));
      print(`${closes.days} closed days, ${closes.faults.length} faults`);
      for (const { day: of, fault } of closes.faults) print(`  ${of}: ${fault}`);
      if (ledgers === undefined) return;
      print(`${ledgers.entries} entries of ${ledgers.members} members, ${ledgers.gapCount} gaps`);
      for (const gap of ledgers.gaps) print(`  ${gapSentence(gap)}`);
    });
}

/** `perennial close`: the books of a day. */
export function closeCommand(context: CommandContext): Command {
  return new Command("close")
    .description("look at closed days of the ledger, and check them")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run perennial -- close show
  $ npm run perennial -- close show 2026-12-08 --lines
  $ npm run perennial -- close verify --full --stage prod --region eu-west-2`,
    )
    .addCommand(show(context))
    .addCommand(verify(context));
}
