import { describe, expect, it } from "vitest";
import { aDormantJourney, aJourney } from "../support/builders/a-journey.ts";
import { aProgramme } from "../support/builders/a-programme.ts";
import { anUpdate, aRegistration } from "../support/builders/a-registration.ts";
import { anOrder } from "../support/builders/an-order.ts";
import { JourneyWorld } from "../support/journey-world.ts";

const QUIET = {
  type: "QuietStepReached",
  memberId: "m_1",
  step: 30,
  quietSince: "2011-08-02",
  asOf: "2011-09-01",
} as const;
const JOINED = aRegistration({ occurredAt: "2011-08-02T08:00:00.000Z", receivedAt: "2011-08-02T08:00:00.000Z" });
const FIRST_ORDER = anOrder({ orderId: "1", occurredAt: "2011-08-02T08:00:00.000Z", spendMinor: 3_000 });
const LATER_ORDER = anOrder({ orderId: "2", occurredAt: "2011-09-02T08:00:00.000Z", spendMinor: 3_000 });

/** A member who has been quiet since 2 August, on 2 September. */
async function quietMember(): Promise<JourneyWorld> {
  const world = await JourneyWorld.of([aDormantJourney()], aProgramme({ liveSince: "2011-07-31" }));
  world.now = "2011-08-02T08:00:00.000Z";
  await world.happen(JOINED, FIRST_ORDER);
  await world.rest();
  world.now = "2011-09-02T08:00:00.000Z";
  return world;
}

const whyOf = async (world: JourneyWorld) => (await world.store.enrolments("m_1")).map(({ why }) => why);

/** Plays the same with something else happening after the first call, the second, … until there are no more calls. */
async function afterEachCall(play: (call: number) => Promise<boolean>): Promise<number> {
  for (let call = 1; ; call += 1) if (!(await play(call))) return call - 1;
}

describe("an order and a wait that meet", () => {
  it("the order ends the wait, wherever in the wait's opening it comes, and no clock has to move", async () => {
    const points = await afterEachCall(async (call) => {
      const world = await quietMember();
      const happened = world.meanwhile("journeys/wait", call, async () => {
        await world.happen(LATER_ORDER);
        await world.takeMessages();
      });
      world.hear(QUIET);
      await world.rest();
      if (happened()) {
        expect(await whyOf(world), `order after call ${call}`).toEqual(["came-back"]);
        expect(await world.store.waits("m_1")).toEqual([]);
      }
      return happened();
    });
    expect(points).toBeGreaterThanOrEqual(5);
  });

  it("the next wait sees an order that found no wait to end, because a message was just being sent", async () => {
    const points = await afterEachCall(async (call) => {
      const world = await quietMember();
      const happened = world.meanwhile("engagement/send", call, async () => {
        await world.happen(LATER_ORDER);
        await world.takeMessages();
      });
      world.hear(QUIET);
      await world.rest();
      if (happened()) {
        expect(await whyOf(world), `order after call ${call}`).toEqual(["came-back"]);
        expect(world.delivered.length).toBeLessThanOrEqual(1);
      }
      return happened();
    });
    expect(points).toBeGreaterThanOrEqual(5);
  });

  it("an order and the hour that come at once give one reason, and one way on", async () => {
    const points = await afterEachCall(async (call) => {
      const world = await quietMember();
      world.hear(QUIET);
      await world.rest();
      const happened = world.meanwhile("journeys/wake", call, async () => {
        await world.happen(LATER_ORDER);
        await world.takeMessages();
      });
      // Past the end of the first wait, not of the second.
      await world.turnTo("2011-09-12T08:00:00.000Z");
      if (happened()) {
        expect(await whyOf(world), `order after call ${call}`).toEqual(["came-back"]);
        expect(await world.store.waits("m_1")).toEqual([]);
        expect([...world.interpreter.executions.values()].map(({ status }) => status)).toEqual(["succeeded"]);
      }
      return happened();
    });
    expect(points).toBeGreaterThanOrEqual(5);
  });
});

describe("a registration and its consent that meet", () => {
  const SILENT = aRegistration({ data: { reachable: { sms: true, email: true } } });
  const CONSENT = anUpdate({
    occurredAt: "2011-09-01T10:00:05.000Z",
    data: { marketingConsent: { sms: true }, reachable: { sms: true, email: true } },
  });

  it.each([
    ["the consent comes while the registration is decided on", SILENT, CONSENT, 5],
    ["the registration comes while the consent looks for refusals", CONSENT, SILENT, 2],
  ])("the member is enrolled, wherever %s", async (_what, first, second, atLeast) => {
    const points = await afterEachCall(async (call) => {
      const world = await JourneyWorld.of([aJourney()], aProgramme());
      world.now = "2011-09-01T10:01:00.000Z";
      const happened = world.meanwhile("journeys/enrol", call, async () => {
        await world.happen(second);
        await world.takeMessages();
      });
      await world.happen(first);
      await world.rest();
      if (happened()) {
        expect((await world.store.enrolments("m_1")).length, `after call ${call}`).toBe(1);
        expect(await world.store.refusals("m_1")).toEqual([]);
      }
      return happened();
    });
    expect(points).toBeGreaterThanOrEqual(atLeast);
  });
});
