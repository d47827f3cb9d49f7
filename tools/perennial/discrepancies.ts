import { randomUUID } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  type ListedDiscrepancies,
  MOST_LISTED,
  SettleRequest,
} from "../../core/loyalty/discrepancies/discrepancy-schemas.ts";
import { type ChannelApi, channelApi, keyOf } from "./channel-api.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText, moneyText, tableText } from "./print-table.ts";

/** Ten thousand orders: whoever has more looks at fewer days. */
const PAGES = 100;

interface ListOptions {
  from: string;
  to: string;
  state?: string;
  key?: string;
}

interface SettleOptions {
  member: string;
  reason: string;
  by?: string;
  key?: string;
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError("a day is written YYYY-MM-DD");
  return text;
}

/** Every page of the list, as far as the bound. */
async function allOf(
  api: ChannelApi,
  asked: Record<string, string>,
): Promise<{ orders: ListedDiscrepancies[]; more: boolean }> {
  const orders: ListedDiscrepancies[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { orders: some, next } = await api.discrepancies({ ...asked, ...(cursor === undefined ? {} : { cursor }) });
    orders.push(...some);
    if (next === undefined) return { orders, more: false };
    cursor = next;
  }
  return { orders, more: true };
}

const whatText = ({ discrepancies }: ListedDiscrepancies): string =>
  discrepancies
    .map(({ what, missing, code, because }) => `${missing} ${what}${code ? ` ${code}` : ""}: ${because}`)
    .join("; ");

const stateText = ({ state, settled }: ListedDiscrepancies): string =>
  settled === undefined ? state : `${settled.operator}, ${settled.at}: ${settled.reason}`;

const valueText = ({ valueMinor, unvalued, currency }: ListedDiscrepancies): string =>
  `${moneyText(valueMinor, currency)}${unvalued === 0 ? "" : ` and ${unvalued} unknown`}`;

function list({ print, note, env, open, fetch, pause }: CommandContext): Command {
  return new Command("list")
    .description("list the orders booked on a stretch of days that used what wasn't there any more")
    .requiredOption("--from <day>", "first day of booking, YYYY-MM-DD", day)
    .requiredOption("--to <day>", "last day of booking", day)
    .addOption(new Option("--state <state>", "only these").choices(["open", "settled"]))
    .option("--key <key>", "a key that may exports:read; PERENNIAL_KEY when left out")
    .action(async ({ from, to, state, key }: ListOptions, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const secret = keyOf(key, env);
      const api = channelApi((await open(choice)).apiUrl(), secret, { fetch, pause });
      const asked = { from, to, limit: String(MOST_LISTED), ...(state === undefined ? {} : { state }) };
      const { orders, more } = await allOf(api, asked);
      if (more) note(`there are more than ${orders.length}: name fewer days`);
      if (json) return print(jsonText({ from, to, orders, more }));
      const rows = orders.map((one) => {
        const { bookedOn, orderKey, memberId, storeId = "", order } = one;
        return [
          bookedOn,
          orderKey,
          memberId,
          storeId,
          whatText(one),
          valueText(one),
          order?.refunded ?? "",
          stateText(one),
        ];
      });
      print(tableText(["booked", "order", "member", "store", "missing", "value", "refunded", "state"], rows));
    });
}

function settle({ print, env, user, open, fetch, pause }: CommandContext): Command {
  return new Command("settle")
    .description("settle an order's discrepancies: who does it and why are on record for good")
    .argument("<order>", "as it is listed: <channel>:<orderId>")
    .requiredOption("--member <id>", "whose order it is, as it is listed")
    .requiredOption("--reason <text>", "why, or how it was made good")
    .option("--by <name>", "who settles it; who is at the terminal when left out")
    .option("--key <key>", "a key with the scope loyalty:operate (or PERENNIAL_KEY)")
    .action(async (orderKey: string, { member, reason, by, key }: SettleOptions, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const asked = SettleRequest.safeParse({ memberId: member, orderKey, operator: by ?? user, reason });
      if (!asked.success) {
        const [issue] = asked.error.issues;
        throw new CommandError(`${issue?.path.join(".")}: ${issue?.message}`, 2);
      }
      const secret = keyOf(key, env);
      const api = channelApi((await open(choice)).apiUrl(), secret, { fetch, pause });
      // A key of its own: the effect is known by the order, so the same said again is the first answer.
      const answer = await api.settle(asked.data, randomUUID());
      const { operator, at } = answer.settled;
      print(json ? jsonText(answer) : `${orderKey}: settled by ${operator} at ${at}: ${answer.settled.reason}`);
    });
}

/** `perennial discrepancies`: what paid orders were found to lack. */
export function discrepanciesCommand(context: CommandContext): Command {
  return new Command("discrepancies")
    .description("what paid orders used that wasn't there any more: list it, settle it")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run perennial -- discrepancies list --from 2026-12-01 --to 2026-12-31 --state open
  $ npm run perennial -- discrepancies settle till:1007 --member m_… --reason "paid by the member on 3 December"`,
    )
    .addCommand(list(context))
    .addCommand(settle(context));
}
