import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { ChannelEvent } from "../../core/contract/event.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import { planDays } from "../main-job/plan-days.ts";
import { replayDays } from "../main-job/replay-days.ts";
import type { PostedEvent } from "../main-job/sample-events.ts";
import { shopAt } from "../main-job/shop.ts";
import { keyOf } from "./channel-api.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText } from "./print-table.ts";

/** Refused lines that are named one by one; the rest by their number. */
const NAMED = 20;

interface ReplayOptions {
  from: string;
  to: string;
  disorder: string;
  key?: string;
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError("a day is written YYYY-MM-DD");
  return text;
}

/** The events of a file of JSON lines, and what is wrong with the lines that are none. */
function readEvents(file: string): { events: PostedEvent[]; refused: string[] } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError(`${file} can't be read: ${(cause as Error).message}`, 2);
  }
  const events: PostedEvent[] = [];
  const refused: string[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      const sent: unknown = JSON.parse(line);
      const parsed = ChannelEvent.safeParse(sent);
      if (parsed.success) events.push(sent as PostedEvent);
      else {
        const [first] = schemaProblems(parsed.error.issues);
        refused.push(`line ${at + 1}: ${first ? `${first.pointer} ${first.message}` : "not an event"}`);
      }
    } catch {
      refused.push(`line ${at + 1}: not JSON`);
    }
  }
  return { events, refused };
}

/** `perennial replay`: past events through the public API of a stage whose clock is turned, day by day. */
export function replayCommand({ print, note, env, open, fetch, progress, exitCode }: CommandContext): Command {
  return new Command("replay")
    .description("replay events day by day on a local or test stage: its clock is turned, its nights are run")
    .argument("<events.jsonl>", "one event a line, as POST /v1/events takes them; days outside are left out")
    .requiredOption("--from <day>", "first day, in the shop's zone", day)
    .requiredOption("--to <day>", "last day", day)
    .option("--disorder <seed>", "in which order a day's events come", "1")
    .option("--key <key>", "a key that may events:write; PERENNIAL_KEY when left out")
    .addHelpText(
      "after",
      `
Each day: what fell due overnight, the day's events, what became due, the night's jobs; with rest between. Whatever the
journeys say goes to the stage's own providers: on a local cloud nobody gets it.

Example:
  $ npm run perennial -- replay autumn.jsonl --from 2026-09-01 --to 2026-11-30`,
    )
    .action(async (file: string, { from, to, disorder, key }: ReplayOptions, command: Command) => {
      if (to < from) throw new CommandError(`--to ${to} lies before --from ${from}`, 2);
      const { json, ...choice } = globalOptions(command);
      const { events, refused } = readEvents(file);
      for (const line of refused.slice(0, NAMED)) note(line);
      if (refused.length > NAMED) note(`… and ${refused.length - NAMED} more lines`);
      const deployment = await open(choice);
      const { currency, timeZone } = (await deployment.programme().programme()).value;
      const shop = shopAt(deployment.apiUrl(), keyOf(key, env), currency, fetch);
      const { stage, atRest } = await shop.health();
      if (atRest === undefined) {
        throw new CommandError(`stage ${stage} lives by the system's clock: only local and test stages can replay`);
      }
      const operator = deployment.operator(shop, stage);
      const seeds = { duplicates: "1", disorder };
      const shares = { duplicateShare: 0, lateRefundShare: 0, lateOrderShare: 0 };
      const days = planDays(events, { from, to, timeZone, seeds, ...shares });
      const posted = await progress().step({ en: "replay, day by day", zh: "逐日回放" }, (step) =>
        replayDays(days, {
          shop,
          operator,
          timeZone,
          acts: async () => {},
          progress: (_, done) => step.advance(done, days.length),
        }),
      );
      const { accepted, duplicates, rejected } = posted;
      print(
        json
          ? jsonText({ days: days.length, ...posted, refusedLines: refused.length })
          : `${days.length} days replayed: ${accepted} accepted, ${duplicates} known already, ${rejected} rejected; ${refused.length} lines refused`,
      );
      if (rejected + refused.length > 0) exitCode(1);
    });
}
