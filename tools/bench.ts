import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import { Argument, Command } from "commander";
import { type BenchStack, benchStack, conditions } from "./bench/bench-stack.ts";
import { measureCheckouts } from "./bench/checkout-rate.ts";
import { costPage, countEverything, summaryTable } from "./bench/cost-page.ts";
import { measureExpiry } from "./bench/expiry-rate.ts";
import { measureGoals } from "./bench/goal-latency.ts";
import { ingestionFigure, ingestionLabel, measureIngestion } from "./bench/ingestion-rate.ts";
import { measureOrderRate } from "./bench/order-rate.ts";
import { inMilliseconds } from "./bench/percentile.ts";
import type { BenchReport } from "./bench/report.ts";
import { measureViews } from "./bench/view-latency.ts";
import { asCommand } from "./local/as-command.ts";
import { projectRoot } from "./local/layout.ts";
import { parsePort } from "./local/ports.ts";

/**
 * `npm run bench`: measures on a stack that it deploys for itself onto a local cloud. The figures are those of one machine
 * with an emulator on it: they compare versions of this code with each other, and say nothing of AWS.
 */
const PARTS = ["ingestion", "orders", "views", "goals", "checkouts", "expiry", "cost"] as const;
type Part = (typeof PARTS)[number];

/** Orders at full speed; looks at views while they come half as fast. */
const ORDERS = 300;
const VIEWED = 200;
/** Members in a wait, and how far apart their orders are begun. */
const WAITING = 200;
const ORDER_EVERY_MS = 200;
/** Single orders are never begun slower than five a second, with a little on top for what timers lose. */
const LEAST_PER_SECOND = 5.5;
/** Checkouts of a round, and how many at a time; members with a lot that ends, and with one that doesn't. */
const CHECKOUTS_A_ROUND = 100;
const CHECKOUTS_IN_FLIGHT = 8;
const MEMBERS_DUE = 10_000;
const MEMBERS_NOT_DUE = 2_000;

const program = new Command("npm run bench --")
  .description(
    "Measures ingestion and orders on a deployed stack of its own; with `views` and `goals` also latencies. `cost` counts units and writes docs/cost.md, without any stack.",
  )
  .addArgument(new Argument("[parts...]", "what to measure").choices(PARTS).default(["ingestion", "orders"]))
  .option("--port <number>", "port of the local cloud on 127.0.0.1", parsePort, 4650)
  .option("--json <file>", "where the figures go as JSON, too")
  .parse();
const parts = new Set(program.processedArgs[0] as Part[]);
const { port, json } = program.opts<{ port: number; json?: string }>();

const began = performance.now();
const say = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`);

await asCommand(async () => {
  if (parts.delete("cost")) {
    const counts = await countEverything();
    writeFileSync(join(projectRoot, "docs", "cost.md"), costPage(counts));
    console.log(summaryTable(counts).join("\n"));
  }
  if (parts.size === 0) return;
  const stack = await benchStack(port);
  try {
    const report = await measured(stack);
    if (json) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
    print(report);
  } finally {
    await stack.session.stop();
  }
});

async function measured(stack: BenchStack): Promise<BenchReport> {
  const report: BenchReport = { conditions: conditions() };
  if (parts.has("goals")) {
    report.goals = await measureGoals(stack, { members: WAITING, everyMs: ORDER_EVERY_MS, say });
  }
  if (parts.has("orders") || parts.has("views")) {
    report.orders = [];
    for (const perCall of [25, 1]) {
      const rate = await measureOrderRate(stack, ORDERS, perCall);
      report.orders.push(rate);
      say(`sustained, ${perCall} a call: ${rate.perSecond.toFixed(1)} orders/s`);
    }
  }
  if (parts.has("views")) {
    // The views' orders come one a call: half of what is sustained that way.
    const sustained = report.orders?.find(({ perCall }) => perCall === 1)?.perSecond ?? 0;
    const half = Math.max(sustained / 2, LEAST_PER_SECOND);
    report.views = await measureViews(stack, { looks: VIEWED, perSecond: half });
  }
  if (parts.has("checkouts")) {
    report.checkouts = await measureCheckouts(stack, {
      perRound: CHECKOUTS_A_ROUND,
      inFlight: CHECKOUTS_IN_FLIGHT,
      say,
    });
  }
  if (parts.has("expiry")) report.expiry = await measureExpiry(stack, MEMBERS_DUE, MEMBERS_NOT_DUE);
  if (parts.has("ingestion")) report.ingestion = await measureIngestion(stack, say);
  return report;
}

function print({ conditions: on, ingestion = [], orders = [], views, goals, checkouts, expiry }: BenchReport): void {
  const table = new Table({ head: ["measured", "figure"], style: { head: [], border: [] } });
  if (goals) {
    table.push([`goal → wait ended, ${goals.openWaits} waits open`, inMilliseconds(goals.spread)]);
    table.push(["waits that ended otherwise", goals.endedOtherwise]);
  }
  for (const { orders: count, perCall, perSecond } of orders) {
    table.push([`${count} orders, ${perCall} a call, until rest`, `${perSecond.toFixed(1)}/s`]);
  }
  if (views) {
    table.push([`posted → in the view, at ${views.perSecond.toFixed(1)} orders/s`, inMilliseconds(views.afterPosted)]);
    table.push(["accepted → in the view", inMilliseconds(views.afterAccepted)]);
  }
  for (const rate of ingestion) table.push([ingestionLabel(rate), ingestionFigure(rate)]);
  if (checkouts) {
    const { perSecond, barePerSecond, requests, written, inFlight } = checkouts;
    const share = ((100 * perSecond) / barePerSecond).toFixed(0);
    table.push([
      `checkouts committed, ${inFlight} in flight, beside the same requests bare`,
      `${perSecond.toFixed(0)}/s; bare ${barePerSecond.toFixed(0)}/s (${share} %); ${requests} requests, ${written} items`,
    ]);
  }
  if (expiry) {
    const { expired, due, notDue, read, seconds } = expiry;
    const figure = `${expired} in ${seconds.toFixed(1)} s (${(expired / seconds).toFixed(0)}/s), ${read} read`;
    table.push([`members whose lots end, ${due} due beside ${notDue} not`, figure]);
  }
  console.log(table.toString());
  console.log(`${on.processors} × ${on.processor}, ${on.memoryGb} GB, Node ${on.node}, ${on.at}; local cloud`);
}
