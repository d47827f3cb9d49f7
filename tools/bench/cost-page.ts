import { countJourney, type JourneyCount, STORIES } from "./count-journey.ts";
import { countOrder, countView, type OrderCount, type ViewCount } from "./count-order.ts";
import { type IdleResources, idleResources } from "./idle-resources.ts";
import { PRICES, PRICES_OF } from "./list-prices.ts";
import { ASSUMED, type BillLine, type Counted, idleMonth, type MemberMonth, monthOf, totalOf } from "./month-cost.ts";

/** Everything that `docs/cost.md` says was counted. */
export interface Counts {
  orders: OrderCount[];
  view: ViewCount;
  journeys: JourneyCount[];
  idle: IdleResources;
}

/** Baskets that are counted. */
const LINES = [1, 30, 500] as const;
/** The basket that a month is reckoned with: few members of a shop order more. */
const USUAL_LINES = 30;
const SIZES = [1_000, 100_000, 1_000_000] as const;
const MONTH: MemberMonth = { orders: 12, views: 60, joins: 0.05, quietSteps: 0.1 };

/** Counts everything anew from the code. One after the other: they share the client that they take off the wire. */
export async function countEverything(): Promise<Counts> {
  const orders: OrderCount[] = [];
  for (const lines of LINES) orders.push(await countOrder(lines));
  const view = await countView();
  const journeys: JourneyCount[] = [];
  for (const story of STORIES) journeys.push(await countJourney(story));
  return { orders, view, journeys, idle: idleResources() };
}

/** What is kept of an order for good, in bytes as billed. */
const KEPT = ["H#ORDER", "CLAIM", "H#ENTRY", "O"];

/** One order, view and journey of each kind for a month's bill: journeys walked to their end. */
export function countedOf({ orders, view, journeys }: Counts): Counted {
  const usual = orders.find(({ lines }) => lines === USUAL_LINES);
  const longest = (name: string) =>
    journeys.find(({ journey, buysOnDay }) => journey === name && buysOnDay === undefined);
  const [welcome, dormant] = [longest("welcome"), longest("dormant")];
  if (!usual || !welcome || !dormant) throw new Error("not everything was counted");
  const bytesOf = (kinds: (kind: string) => boolean) =>
    usual.writes.reduce((sum, { table, kind, bytes }) => sum + (kinds(`${table} ${kind}`) ? bytes : 0), 0);
  return {
    order: {
      writeUnits: usual.writeUnits,
      readUnits: usual.readUnits,
      keptBytes: bytesOf((kind) => KEPT.some((kept) => kind === `Members ${kept}`)),
      eventBytes: bytesOf((kind) => kind.startsWith("Events ")),
    },
    view,
    welcome,
    dormant,
  };
}

/** A month's bill of a size, with what the idle stack costs. */
export const monthTotal = (members: number, counts: Counts): number =>
  totalOf(monthOf(members, MONTH, countedOf(counts))) + totalOf(idleMonth(counts.idle));

