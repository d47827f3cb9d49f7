import type { IdleResources } from "./idle-resources.ts";
import { PRICES } from "./list-prices.ts";

/** What a member does in a month. */
export interface MemberMonth {
  orders: number;
  views: number;
  /** Share of members who join: each walks the welcome journey to its end. */
  joins: number;
  /** Share of members who are enrolled at a step of silence: each walks it to its end. */
  quietSteps: number;
}

/** Counted: what one of each takes. */
export interface Counted {
  order: { writeUnits: number; readUnits: number; keptBytes: number; eventBytes: number };
  view: { writeUnits: number; readUnits: number; eventBytes: number };
  welcome: { writeUnits: number; readUnits: number; transitions: number; calls: number };
  dormant: { writeUnits: number; readUnits: number; transitions: number; calls: number };
}

/** Assumed, each on the side that costs more. */
export const ASSUMED = {
  /** Orders come one a call, views 25 a call, as Segment's clients batch them. */
  viewsPerCall: 25,
  /** Events that one call of `members.apply` takes off the stream on average, when few come at once. */
  eventsPerApply: 2,
  /** Duration and memory of a Lambda call on average, the first calls of new instances included. */
  callSeconds: 0.05,
  callGb: 0.75,
  /** Log of a call: one line of ours, the platform's start and report, the line of metrics. */
  logBytesPerCall: 1_200,
  logBytesPerHttpCall: 400,
  /** X-Ray records five in a hundred. */
  tracedShare: 0.05,
  /** Requests by which a message goes through a queue: sent, received, deleted. */
  requestsPerMessage: 3,
  /** A night reads summary and classes of every member, and one in fifty changes class. */
  readUnitsPerMemberNight: 1.02,
  movedPerNight: 0.02,
  writeUnitsPerMove: 6,
  secondsPerMemberNight: 0.001,
  /** A close reads head and accounts of every member and a thirtieth of the chains, and more of those who moved. */
  closeUnitsPerMemberNight: 1.2,
  closeUnitsPerMemberMoved: 5,
  /** Orders are kept for good: what is paid for is the size after a year. Events are kept for 90 days. */
  monthsKept: 12,
  monthsOfEvents: 3,
  /** DynamoDB adds to each item, for storage alone. */
  bytesOfOverhead: 100,
  /** Custom metrics of the hops. */
  metrics: 17,
} as const;

/** A line of a bill. */
export interface BillLine {
  what: string;
  quantity: number;
  unit: string;
  usd: number;
}

const NIGHTS = 30;
const GB = 1024 ** 3;

