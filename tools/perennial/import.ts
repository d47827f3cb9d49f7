import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { stringify } from "csv-stringify/sync";
import { Temporal } from "temporal-polyfill";
import { channelApi, keyOf } from "./channel-api.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { HISTORY_FILES, type HistoryFile } from "./history-columns.ts";
import { type ImportedFile, importFile, type RejectedRow } from "./import-history.ts";
import { jsonText, tableText } from "./print-table.ts";

interface ImportOptions {
  refunds?: string;
  channel: string;
  timeZone?: string;
  key?: string;
  report: string;
  template?: string;
  strict?: boolean;
}

function timeZone(text: string): string {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    throw new InvalidArgumentError("an IANA time zone, such as Asia/Shanghai");
  }
}

function channel(text: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(text)) throw new InvalidArgumentError("lower-case letters, digits and hyphens");
  return text;
}

/** The columns for people, as the help shows them: one below the other, what each holds beside it. */
const columnsText = (file: HistoryFile): string =>
  HISTORY_FILES[file]
    .map(({ name, needed, what }) => `    ${`${name}${needed ? " *" : ""}`.padEnd(16)}${what}`.trimEnd())
    .join("\n");

/** Writes files with the right columns and one example row each. */
function writeTemplates(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(HISTORY_FILES).map(([file, columns]) => {
    const written = path.join(folder, file);
    writeFileSync(written, stringify([columns.map(({ name }) => name), columns.map(({ example }) => example)]));
    return written;
  });
}

const REPORT_COLUMNS: (keyof RejectedRow)[] = ["file", "line", "id", "reason", "detail"];

/** `perennial import`: an existing member base and its orders. */
export function importCommand({ print, note, progress, env, open, fetch, pause, exitCode }: CommandContext): Command {
  return new Command("import")
    .description("bring in an existing member base and its orders, through the API, as history: no message comes of it")
    .argument("[members]", "CSV of members")
    .argument("[orders]", "CSV of orders, one row for each line")
    .option("--refunds <file>", "CSV of refunds, one row for each line")
    .option("--channel <name>", "the channel that the orders were made on", channel, "import")
    .option("--time-zone <zone>", "for moments without an offset", timeZone)
    .option("--key <key>", "a key that may events:write and events:import; PERENNIAL_KEY when left out")
    .option("--report <file>", "rejected rows with their reasons", "import-report.csv")
    .option("--template <folder>", "write template files there and end")
    .option("--strict", "exit with 1 when any row was rejected")
    .addHelpText(
      "after",
      `
Importing the same files again is harmless: rows that are known are counted as such.
An order is known by channel and id for good: name the channel on which the shop will go on sending it.

Columns (* must be there; a blank cell says nothing):
  members.csv
${columnsText("members.csv")}
  orders.csv
${columnsText("orders.csv")}
  refunds.csv
${columnsText("refunds.csv")}

Examples:
  $ npm run perennial -- import --template my-history
  $ export PERENNIAL_KEY=$(npm run --silent perennial -- keys make import --scope events:write,events:import)
  $ npm run perennial -- import members.csv orders.csv --channel web-shop --time-zone Europe/London`,
    )
    .action(
      async (members: string | undefined, orders: string | undefined, options: ImportOptions, command: Command) => {
        const { json, ...choice } = globalOptions(command);
        if (options.template !== undefined) {
          const files = writeTemplates(options.template);
          return print(json ? jsonText({ files }) : files.join("\n"));
        }
        if (members === undefined || orders === undefined) {
          throw new CommandError("which files? perennial import <members.csv> <orders.csv>, or --template <folder>", 2);
        }
        const key = keyOf(options.key, env);
        const deployment = await open(choice);
        const api = channelApi(deployment.apiUrl(), key, { fetch, pause });
        const rejected: RejectedRow[] = [];
        const bar = progress();
        const files: [string, HistoryFile][] = [
          [members, "members.csv"],
          [orders, "orders.csv"],
          ...(options.refunds === undefined ? [] : [[options.refunds, "refunds.csv"] satisfies [string, HistoryFile]]),
        ];
        const settings = { channel: options.channel, timeZone: options.timeZone };
        const imported: ImportedFile[] = [];
        try {
          for (const [from, file] of files) {
            const done = await bar.step(`${from} to ${deployment.name}`, ({ advance }) =>
              importFile(from, file, settings, api, { reject: (row) => rejected.push(row), readSoFar: advance }),
            );
            imported.push(done);
          }
        } finally {
          // Cut off in the middle, what was rejected until then is told all the same.
          if (rejected.length > 0) {
            writeFileSync(options.report, stringify(rejected, { header: true, columns: REPORT_COLUMNS }));
          }
        }
        const report = rejected.length > 0 ? options.report : undefined;
        if (json) print(jsonText({ files: imported, report: report ?? null }));
        else {
          const rows = imported.map((one) => [one.file, one.rows, one.accepted, one.duplicates, one.rejectedRows]);
          print(tableText(["file", "rows", "events accepted", "known already", "rows rejected"], rows));
        }
        if (report) note(`rejected rows and why: ${report}`);
        const counted = imported.reduce((sum, one) => sum + one.accepted + one.duplicates, 0);
        if ((options.strict && rejected.length > 0) || (counted === 0 && rejected.length > 0)) exitCode(1);
      },
    );
}