const usd = (amount: number): string => (amount >= 100 ? amount.toFixed(0) : amount.toFixed(2));
const row = (...cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;
const figure = (quantity: number): string => {
  if (quantity >= 1_000_000) return `${(quantity / 1_000_000).toFixed(1)} M`;
  return quantity >= 100 ? Math.round(quantity).toLocaleString("en-US") : quantity.toFixed(quantity < 10 ? 2 : 1);
};

function billTable(members: number, lines: readonly BillLine[]): string[] {
  return [
    row(`a month of ${members.toLocaleString("en-US")} members`, "quantity", "USD"),
    row("---", "---:", "---:"),
    ...lines.map(({ what, quantity, unit, usd: cost }) => row(what, `${figure(quantity)} ${unit}`, usd(cost))),
  ];
}

/** The table for a README: totals alone. */
export function summaryTable(counts: Counts): string[] {
  return [
    row("members", "USD a month"),
    row("---", "---:"),
    row("none: the stack stands idle", usd(totalOf(idleMonth(counts.idle)))),
    ...SIZES.map((members) => row(members.toLocaleString("en-US"), usd(monthTotal(members, counts)))),
  ];
}

/** `docs/cost.md`, from counts: a test compares the file with it, so that the figures are those of the code. */
export function costPage(counts: Counts): string {
  const { orders, view, journeys, idle } = counts;
  const largest = SIZES[SIZES.length - 1] ?? 0;
  return `${[
    "# What it costs",
    "",
    "Written by `npm run bench -- cost` from counts of the code; `tests/tools/bench/cost-page.test.ts` fails when they are no longer true. What is counted, assumed and looked up is kept apart below.",
    "",
    ...summaryTable(counts),
    "",
    `In USD by ${PRICES_OF}, typed in and not fetched: look them up before a decision hangs on them (\`tools/bench/list-prices.ts\`). No free allowances, no taxes, no fees of messages (a mail by SES ${(PRICES.mail * 1000).toFixed(2)} per thousand; an SMS what the country's carriers take).`,
    "",
    `A month: each member has ${MONTH.orders} order events and ${MONTH.views} views; all order events are reckoned as paid orders of ${USUAL_LINES} lines, the dearest kind. ${MONTH.joins * 100} of 100 members join and walk the whole welcome journey, ${MONTH.quietSteps * 100} of 100 are enrolled at a step of silence and walk it to its end.`,
    "",
    "## Counted: an order event",
    "DynamoDB's rules (a write by the started KB of the item, twice in a transaction, index writes counted; a read by the started 4 KB) over the very requests that the adapters send for a member who has ordered eleven times before. `tests/e2e/request-units.test.ts` holds the rules against another implementation of DynamoDB.",
    "",
    row("lines", "write units", "at the door", "in the commit", "of them for indexes", "read units", "requests"),
    row("---:", "---:", "---:", "---:", "---:", "---:", "---:"),
    ...orders.map(({ lines, writeUnits, doorUnits, applyUnits, readUnits, requests, writes }) =>
      row(
        lines,
        writeUnits,
        doorUnits,
        applyUnits,
        writes.reduce((sum, { indexUnits }) => sum + indexUnits, 0),
        readUnits,
        requests,
      ),
    ),
    "",
    `A view: ${view.writeUnits} write unit, ${view.readUnits} read units.`,
    "",
    "## Counted: a journey",
    "The machines' own files are walked with the use cases and adapters that are deployed. Transitions as AWS bills them: into each state, and to the end. Calls are Lambda's, of the machine and of what enrols and wakes.",
    "",
    row("journey", "the member", "transitions", "Lambda calls", "write units", "read units", "messages"),
    row("---", "---", "---:", "---:", "---:", "---:", "---:"),
    ...journeys.map((one) =>
      row(one.journey, one.tells, one.transitions, one.calls, one.writeUnits, one.readUnits, one.messages),
    ),
    "",
    "A held-out member has an enrolment and no machine: no transition.",
    "",
    "## A month, line by line",
    ...billTable(largest, monthOf(largest, MONTH, countedOf(counts))),
    "",
    row("idle", "quantity", "USD"),
    row("---", "---:", "---:"),
    ...idleMonth(idle).map(({ what, quantity, unit, usd: cost }) =>
      row(what, `${figure(quantity)} ${unit}`, usd(cost)),
    ),
    "",
    "## Assumed",
    `- Orders come one a call, views ${ASSUMED.viewsPerCall} a call; one call of \`members.apply\` takes ${ASSUMED.eventsPerApply} events off the stream, every queue's consumer one message.`,
    `- A Lambda call takes ${ASSUMED.callSeconds * 1000} ms at ${ASSUMED.callGb} GB on average and logs ${ASSUMED.logBytesPerCall} bytes; X-Ray records ${ASSUMED.tracedShare * 100} in 100.`,
    `- A night reads ${ASSUMED.readUnitsPerMemberNight} units a member (summary and classes, half a unit each, and the index), takes ${ASSUMED.secondsPerMemberNight * 1000} ms of 1 GB for each, and moves ${ASSUMED.movedPerNight * 100} in 100 to other classes.`,
    `- A night's close reads ${ASSUMED.closeUnitsPerMemberNight} units a member, and ${ASSUMED.closeUnitsPerMemberMoved} of each who has ordered that day (tests/tools/bench/count-close.test.ts).`,
    `- Orders are kept for good: stored is what a year has brought. Events are kept for 90 days.`,
    "- Not in it: the nightly export, which scans Members and Journeys and is not meant for a million members (docs/architecture.md); messages; data that leaves the Region; reads of the member view.",
    "",
  ].join("\n")}`;
}
