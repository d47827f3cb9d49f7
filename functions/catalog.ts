import * as z from "zod";

/**
 * Every function of the product: what its environment is, which types both the handler and the CDK construct.
 * The name is the path below functions/, the log key and the test's name.
 */
const table = z.string().min(1);
const clock = { CLOCK: z.enum(["system", "turned"]), STAGE: z.string(), PROGRAMME_TABLE: table };
/** Phone numbers without + are read as this country's (ISO 3166). It is fixed: another one would rename members. */
const country = z.string().regex(/^[A-Z]{2}$/);
const members = { ...clock, MEMBERS_TABLE: table };
const journeys = { ...clock, JOURNEYS_TABLE: table };

export const CATALOG = {
  "ingestion/authorize": z.object({ ...clock }),
  "ingestion/accept-events": z.object({
    ...clock,
    EVENTS_TABLE: table,
    VAULT_TABLE: table,
    IDENTITY_SECRET: z.string(),
    PHONE_REGION: country,
  }),
  "members/apply": z.object({ ...members, RETRY_QUEUE_URL: z.string() }),
  "members/announce": z.object({ ...clock, BUS_NAME: z.string(), RETRY_QUEUE_URL: z.string() }),
  "members/retry": z.object({
    ...members,
    EVENTS_TABLE: table,
    BUS_NAME: z.string(),
    RETRY_QUEUE_URL: z.string(),
    DEAD_LETTER_QUEUE_URL: z.string(),
  }),
  "members/show-member": z.object({
    ...members,
    ...journeys,
    EVENTS_TABLE: table,
    VAULT_TABLE: table,
    IDENTITY_SECRET: z.string(),
    PHONE_REGION: country,
  }),
  "loyalty/issue-coupon": z.object({ ...members, JOURNEYS_TABLE: table, IDENTITY_SECRET: z.string() }),
  "loyalty/offers": z.object({ ...members, IDENTITY_SECRET: z.string() }),
  "loyalty/mall": z.object({ ...members, IDENTITY_SECRET: z.string() }),
  "loyalty/give-prizes": z.object({ ...members, IDENTITY_SECRET: z.string() }),
  "loyalty/redeem-coupon": z.object({ ...members }),
  "loyalty/quote": z.object({ ...members }),
  "loyalty/lapse-coupons": z.object({ ...members }),
  "loyalty/review-tiers": z.object({ ...members }),
  "loyalty/checkout": z.object({ ...members, EVENTS_TABLE: table }),
  "loyalty/release-holds": z.object({ ...members }),
  "loyalty/turn-lots": z.object({ ...members }),
  "loyalty/move-points": z.object({ ...members }),
  "loyalty/stored-value": z.object({ ...members }),
  "loyalty/discrepancies": z.object({ ...members }),
  "loyalty/referrals": z.object({ ...members, IDENTITY_SECRET: z.string() }),
  "loyalty/reward-referrals": z.object({ ...members, IDENTITY_SECRET: z.string() }),
  "loyalty/find-open-day": z.object({ ...clock, EXPORTS_BUCKET: z.string() }),
  "loyalty/close-shard": z.object({ ...members, EXPORTS_BUCKET: z.string(), SNAPSHOTS_BUCKET: z.string() }),
  "loyalty/close-day": z.object({
    ...members,
    EXPORTS_BUCKET: z.string(),
    SNAPSHOTS_BUCKET: z.string(),
    /** Empty where the stage names nobody to be alarmed. */
    ALARM_TOPIC_ARN: z.string(),
  }),
  "scoring/snapshot-shard": z.object({ ...members, SNAPSHOTS_BUCKET: z.string() }),
  "scoring/cut-points": z.object({ ...clock, SNAPSHOTS_BUCKET: z.string() }),
  "scoring/write-classes": z.object({ ...members, SNAPSHOTS_BUCKET: z.string() }),
  "journeys/enrol": z.object({ ...members, ...journeys, MACHINE_ARN_PREFIX: z.string() }),
  "journeys/wait": z.object({ ...members, ...journeys }),
  "journeys/check": z.object({ ...members, ...journeys }),
  "journeys/close": z.object({ ...journeys }),
  "journeys/wake": z.object({ ...members, ...journeys }),
  "journeys/sweep-due": z.object({
    ...members,
    ...journeys,
    WAKE_QUEUE_URL: z.string(),
    MACHINE_ARN_PREFIX: z.string(),
  }),
  "journeys/sweep-dormant": z.object({ ...clock, SNAPSHOTS_BUCKET: z.string(), ENROL_QUEUE_URL: z.string() }),
  "engagement/keep-contact": z.object({ ...journeys }),
  "engagement/send": z.object({ ...members, ...journeys, VAULT_TABLE: table, MAIL_FROM: z.string() }),
  "programme/journeys": z.object({ ...clock }),
  "insight/export": z.object({
    ...members,
    ...journeys,
    VAULT_TABLE: table,
    EXPORTS_BUCKET: z.string(),
    SNAPSHOTS_BUCKET: z.string(),
  }),
  "insight/show-export": z.object({ ...clock, EXPORTS_BUCKET: z.string() }),
  "service/health": z.object({ ...clock }),
} as const;

export type FunctionName = keyof typeof CATALOG;
export type EnvironmentOf<F extends FunctionName> = z.infer<(typeof CATALOG)[F]>;
