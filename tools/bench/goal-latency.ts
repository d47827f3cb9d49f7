import { setTimeout as pause } from "node:timers/promises";
import { GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { dynamoRestCounters, readCounters } from "../../adapters/dynamo/rest-counters.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { enrolmentIdOf } from "../../core/journeys/enrolment-arm.ts";
import { outputOf } from "../local/stack-outputs.ts";
import { type BenchStack, holdNobodyOut } from "./bench-stack.ts";
import { orderOf, registrationOf, sampleLines } from "./made-events.ts";
import { type Spread, spreadOf } from "./percentile.ts";

export interface GoalLatency {
  /** Milliseconds from the beginning of the POST with the order to the machine leaving its wait. */
  spread: Spread;
  /** Waits that were open when the first order was posted. */
  openWaits: number;
  /** Waits that something else than the goal ended: they count as failures. */
  endedOtherwise: number;
  ordersPerSecond: number;
  /** States that each machine entered from its start to its end, by the engine's history: the fewest and the most. */
  statesEntered: { fewest: number; most: number };
}

/** Members came to another state than the measurement needs. */
export class NotWaitingError extends Error {
  constructor(waiting: number, wanted: number) {
    super(`${waiting} of ${wanted} members wait`);
    this.name = "NotWaitingError";
  }
}

/** Quiet since the first of August, so that the thirtieth quiet day is the one that has just ended. */
const QUIET_SINCE = "2011-08-01";
const JOINED_AT = "2011-07-01T09:00:00Z";
const AS_OF = "2011-08-31";
const STEP_DAYS = 30;
/** So many enrolments at a time, with rest between: hundreds of machines at once start dozens of workers. */
const AT_ONCE = 25;

/**
 * Enrols members in the dormant journey, waits until each of them is in the machine's wait, and has each order once, at
 * an even pace. The engine's own history says when a wait was ended.
 */
export async function measureGoals(
  stack: BenchStack,
  { members, everyMs, say }: { members: number; everyMs: number; say: (text: string) => void },
): Promise<GoalLatency> {
  await holdNobodyOut(stack, "dormant");
  const customers = Array.from({ length: members }, (_, at) => `goal-${at}`);
  const memberIds = await quietMembers(stack, customers);
  say(`${members} members registered, quiet since ${QUIET_SINCE}`);
  const openWaits = await intoTheirWait(stack, memberIds, say);
  const posted = await orderOnceEach(stack, customers, everyMs);
  await stack.operator.rest("the orders of those who waited");
  const ended = await waitEnds(stack, memberIds);
  const latencies = ended.flatMap((end, at) => (end?.reason === "goal" ? [end.at - (posted.startedAt[at] ?? 0)] : []));
  return {
    spread: spreadOf(latencies),
    openWaits,
    endedOtherwise: members - latencies.length,
    ordersPerSecond: members / posted.seconds,
    statesEntered: {
      fewest: Math.min(...ended.map((end) => end?.entered ?? 0)),
      most: Math.max(...ended.map((end) => end?.entered ?? 0)),
    },
  };
}

/** Registers members with an order of then, both as history: counted, and answered with no message. */
async function quietMembers(stack: BenchStack, customers: readonly string[]): Promise<string[]> {
  const { operator, settings } = stack;
  const registered = customers.map((customerId) => ({ ...registrationOf(customerId, JOINED_AT), historic: true }));
  const memberIds = await stack.postNew(registered);
  await operator.rest("registrations");
  const at = `${QUIET_SINCE}T10:00:00Z`;
  const { currency } = settings;
  await stack.postNew(
    customers.map((customerId) =>
      orderOf({ customerId, orderId: `then-${customerId}`, at, currency, lines: sampleLines(3), historic: true }),
    ),
  );
  await operator.rest("historic orders");
  return memberIds;
}

/** Puts on the enrolment queue what the dormant sweep would, a few at a time; answers how many waits are open then. */
async function intoTheirWait(
  { session, operator }: BenchStack,
  memberIds: readonly string[],
  say: (text: string) => void,
): Promise<number> {
  const sqs = new SQSClient(session.awsClientConfig);
  const QueueUrl = outputOf(session.outputs, "EnrolQueueUrl");
  const programmeTable = outputOf(session.outputs, "ProgrammeTable");
  const counters = dynamoRestCounters(programmeTable);
  const before = (await readCounters(programmeTable)).waiting ?? 0;
  for (let from = 0; from < memberIds.length; from += AT_ONCE) {
    const some = memberIds.slice(from, from + AT_ONCE);
    await counters.add({ toEnrol: some.length });
    for (let at = 0; at < some.length; at += 10) {
      const Entries = some.slice(at, at + 10).map((memberId, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({
          type: "QuietStepReached",
          memberId,
          step: STEP_DAYS,
          quietSince: QUIET_SINCE,
          asOf: AS_OF,
        }),
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
    await operator.rest("enrolments in the dormant journey");
  }
  const waiting = ((await readCounters(programmeTable)).waiting ?? 0) - before;
  say(`${waiting} members are in their wait`);
  if (waiting !== memberIds.length) throw new NotWaitingError(waiting, memberIds.length);
  return waiting;
}

/** One order each, begun at an even pace; when each POST began, in milliseconds since 1970. */
async function orderOnceEach(stack: BenchStack, customers: readonly string[], everyMs: number) {
  const { settings, now } = stack;
  const began = Date.now();
  const startedAt: number[] = [];
  for (const [index, customerId] of customers.entries()) {
    await pause(Math.max(0, began + index * everyMs - Date.now()));
    startedAt.push(Date.now());
    const order = { customerId, orderId: `back-${customerId}`, at: now, currency: settings.currency };
    await stack.postNew([orderOf({ ...order, lines: sampleLines(3) })]);
  }
  return { startedAt, seconds: (Date.now() - began) / 1000 };
}

/** When and why each member's machine left its wait, by the history of its execution. */
async function waitEnds({ session }: BenchStack, memberIds: readonly string[]) {
  const machines = new SFNClient(session.awsClientConfig);
  const machineArn = outputOf(session.outputs, "DormantMachineArn");
  const ends: ({ at: number; reason: string; entered: number } | undefined)[] = [];
  for (const memberId of memberIds) {
    const enrolmentId = enrolmentIdOf(memberId, "dormant", `quiet:${STEP_DAYS}:${QUIET_SINCE}`, sha256);
    const executionArn = `${machineArn.replace(":stateMachine:", ":execution:")}:${enrolmentId}`;
    const { events = [] } = await machines.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const end = events.find(({ taskSucceededEventDetails: task }) => task?.output?.includes('"reason"'));
    const reason = /"reason"\s*:\s*"(\w+)"/.exec(end?.taskSucceededEventDetails?.output ?? "")?.[1];
    const entered = events.filter(({ type }) => type?.endsWith("StateEntered")).length;
    ends.push(end?.timestamp && reason ? { at: end.timestamp.getTime(), reason, entered } : undefined);
  }
  return ends;
}