/** A month of so many members, line by line, without what an idle stack costs. */
export function monthOf(
  members: number,
  { orders, views, joins, quietSteps }: MemberMonth,
  counted: Counted,
): BillLine[] {
  const a = ASSUMED;
  const per = {
    orders: members * orders,
    views: members * views,
    welcomes: members * joins,
    dormants: members * quietSteps,
  };
  const sum = (of: (one: { writeUnits: number; readUnits: number }) => number) =>
    per.orders * of(counted.order) +
    per.views * of(counted.view) +
    per.welcomes * of(counted.welcome) +
    per.dormants * of(counted.dormant);
  const viewCalls = per.views / a.viewsPerCall;
  const httpCalls = per.orders + viewCalls + per.welcomes;
  // A call at the door is two: whose key it is, and taking in. An order is announced and looked at by the waits.
  const calls =
    httpCalls * 2 +
    (per.orders + per.views + per.welcomes) / a.eventsPerApply +
    per.orders * 2 +
    per.welcomes * (1 + counted.welcome.calls) +
    per.dormants * counted.dormant.calls;
  const announced = per.orders + per.welcomes;
  // Orders go to one queue, newcomers to two, quiet ones to one; each wait that time ends goes through one more.
  const messages = per.orders + per.welcomes * 4 + per.dormants * 3;
  const keptBytes = per.orders * (counted.order.keptBytes + 4 * a.bytesOfOverhead) * a.monthsKept;
  const eventBytes =
    (per.orders * (counted.order.eventBytes + a.bytesOfOverhead) +
      per.views * (counted.view.eventBytes + a.bytesOfOverhead)) *
    a.monthsOfEvents;
  const storedGb = (keptBytes + eventBytes) / GB;
  const memberNights = members * NIGHTS;
  const line = (what: string, quantity: number, unit: string, price: number): BillLine => ({
    what,
    quantity,
    unit,
    usd: quantity * price,
  });
  return [
    line(
      "DynamoDB, writes",
      sum((one) => one.writeUnits),
      "units",
      PRICES.writeUnit,
    ),
    line(
      "DynamoDB, reads",
      sum((one) => one.readUnits),
      "units",
      PRICES.readUnit,
    ),
    line("DynamoDB, the nights' reads", memberNights * a.readUnitsPerMemberNight, "units", PRICES.readUnit),
    line(
      "DynamoDB, the nights' closes",
      memberNights * a.closeUnitsPerMemberNight + per.orders * a.closeUnitsPerMemberMoved,
      "units",
      PRICES.readUnit,
    ),
    line(
      "DynamoDB, classes that move",
      memberNights * a.movedPerNight * a.writeUnitsPerMove,
      "units",
      PRICES.writeUnit,
    ),
    line("DynamoDB, stored after a year", storedGb, "GB", PRICES.tableGbMonth),
    line("Point-in-time recovery", storedGb, "GB", PRICES.recoveryGbMonth),
    line("Lambda, calls", calls, "calls", PRICES.lambdaCall),
    line("Lambda, duration", calls * a.callSeconds * a.callGb, "GB s", PRICES.lambdaGbSecond),
    line("Lambda, the nights' scoring", memberNights * a.secondsPerMemberNight, "GB s", PRICES.lambdaGbSecond),
    line("HTTP API", httpCalls, "calls", PRICES.httpCall),
    line(
      "Step Functions",
      per.welcomes * counted.welcome.transitions + per.dormants * counted.dormant.transitions,
      "transitions",
      PRICES.transition,
    ),
    line("EventBridge", announced, "events", PRICES.busEvent),
    line("SQS", messages * a.requestsPerMessage, "requests", PRICES.queueRequest),
    line("Logs", (calls * a.logBytesPerCall + httpCalls * a.logBytesPerHttpCall) / GB, "GB", PRICES.logGb),
    line("X-Ray", calls * a.tracedShare, "traces", PRICES.trace),
    line("Metrics of the hops", a.metrics, "metrics", PRICES.metricMonth),
  ];
}

/** Long polls of an idle queue: five pollers, each asking three times a minute. */
const POLLS_PER_MONTH = 5 * 3 * 60 * 24 * NIGHTS;
const MINUTES_PER_MONTH = 60 * 24 * NIGHTS;
/** Queries of one sweep: four lanes for each of waits, messages and enrolments, half a unit each. */
const READ_UNITS_PER_SWEEP = 12 * 0.5;

/** What a production stage costs in a month in which nothing happens. */
export function idleMonth(has: IdleResources): BillLine[] {
  const line = (what: string, quantity: number, unit: string, price: number): BillLine => ({
    what,
    quantity,
    unit,
    usd: quantity * price,
  });
  return [
    line("Alarms", has.alarms, "alarms", PRICES.alarmMonth),
    line("Composite alarms", has.compositeAlarms, "alarms", PRICES.compositeAlarmMonth),
    line("Dashboard", has.dashboards, "dashboards", PRICES.dashboardMonth),
    line("Key of the vault", has.keys, "keys", PRICES.keyMonth),
    line("Secret of identities", has.secrets, "secrets", PRICES.secretMonth),
    line("Queues that are polled", has.queueMappings * POLLS_PER_MONTH, "requests", PRICES.queueRequest),
    line("The minute's sweep, calls", MINUTES_PER_MONTH, "calls", PRICES.lambdaCall),
    line("The minute's sweep, duration", MINUTES_PER_MONTH * ASSUMED.callSeconds * 0.5, "GB s", PRICES.lambdaGbSecond),
    line("The minute's sweep, reads", MINUTES_PER_MONTH * READ_UNITS_PER_SWEEP, "units", PRICES.readUnit),
    line("The minute's sweep, logs", (MINUTES_PER_MONTH * ASSUMED.logBytesPerCall) / GB, "GB", PRICES.logGb),
  ];
}

export const totalOf = (lines: readonly BillLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
