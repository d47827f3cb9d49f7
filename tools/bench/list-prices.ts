/**
 * List prices in USD of US East (N. Virginia), on demand, without free allowances, taxes, support or agreements. As known
 * in 2025 and 2026 from AWS's public price pages; they were typed in, not fetched, so look them up before a decision hangs
 * on them. Other Regions cost up to a fifth more or so (London: DynamoDB and HTTP APIs a sixth more).
 */
export const PRICES_OF = "list prices of US East (N. Virginia) as known in 2025 and 2026";

const MILLION = 1_000_000;

export const PRICES = {
  /** DynamoDB on demand, standard tables, since the cut of November 2024. */
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  tableGbMonth: 0.25,
  /** Point-in-time recovery, by the size of the tables. */
  recoveryGbMonth: 0.2,
  /** Lambda on Arm. */
  lambdaCall: 0.2 / MILLION,
  lambdaGbSecond: 0.000_013_333_4,
  /** HTTP API, calls up to 512 KB, the first 300 million of a month. */
  httpCall: 1.0 / MILLION,
  /** Step Functions, standard workflows. */
  transition: 25 / MILLION,
  /** EventBridge, custom events up to 64 KB. */
  busEvent: 1.0 / MILLION,
  /** SQS, standard queues, requests up to 64 KB. */
  queueRequest: 0.4 / MILLION,
  /** CloudWatch. */
  logGb: 0.5,
  alarmMonth: 0.1,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
  metricMonth: 0.3,
  /** X-Ray, traces recorded. */
  trace: 5 / MILLION,
  keyMonth: 1,
  secretMonth: 0.4,
  /** S3 standard. */
  objectGbMonth: 0.023,
  /** Fees of messages, not in the totals: SES per mail. An SMS costs what the country's carriers take. */
  mail: 0.1 / 1_000,
} as const;
