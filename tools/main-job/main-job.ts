import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { Temporal } from "temporal-polyfill";
import type { Session } from "../local/session.ts";
import { outputOf } from "../local/stack-outputs.ts";
import type { Progress } from "../progress.ts";
import { loadSample } from "../sample/load-sample.ts";
import { collectExports } from "./collect-exports.ts";
import { importHistory } from "./import-history.ts";
import { jobTargetsOf, type Operator, operatorOf } from "./operator.ts";
import { type OutboxReader, outboxOf } from "./outbox.ts";
import { type DayPlan, planDays } from "./plan-days.ts";
import { type ShopSettings, setUpProgramme } from "./programme-set-up.ts";
import { momentOf, nightAfter, type ReplayPorts, replayDays } from "./replay-days.ts";
import { type PostedEvent, sampleEvents } from "./sample-events.ts";
import { type PostAnswer, type Shop, shopAt } from "./shop.ts";
import { redeemWhatFits } from "./simulated-redemptions.ts";
import { simulatedResponses } from "./simulated-response.ts";

/** The sample's own days: history ends on the last of August, the replay is the autumn after it. */
const HISTORY_UNTIL = "2011-08-31";
const REPLAY = { from: "2011-09-01", to: "2011-11-30" };

export interface MainJobOptions {
  out: string;
  /** Share of those who got a message that answer, *simulated*. */
  respond: number;
  seeds: { duplicates: string; disorder: string };
  lateOrderShare: number;
  /** A function that is killed among the events of a day, to show that the outcome doesn't depend on it. */
  kill?: ReplayPorts["kill"];
  /** Days to replay, from the first; all of them when left out. */
  days?: number;
  progress: Progress;
}

export interface MainJobResult {
  posted: Omit<PostAnswer, "results">;
  rejectedRows: number;
  days: number;
  redemptions: number;
  responses: number;
  digest: string;
  files: string[];
}

/** The shop and the operator of a session, its programme in force and its clock turned to the evening before. */
export async function openShop(session: Session): Promise<{ shop: Shop; operator: Operator; settings: ShopSettings }> {
  const dynamo = new DynamoDBClient(session.awsClientConfig);
  const programmeTable = outputOf(session.outputs, "ProgrammeTable");
  const settings = await setUpProgramme(session, momentOf(HISTORY_UNTIL, "20:00", "Europe/London"));
  const shop = shopAt(session.apiUrl, settings.key, settings.currency);
  const operator = operatorOf({
    dynamo,
    lambda: new LambdaClient(session.awsClientConfig),
    machines: new SFNClient(session.awsClientConfig),
    programmeTable,
    targets: jobTargetsOf((key) => outputOf(session.outputs, key), session.stage),
    shop,
  });
  await operator.turnClock(momentOf(HISTORY_UNTIL, "20:30", settings.timeZone));
  return { shop, operator, settings };
}

/** Adds a simulated order to the day on which it comes, if the replay reaches it. */
function addTo(days: readonly DayPlan[], day: string, event: PostedEvent): boolean {
  const plan = days.find((one) => one.day === day);
  plan?.events.push(event);
  return plan !== undefined;
}

/** Paid orders of the sample by customer, for the simulated responses to copy. */
function ordersByCustomer(events: readonly PostedEvent[]) {
  const orders = new Map<string, Extract<PostedEvent, { type: "order.paid" }>[]>();
  for (const event of events) {
    if (event.type !== "order.paid") continue;
    const customerId = event.identity.customerId ?? "";
    orders.set(customerId, [...(orders.get(customerId) ?? []), event]);
  }
  return orders;
}

/** What the replay books beside the day's events: redemptions that fit, and responses to the day's messages. */
function actsOf(options: MainJobOptions, shop: Shop, outbox: OutboxReader, days: DayPlan[], events: PostedEvent[]) {
  const counts = { redemptions: 0, responses: 0 };
  const respond = simulatedResponses(options.respond, ordersByCustomer(events));
  const acts = async (day: string, answer: PostAnswer) => {
    const plan = days.find((one) => one.day === day);
    counts.redemptions += await redeemWhatFits(plan?.events ?? [], answer, shop);
    if (options.respond === 0) return;
    for (const customerId of await outbox.newRecipients()) {
      const dayAfter = (by: number) => Temporal.PlainDate.from(day).add({ days: by }).toString();
      const response = respond(customerId, day, dayAfter);
      if (response && addTo(days, response.day, response.event)) counts.responses += 1;
    }
  };
  return { acts, counts };
}

/**
 * The main job: history in, everyone scored, the autumn replayed through the public API, finance's export out. Ends with
 * the results in `options.out`.
 */
export async function runMainJob(
  session: Session,
  sampleFolder: string,
  options: MainJobOptions,
): Promise<MainJobResult> {
  const { out, seeds, lateOrderShare, progress } = options;
  const sample = loadSample(sampleFolder);
  const { shop, operator, settings } = await openShop(session);
  const { timeZone } = settings;
  const liveFrom = momentOf(REPLAY.from, "00:00", timeZone);
  const { history, live } = sampleEvents(sample, liveFrom);
  const plan = { ...REPLAY, timeZone, seeds, duplicateShare: 0.1, lateRefundShare: 0.3, lateOrderShare };
  const days = planDays(live, plan).slice(0, options.days);

  await progress.step({ en: "import history", zh: "导入历史数据" }, (step) =>
    importHistory(history, sample.rejected, { shop, operator, out, advance: step.advance }),
  );
  await progress.step({ en: `score everyone as of ${HISTORY_UNTIL}`, zh: `按 ${HISTORY_UNTIL} 为全体会员评分` }, () =>
    nightAfter(HISTORY_UNTIL, { operator, timeZone }),
  );
  const outbox = outboxOf(session.endpoint, sample.members);
  const { acts, counts } = actsOf(options, shop, outbox, days, [...history, ...live]);
  const posted = await progress.step({ en: "replay the autumn, day by day", zh: "逐日回放秋季" }, (step) =>
    replayDays(days, {
      ...{ shop, operator, timeZone, acts },
      ...(options.kill ? { kill: options.kill } : {}),
      progress: (_, done) => step.advance(done, days.length),
    }),
  );
  const last = days.at(-1)?.day ?? HISTORY_UNTIL;
  const collected = await progress.step({ en: "export for finance", zh: "导出财务报表" }, async () => {
    await operator.run("export", { asOf: last, firstScoring: HISTORY_UNTIL, respondShare: options.respond });
    return collectExports(shop, out, days);
  });
  return { posted, rejectedRows: sample.rejected.length, days: days.length, ...counts, ...collected };
}
