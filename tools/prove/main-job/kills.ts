import { setTimeout as pause } from "node:timers/promises";
import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { Temporal } from "temporal-polyfill";
import * as z from "zod";
import { dynamoJourneyStore } from "../../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoProgrammeStore } from "../../../adapters/dynamo/dynamo-programme-store.ts";
import type { FunctionName } from "../../../functions/catalog.ts";
import { outputOf } from "../../local/stack-outputs.ts";
import type { PostedEvent } from "../../main-job/sample-events.ts";
import type { Claim, Ground, Line } from "../claim.ts";
import { deployedShop } from "./deployed.ts";
import { linesOfTests } from "./run-tests.ts";

/** Functions that a registration runs through, in the order of its way. */
const ON_THE_WAY = ["members/apply", "journeys/enrol", "engagement/send", "journeys/wait"] as const;
/** No function makes more calls than this in one of the invocations looked at. */
const MOST_CALLS = 30;
/** A queue brings back what a killed consumer held after six times its time-out. */
const RECOVERY_MS = 300_000;

type Deployed = Awaited<ReturnType<typeof deployedShop>>;

/** Everything that the killing asks of the deployed stack. */
async function victims({ session, shop, operator }: Deployed) {
  const dynamo = new DynamoDBClient(session.awsClientConfig);
  const programmeTable = outputOf(session.outputs, "ProgrammeTable");
  const journeys = dynamoJourneyStore(outputOf(session.outputs, "JourneysTable"));
  const programmes = dynamoProgrammeStore(programmeTable);
  let now = Temporal.Instant.from("2011-09-02T10:00:00Z");
  const turn = async (hours: number) => {
    now = now.add({ minutes: Math.round(hours * 60) });
    await operator.turnClock(now.toString());
  };
  await turn(0);
  const welcome = await programmes.journey("welcome");
  if (!welcome) throw new Error("the sample's programme has no welcome");
  await programmes.saveJourney({ ...welcome.value, holdOutShare: 0 }, welcome.version, "prove", now.toString());
  const members: string[] = [];

  const register = async (): Promise<void> => {
    const id = `killed-${members.length}`;
    const event: PostedEvent = {
      channel: "prove",
      eventId: `join-${id}`,
      type: "member.registered",
      occurredAt: now.subtract({ minutes: 1 }).toString(),
      identity: { customerId: id, phone: `+4477009005${String(members.length).padStart(2, "0")}` },
      data: { givenName: "Ada", timeZone: "Europe/London", marketingConsent: { sms: true } },
    };
    const { results } = await shop.post([event]);
    members.push(results[0]?.memberId ?? "");
  };

  const faultItem = (sk: string) => ({ TableName: programmeTable, Key: { pk: { S: "FAULT" }, sk: { S: sk } } });
  const isThere = async (sk: string): Promise<number | undefined> => {
    const { Item } = await dynamo.send(new GetItemCommand({ ...faultItem(sk), ConsistentRead: true }));
    return Item ? Number(Item.calls?.N ?? Item.afterCall?.N) : undefined;
  };

  /** Arms, sets off, and answers the calls of an invocation that outlived it; undefined where it was killed. */
  const kill = async (name: FunctionName, afterCall: number, setOff: () => Promise<void>) => {
    await dynamo.send(new DeleteItemCommand(faultItem(`${name}#outlived`)));
    await operator.armFault(name, afterCall);
    await setOff();
    const end = Date.now() + 20_000;
    while ((await isThere(name)) !== undefined) {
      if (Date.now() > end) throw new Error(`${name} was not called within 20 s`);
      await pause(50);
    }
    for (let look = 0; look < 40; look += 1) {
      const calls = await isThere(`${name}#outlived`);
      if (calls !== undefined) return calls;
      await pause(50);
    }
    return undefined;
  };

  /** Waits for one member to be so far, without a sweep: nothing is in its way. */
  const untilOne = async (memberId: string, isSoFar: (memberId: string) => Promise<boolean>): Promise<void> => {
    const end = Date.now() + 20_000;
    while (!(await isSoFar(memberId))) {
      if (Date.now() > end) throw new Error(`${memberId} is not in its wait after 20 s`);
      await pause(100);
    }
  };

  /** Sweeps, minute by minute of the product's clock, until all are so far; answers those who are not. */
  const until = async (isSoFar: (memberId: string) => Promise<boolean>): Promise<string[]> => {
    const end = Date.now() + RECOVERY_MS;
    let left = [...members];
    while (left.length > 0 && Date.now() < end) {
      await turn(1 / 60);
      await operator.run("sweepDue", {});
      const still: string[] = [];
      for (const memberId of left) if (!(await isSoFar(memberId))) still.push(memberId);
      left = still;
      if (left.length > 0) await pause(1_000);
    }
    return left;
  };

  const waitsAt = (step: string) => async (memberId: string) =>
    (await journeys.waits(memberId)).some((wait) => wait.step === step && wait.reason === undefined);
  const isClosed = async (memberId: string) => {
    const { journeys: entered } = await shop.member(memberId);
    return entered.length > 0 && entered.every((enrolment) => enrolment.state === "closed");
  };
  const sweep = async () => void (await operator.run("sweepDue", {}));
  return { members, register, kill, until, untilOne, turn, sweep, waitsAt, isClosed };
}

