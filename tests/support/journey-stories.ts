import type { StoredEvent } from "../../core/contract/event.ts";
import type { Journey } from "../../core/programme/programme.ts";
import { aDormantJourney, aJourney } from "./builders/a-journey.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { aRegistration } from "./builders/a-registration.ts";
import { anOrder } from "./builders/an-order.ts";
import { type Acting, JourneyWorld } from "./journey-world.ts";

/** What a story comes to: everything of it that somebody outside could notice. */
export interface Outcome {
  enrolments: { journey: string; occasion: string; state: string; why: string | undefined }[];
  /** Steps by how often they were handed to a provider. */
  delivered: Record<string, number>;
  coupons: string[];
  /** Machines that are not over, waits that are open, messages that nobody took. */
  stuck: string[];
}

export interface Disturbance {
  killed?: { acting: Acting; afterCall: number };
  /** The local cloud doesn't see that the function which begins a wait has failed. */
  seesErrorsOfWaits?: boolean;
}

/** A story with one member, told to its end in memory. */
export interface Story {
  name: string;
  journeys: Journey[];
  tell: (world: JourneyWorld) => Promise<void>;
}

const order = (orderId: string, occurredAt: string): StoredEvent => anOrder({ orderId, occurredAt, spendMinor: 3_000 });

/** Without an hour of their own, waits end at the hour at which they began; here it is clear of the quiet hours. */
const registration = (occurredAt: string): StoredEvent => aRegistration({ occurredAt, receivedAt: occurredAt });

const quietFor30Days = {
  type: "QuietStepReached",
  memberId: "m_1",
  step: 30,
  quietSince: "2011-08-02",
  asOf: "2011-09-01",
} as const;

export const STORIES: Story[] = [
  {
    name: "a newcomer who never buys",
    journeys: [aJourney()],
    async tell(world) {
      await world.happen(registration("2011-09-01T08:00:00.000Z"));
      await world.rest();
      await world.turnTo("2011-09-12T08:00:00.000Z");
    },
  },
  {
    name: "a newcomer who registers at night and buys again while waiting for day 7",
    journeys: [aJourney()],
    async tell(world) {
      world.now = "2011-09-01T22:30:00.000Z";
      await world.happen(registration("2011-09-01T22:30:00.000Z"), order("1", "2011-09-01T22:30:00.000Z"));
      await world.rest();
      await world.turnTo("2011-09-06T12:00:00.000Z");
      await world.happen(order("2", "2011-09-06T12:00:00.000Z"));
      await world.rest();
      await world.turnTo("2011-09-12T08:00:00.000Z");
    },
  },
  {
    name: "a quiet member who comes back after the reminder",
    journeys: [aDormantJourney()],
    async tell(world) {
      world.now = "2011-08-02T08:00:00.000Z";
      await world.happen(registration("2011-08-02T08:00:00.000Z"), order("1", "2011-08-02T08:00:00.000Z"));
      await world.rest();
      world.now = "2011-09-02T08:00:00.000Z";
      world.hear(quietFor30Days);
      world.hear(quietFor30Days);
      await world.rest();
      await world.turnTo("2011-09-12T08:00:00.000Z");
      await world.happen(order("2", "2011-09-12T08:00:00.000Z"));
      await world.rest();
      await world.turnTo("2011-09-20T08:00:00.000Z");
    },
  },
];

/** Tells a story, disturbed or not, and says what it came to and how many calls each function made. */
export async function told(story: Story, { killed, seesErrorsOfWaits = true }: Disturbance = {}) {
  const world = await JourneyWorld.of(story.journeys, aProgramme({ liveSince: "2011-07-31" }), { seesErrorsOfWaits });
  if (killed) world.killAfter(killed.acting, killed.afterCall);
  await story.tell(world);
  return { outcome: await outcomeOf(world), calls: { ...world.calls } };
}

async function outcomeOf(world: JourneyWorld): Promise<Outcome> {
  const enrolments = await world.store.enrolments("m_1");
  const messages = await world.store.messages("m_1");
  const delivered: Record<string, number> = {};
  for (const { messageId } of world.delivered) {
    const step = messages.find((message) => message.messageId === messageId)?.step ?? messageId;
    delivered[step] = (delivered[step] ?? 0) + 1;
  }
  const executions = [...world.interpreter.executions.values()];
  return {
    enrolments: enrolments.map(({ journey, occasion, state, why }) => ({ journey, occasion, state, why })),
    delivered,
    coupons: messages.flatMap(({ couponCode }) => couponCode ?? []).sort(),
    stuck: [
      ...executions
        .filter(({ status }) => status === "running" || status === "waiting")
        .map(({ path }) => `at ${path.at(-1)}`),
      ...(await world.store.waits("m_1")).map(({ step }) => `wait ${step}`),
      ...world.deadLetters.map(({ lane }) => `dead letter of ${lane}`),
      ...messages.filter(({ state }) => state === "claimed").map(({ step }) => `claimed ${step}`),
    ],
  };
}
