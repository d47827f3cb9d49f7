import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { channelApi, keyOf } from "./channel-api.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText, tableText } from "./print-table.ts";

interface ExportOptions {
  into: string;
  list?: boolean;
  asOf?: string;
  key?: string;
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError("a day is written YYYY-MM-DD");
  return text;
}

/** `perennial export`: what the night's job wrote for finance and for whoever checks it. */
export function exportCommand({ print, env, open, fetch, pause }: CommandContext): Command {
  return new Command("export")
    .description(
      "download the exports: the ROI table for finance, the ledger, members, messages, enrolments, the report",
    )
    .argument("[names...]", "these alone; all of them when none is named")
    .option("--into <folder>", "where they go", "exports")
    .option("--list", "only name them")
    .option("--as-of <day>", "of this day, YYYY-MM-DD; the latest when left out", day)
    .option("--key <key>", "a key that may exports:read; PERENNIAL_KEY when left out")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run perennial -- export --list
  $ npm run perennial -- export roi.csv roi.xlsx --into finance
  $ npm run perennial -- export --as-of 2026-11-30 --into november`,
    )
    .action(async (names: string[], { into, list, asOf, key }: ExportOptions, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const secret = keyOf(key, env);
      const api = channelApi((await open(choice)).apiUrl(), secret, { fetch, pause });
      const there = await api.exportNames(asOf);
      if (list) return print(json ? jsonText(there) : there.join("\n") || "(none yet: the night's export writes them)");
      const missing = names.filter((name) => !there.includes(name));
      if (missing.length > 0)
        throw new CommandError(`no such export: ${missing.join(", ")}; there are ${there.join(", ") || "none"}`);
      const wanted = names.length > 0 ? names : there;
      if (wanted.length === 0) throw new CommandError("there is no export yet: the night's job writes them");
      mkdirSync(into, { recursive: true });
      const files: { file: string; bytes: number }[] = [];
      for (const name of wanted) {
        const bytes = await api.download(name, asOf);
        // A name is one of the API's own list, and still only its last part says where it goes.
        const file = path.join(into, path.basename(name));
        writeFileSync(file, bytes);
        files.push({ file, bytes: bytes.length });
      }
      print(
        json
          ? jsonText({ files })
          : tableText(
              ["file", "bytes"],
              files.map((one) => [one.file, one.bytes]),
            ),
      );
    });
}