/** How often a point is tried: what was killed before comes again in between, and takes a fault with fewer calls to make. */
const TRIES = 4;

/** Kills at each point in turn until no invocation is long enough to be killed there; answers how many points there were. */
async function eachPoint(ground: Ground, name: FunctionName, killAfter: (call: number) => Promise<number | undefined>) {
  let longest = 0;
  for (let call = 1; call <= MOST_CALLS; call += 1) {
    let killed = false;
    for (let attempt = 1; attempt <= TRIES && !killed; attempt += 1) {
      const outlived = await killAfter(call);
      killed = outlived === undefined;
      longest = Math.max(longest, outlived ?? 0);
    }
    if (!killed) {
      ground.say(
        `${name}: killed after each of ${call - 1} calls (the longest that outlived its fault made ${longest})`,
      );
      return call - 1;
    }
  }
  throw new Error(`${name} makes more than ${MOST_CALLS} calls`);
}

/** What the local cloud was handed, by number; a text and a number make a message, since each step has a code of its own. */
const Handed = z.object({ sms_messages: z.record(z.string(), z.array(z.looseObject({ Message: z.string() }))) });

/** Texts that the local cloud was handed twice for one number. */
async function sentTwice(endpoint: string): Promise<{ sent: number; twice: string[] }> {
  const answer = await fetch(`${endpoint}/_ministack/sns/sms-messages`, { signal: AbortSignal.timeout(10_000) });
  const { sms_messages } = Handed.parse(await answer.json());
  const own = Object.entries(sms_messages)
    .filter(([number]) => number.startsWith("+4477009005"))
    .flatMap(([number, kept]) => kept.map(({ Message }) => `${number} ${Message}`));
  return { sent: own.length, twice: own.filter((text, at) => own.indexOf(text) !== at) };
}

async function deployedKills(ground: Ground): Promise<Line[]> {
  const deployed = await deployedShop(ground);
  const { members, register, kill, until, untilOne, turn, sweep, waitsAt, isClosed } = await victims(deployed);
  const points: Record<string, number> = {};
  for (const name of ON_THE_WAY) {
    points[name] = await eachPoint(ground, name, (call) => kill(name, call, register));
  }
  const notWaiting = await until(waitsAt("wait-day-3"));
  ground.say(`${members.length} members; ${notWaiting.length} not in their first wait`);
  points["journeys/wake"] = await eachPoint(ground, "journeys/wake", async (call) => {
    // A member of its own for each point: what was killed before may hold the others for minutes.
    await register();
    await untilOne(members.at(-1) ?? "", waitsAt("wait-day-3"));
    await turn(72);
    return kill("journeys/wake", call, sweep);
  });
  await turn(97);
  const stuck = await until(isClosed);
  const { sent, twice } = await sentTwice(deployed.session.endpoint);
  return [
    ...Object.entries(points).map(([name, count]) => ({
      claim: `${name} was killed after each of its calls`,
      figure: `${count} points`,
      bar: "all of them",
      passed: count > 0,
    })),
    {
      claim: "nobody is stuck: every enrolment is closed in the end",
      figure: `${members.length} members, ${stuck.length} stuck${stuck.length > 0 ? `: ${stuck.slice(0, 3).join(", ")}` : ""}`,
      bar: "0",
      passed: stuck.length === 0,
    },
    {
      claim: "nothing was sent twice (what the local cloud was handed, by number and text)",
      figure: `${sent} messages, ${twice.length} twice`,
      bar: "0",
      passed: twice.length === 0 && sent > 0,
    },
  ];
}

/** Killed at every point: on the deployed stack, and, for what the local cloud can't show, through an ASL interpreter. */
export const kills: Claim = {
  name: "kills",
  says: "apply, enrol, wait, wake and send, killed after every call that each makes: nobody stuck, nothing sent twice",
  async run(ground) {
    const interpreted = await linesOfTests(ground, {
      folder: "interpreted",
      args: ["--project", "fast", "tests/flows/journeys-killed.test.ts", "tests/flows/points-under-fire.test.ts"],
      limitSeconds: 300,
    });
    const deployed = await deployedKills(ground);
    return [
      ...deployed,
      ...interpreted.map((line) => ({ ...line, claim: `through an ASL interpreter, in memory: ${line.claim}` })),
    ];
  },
};
