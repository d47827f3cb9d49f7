import { Command, InvalidArgumentError } from "commander";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import type { DeadLetter } from "./parked-queues.ts";
import { jsonText, tableText } from "./print-table.ts";

/** More are told of by their number: an outage parks thousands of one kind. */
const SHOWN = 100;
/** A batch that one call sends again; the next call goes on. */
const RESENT = 1_000;

const limitOf = (most: number) => (text: string) => {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new InvalidArgumentError(`1 to ${most}`);
  return limit;
};

const letterRows = (letters: readonly DeadLetter[]) =>
  letters.map(({ id, sentAt, from, because, what, goesTo }) => [id, sentAt, from, because, what, goesTo ?? "—"]);
const LETTER_HEAD = ["id", "since", "set aside by", "because", "what", "goes back to"];

function list({ print, open }: CommandContext): Command {
  return new Command("list")
    .description("show what is set aside, and why: dead letters, retries under way, refunds that wait for their order")
    .option("--limit <n>", "of each kind at most", limitOf(1_000), SHOWN)
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const deployment = await open(choice);
      const queues = deployment.queues();
      // One after the other: a letter that is being looked at counts as under way.
      const depths = await queues.depths();
      const letters = await queues.look(limit);
      const now = await deployment.now();
      // Far ahead of now: those that still wait are shown too, not only those that have waited too long.
      const waiting = await deployment.members().dueParked("9999-12-31T00:00:00.000Z", limit);
      const events = waiting.map(({ memberId, parked: { orderKey, refundId, parkedAt, dueAt } }) => ({
        memberId,
        orderKey,
        refundId,
        parkedAt,
        dueAt,
        overdue: dueAt <= now,
      }));
      if (json) return print(jsonText({ queues: depths, deadLetters: letters, waitingForTheirOrder: events }));
      print("Queues");
      print(
        tableText(
          ["queue", "waiting", "under way"],
          depths.map((depth) => [depth.queue, depth.waiting, depth.underWay]),
        ),
      );
      print(`\nDead letters (tried five times; \`parked resend\` sends them again once the cause is gone)`);
      print(tableText(LETTER_HEAD, letterRows(letters)));
      print("\nRefunds and cancellations that wait for their order (overdue ones need somebody to look for the order)");
      const rows = events.map((event) => [
        event.memberId,
        event.orderKey,
        event.refundId,
        event.parkedAt,
        event.overdue ? `overdue since ${event.dueAt}` : event.dueAt,
      ]);
      print(tableText(["member", "order", "refund", "waits since", "listed from"], rows));
    });
}

interface ResendOptions {
  id?: string[];
  because?: string;
  all?: boolean;
  limit: number;
}

function resend({ print, open, exitCode }: CommandContext): Command {
  return new Command("resend")
    .description("send dead letters again, to where they were set aside")
    .option("--id <ids...>", "these, by the id that `parked list` shows")
    .option("--because <text>", "those whose reason holds this text")
    .option("--all", "all of them")
    .option("--limit <n>", "at most", limitOf(10_000), RESENT)
    .addHelpText(
      "after",
      `
Sending again is harmless where the record counted already: a duplicate is success.

Examples:
  $ npm run perennial -- parked list
  $ npm run perennial -- parked resend --because "no programme"
  $ npm run perennial -- parked resend --all --stage prod --region eu-west-2`,
    )
    .action(async ({ id, because, all, limit }: ResendOptions, command: Command) => {
      if ([id, because, all].filter((given) => given !== undefined).length !== 1) {
        throw new CommandError("say which: one of --id, --because, --all", 2);
      }
      const { json, ...choice } = globalOptions(command);
      const queues = (await open(choice)).queues();
      const isMeant = (letter: DeadLetter): boolean =>
        all === true || id?.includes(letter.id) === true || (because !== undefined && letter.because.includes(because));
      const { resent, kept } = await queues.resend(isMeant, limit);
      const stuck = kept.filter((letter) => letter.goesTo === undefined && isMeant(letter));
      const missing = (id ?? []).filter((one) => ![...resent, ...kept].some((letter) => letter.id === one));
      if (json) print(jsonText({ resent, kept: kept.length, cannotBeResent: stuck, notFound: missing }));
      else {
        print(`${resent.length} sent again, ${kept.length} left`);
        if (stuck.length > 0)
          print(
            `${stuck.length} can't be sent again from here (a stream's own):\n${tableText(LETTER_HEAD, letterRows(stuck))}`,
          );
        if (missing.length > 0) print(`not found: ${missing.join(", ")}`);
      }
      if (stuck.length > 0 || missing.length > 0) exitCode(1);
    });
}

/** `perennial parked`: what couldn't be handled. */
export function parkedCommand(context: CommandContext): Command {
  return new Command("parked")
    .description("look at records that couldn't be handled, and send them again")
    .addCommand(list(context))
    .addCommand(resend(context));
}
