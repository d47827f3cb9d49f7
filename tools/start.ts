import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { Command, InvalidArgumentError } from "commander";
import { asCommand } from "./local/as-command.ts";
import { beforeEnding } from "./local/endings.ts";
import { DEFAULT_PORT, projectRoot, stateDirOf } from "./local/layout.ts";
import { portOption } from "./local/port-option.ts";
import { say, type Text } from "./local/say.ts";
import { servePage } from "./local/serve-page.ts";
import { withLocalCloud } from "./local/session.ts";
import { type MainJobOptions, type MainJobResult, runMainJob } from "./main-job/main-job.ts";
import { createProgress, inSeconds } from "./progress.ts";

/** `npm start`: the local cloud, the stacks, the main job on the sample; then it stays up until Ctrl-C. */

const share = (given: string): number => {
  const value = Number(given);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError("a share from 0 to 1");
  return value;
};
const whole = (most: number) => (given: string) => {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new InvalidArgumentError(`a whole number, 1 to ${most}`);
  return value;
};

const killed = (given: string): MainJobOptions["kill"] => {
  const [, functionName, afterCall, day] = /^([a-z]+\/[a-z-]+):(\d{1,3}):(\d{1,2})$/.exec(given) ?? [];
  if (functionName === undefined) throw new InvalidArgumentError("such as members/apply:3:45");
  return { functionName, afterCall: Number(afterCall), day: Number(day) };
};

interface StartOptions {
  once: boolean;
  port: number;
  out: string;
  respond: number;
  duplicates: string;
  disorder: string;
  lateOrders: number;
  days?: number;
  kill?: MainJobOptions["kill"];
}

const command = new Command("npm start --")
  .description("deploys the stacks onto a local cloud and runs the main job on the sample; stays up until Ctrl-C")
  .option("--once", "end after the report", false)
  .addOption(portOption())
  .option("--out <folder>", "where the results go", join(projectRoot, "out"))
  .option("--respond <share>", "SIMULATED: share of members with a message who place one extra order", share, 0)
  .option("--duplicates <seed>", "which events come twice, and when", "1")
  .option("--disorder <seed>", "in which order a day's events come", "1")
  .option("--late-orders <share>", "share of orders that come one to three days late", share, 0)
  .option("--kill <function:call:day>", "kill a function after its n-th call among a day's events", killed)
  .option("--days <n>", "replay the first n days only", whole(91));

const began = performance.now();
const progress = createProgress();
const label = (en: string, zh: string): Text => ({ en, zh });

/** What the run says of itself at its end, and keeps in `summary.json`. */
function summaryOf(result: MainJobResult, cold: boolean, peak: unknown) {
  const reportSeconds = (performance.now() - began) / 1000;
  const { files, ...counts } = result;
  return { reportSeconds, cold, peakMemory: peak ?? null, ...counts, files, timings: progress.timings };
}

await asCommand(async () => {
  const options = command.parse().opts<StartOptions>();
  const out = resolve(options.out);
  // A port each, when two runs with different ports stand beside each other.
  const stateDir = stateDirOf(options.port === DEFAULT_PORT ? "start" : `start-${options.port}`);
  await withLocalCloud({ port: options.port, stateDir, keep: !options.once, progress }, async (session) => {
    mkdirSync(out, { recursive: true });
    const { once: _once, port: _port, out: _out, duplicates, disorder, lateOrders, respond, days, kill } = options;
    const result = await runMainJob(session, join(projectRoot, "samples"), {
      out,
      respond,
      seeds: { duplicates, disorder },
      lateOrderShare: lateOrders,
      ...(days === undefined ? {} : { days }),
      ...(kill === undefined ? {} : { kill }),
      progress,
    });
    const summary = summaryOf(result, session.cold, session.peakMemory());
    writeFileSync(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    const { posted } = result;
    const cache = session.cold ? say(label("cold caches", "冷缓存")) : say(label("warm caches", "热缓存"));
    console.log(`\n${say(label("Report after", "报告用时"))} ${inSeconds(summary.reportSeconds)} (${cache})`);
    const peak = session.peakMemory();
    if (peak) console.log(`${say(label("Peak memory", "内存峰值"))} ${JSON.stringify(peak)}`);
    console.log(
      say(
        label(
          `${result.days} days replayed: ${posted.accepted} events accepted, ${posted.duplicates} repeats answered as such, ${posted.rejected} rejected; ${result.rejectedRows} rows of the history rejected (import-report.csv)`,
          `已回放 ${result.days} 天：接受 ${posted.accepted} 个事件，识别重复 ${posted.duplicates} 个，拒绝 ${posted.rejected} 个；历史数据拒绝 ${result.rejectedRows} 行（import-report.csv）`,
        ),
      ),
    );
    console.log(`${say(label("Digest", "摘要"))} ${result.digest}`);
    if (options.once) {
      console.log(`${say(label("Results in", "结果位于"))} ${out}`);
      return;
    }
    const page = await servePage({ folder: out, apiUrl: session.apiUrl });
    beforeEnding(() => page.stop());
    console.log(`\n${say(label("Report", "报告"))}  ${page.url}/`);
    console.log(`API     ${page.url}/v1 (${session.apiUrl}/v1)`);
    console.log(say(label("Ctrl-C ends everything that was started.", "按 Ctrl-C 结束所有已启动的进程。")));
  });
});
