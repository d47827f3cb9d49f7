import { readFileSync } from "node:fs";
import { Command } from "commander";
import { MOST_ISSUED_TOGETHER } from "../../core/loyalty/offers/issue-to-audience.ts";
import { memberIdField } from "../../core/loyalty/request-fields.ts";
import { channelApi, keyOf } from "./channel-api.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText } from "./print-table.ts";

/** Withheld members that are named one by one; the rest by their number. */
const NAMED = 20;

interface IssueOptions {
  name: string;
  members: string;
  key?: string;
}

/** Member ids of a file, one a line, each once. */
function readMembers(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError(`${file} can't be read: ${(cause as Error).message}`, 2);
  }
  const lines = text.split("\n").map((line) => line.trim());
  const wrong = lines.findIndex((line) => line !== "" && !memberIdField.safeParse(line).success);
  if (wrong >= 0) throw new CommandError(`${file}, line ${wrong + 1}: no member's id`, 2);
  const ids = [...new Set(lines.filter((line) => line !== ""))];
  if (ids.length === 0) throw new CommandError(`${file} names nobody`, 2);
  return ids;
}

/** `perennial issue`: an offer for a list of members, page by page; run again it goes on, and gives nobody a second one. */
export function issueCommand({ print, note, env, open, fetch, pause, progress }: CommandContext): Command {
  return new Command("issue")
    .description("issue an offer to a list of members, each once, however often it is run")
    .argument("<offer>", "the offer's id")
    .requiredOption("--name <name>", "names the issue: who has a coupon under it gets no second one")
    .requiredOption("--members <file>", "member ids, one a line")
    .option("--key <key>", "a key with the scope loyalty:operate (or PERENNIAL_KEY)")
    .addHelpText("after", "\nExample:\n  $ npm run perennial -- issue autumn --name mailing-3 --members audience.txt")
    .action(async (offer: string, options: IssueOptions, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const ids = readMembers(options.members);
      const deployment = await open(choice);
      const api = channelApi(deployment.apiUrl(), keyOf(options.key, env), { fetch, pause });
      const sum = { issued: 0, before: 0, withheld: 0 };
      const withheld: string[] = [];
      await progress().step(`Issuing ${offer}`, async (step) => {
        for (let at = 0; at < ids.length; at += MOST_ISSUED_TOGETHER) {
          const memberIds = ids.slice(at, at + MOST_ISSUED_TOGETHER);
          const answer = await api.issue(offer, { issue: options.name, memberIds });
          for (const { memberId, outcome, code } of answer.results) {
            if (code === undefined) withheld.push(`${memberId}: ${outcome}`);
          }
          for (const key of ["issued", "before", "withheld"] as const) sum[key] += answer[key];
          step.advance(Math.min(at + MOST_ISSUED_TOGETHER, ids.length), ids.length);
        }
      });
      if (json) return print(jsonText({ offer, issue: options.name, ...sum, members: withheld }));
      print(`${offer}: ${sum.issued} issued, ${sum.before} had it from ${options.name}, ${sum.withheld} withheld`);
      for (const line of withheld.slice(0, NAMED)) note(line);
      if (withheld.length > NAMED) note(`and ${withheld.length - NAMED} more`);
    });
}
