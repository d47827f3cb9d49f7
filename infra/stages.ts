import * as z from "zod";

/**
 * Everything that differs by stage. The stacks read these settings and never the name of the stage, so that what a
 * stage gets can be read here alone. Periods are in days, rates per second.
 */
const zone = z.string().refine(isTimeZone, "an IANA time zone, such as Europe/London");

export const Stage = z
  .strictObject({
    name: z.enum(["local", "test", "dev", "prod"]),
    /** The shop's zone: schedules go by it. The programme's own `timeZone` must be the same one. */
    timeZone: zone,
    /** Phone numbers without + are read as this country's (ISO 3166). Fixed once there are members: it names them. */
    phoneRegion: z.string().regex(/^[A-Z]{2}$/),
    /** `turned`: the clock is an item that a replay sets; schedules rest, and the replay starts their targets. */
    clock: z.enum(["system", "turned"]),
    /** Fixed where the data is invented; generated and kept in Secrets Manager elsewhere. */
    identityKey: z.string().min(32).optional(),
    /** Stacks refuse to go, and tables and buckets outlive them. */
    keepData: z.boolean(),
    pointInTimeRecovery: z.boolean(),
    logRetentionDays: z.union([z.literal(1), z.literal(7), z.literal(30), z.literal(90)]),
    /** Alarms are mailed there; without it they are seen on the dashboard alone. */
    alarmEmail: z.email().optional(),
    /** Sender of mail. Its domain becomes an identity of SES whose DKIM records the owner of the domain must publish. */
    mailFrom: z.email(),
    /** Shards of the nightly scoring; at most 200,000 members each. One Map of one execution carries 1,000. */
    scoringShards: z.int().min(1).max(1_000),
    /** Records that one call takes off a stream. */
    streamBatch: z.int().min(1).max(1_000),
    /** Calls of one queue's consumer at a time; AWS allows no fewer than two. */
    queueConcurrency: z.int().min(2).max(1_000),
    api: z.strictObject({ ratePerSecond: z.int().min(1), burst: z.int().min(1), fixedId: z.string().optional() }),
    /** A capability with several alarms mails by one composite (0.50 USD a month each). The local cloud refuses them. */
    compositeAlarms: z.boolean(),
    /** The local cloud speaks plain HTTP: there, policies that refuse it would refuse everybody once IAM is enforced. */
    plainHttp: z.boolean(),
    /**
     * Who judges permissions. The local cloud knows SendTaskSuccess under `*` alone, and asks for SendMessageBatch, which
     * is no permission on AWS: there, SendMessage covers it.
     */
    iam: z.enum(["aws", "local-cloud"]),
  })
  .superRefine((stage, issues) => {
    const refuse = (path: string, message: string) => issues.addIssue({ code: "custom", path: [path], message });
    const invented = stage.name === "local" || stage.name === "test";
    if (stage.clock === "turned" && !invented) refuse("clock", "only local and test stages may turn the clock");
    if (stage.identityKey !== undefined && !invented) refuse("identityKey", "a key in the code is no secret");
    if (stage.api.fixedId !== undefined && !invented) refuse("api", "only the local cloud lets an API choose its id");
    if (stage.plainHttp && !invented) refuse("plainHttp", "on AWS, everything goes over TLS");
    if (stage.iam === "local-cloud" && !invented) refuse("iam", "AWS can narrow what the local cloud can't");
    if (stage.name === "prod" && !stage.keepData) refuse("keepData", "production data outlives its stacks");
    if (stage.name === "prod" && !stage.pointInTimeRecovery) refuse("pointInTimeRecovery", "production needs it");
  });
export type Stage = z.infer<typeof Stage>;

/** What an operator may say at the deploy, as CDK context: `-c mailFrom=care@shop.example`. */
export const StageChoices = z.strictObject({
  stage: Stage.shape.name.default("local"),
  timeZone: zone.optional(),
  phoneRegion: Stage.shape.phoneRegion.optional(),
  alarmEmail: Stage.shape.alarmEmail,
  mailFrom: z.email().optional(),
  scoringShards: z.coerce.number().pipe(Stage.shape.scoringShards).optional(),
});
export type StageChoices = z.input<typeof StageChoices>;

/** Calm for an emulator on two cores: its limits are workers and memory, not items. */
const emulated = {
  timeZone: "Europe/London",
  phoneRegion: "GB",
  clock: "turned",
  identityKey: "invented people only: this key keeps nothing secret",
  keepData: false,
  pointInTimeRecovery: false,
  logRetentionDays: 1,
  mailFrom: "members@perennial.example.org",
  scoringShards: 1,
  streamBatch: 100,
  queueConcurrency: 2,
  compositeAlarms: false,
  plainHttp: true,
  iam: "local-cloud",
} as const;

/** Starts and time wakes together stay under the 150 a second that Step Functions grants in its smaller Regions. */
const onAws = {
  timeZone: "Asia/Shanghai",
  phoneRegion: "CN",
  clock: "system",
  mailFrom: "members@perennial.example.com",
  scoringShards: 8,
  streamBatch: 100,
  queueConcurrency: 5,
  compositeAlarms: true,
  plainHttp: false,
  iam: "aws",
} as const;

const SETTINGS: Record<Stage["name"], z.input<typeof Stage>> = {
  local: { ...emulated, name: "local", api: { ratePerSecond: 1_000, burst: 1_000, fixedId: "perennial" } },
  test: { ...emulated, name: "test", api: { ratePerSecond: 1_000, burst: 1_000, fixedId: "perennial" } },
  dev: {
    ...onAws,
    name: "dev",
    keepData: false,
    pointInTimeRecovery: false,
    logRetentionDays: 7,
    scoringShards: 1,
    compositeAlarms: false,
    api: { ratePerSecond: 50, burst: 100 },
  },
  prod: {
    ...onAws,
    name: "prod",
    keepData: true,
    pointInTimeRecovery: true,
    logRetentionDays: 30,
    api: { ratePerSecond: 500, burst: 1_000 },
  },
};

/**
 * The settings of a stage with the operator's choices on top.
 * @throws z.ZodError that names the field, when the outcome makes no sense.
 */
export function stageOf(choices: StageChoices): Stage {
  const { stage, ...chosen } = StageChoices.parse(choices);
  const said = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
  return Stage.parse({ ...SETTINGS[stage], ...said });
}

/** Names that must be known before the resource exists, or that people type, begin with it. */
export function prefixOf(stage: Stage): string {
  return `perennial-${stage.name}`;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
