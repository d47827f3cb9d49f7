import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../core/contract/event.ts";
import type { Journey } from "../../../core/programme/programme.ts";
import { aDormantJourney, aJourney } from "../../support/builders/a-journey.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { anUpdate, aRegistration } from "../../support/builders/a-registration.ts";
import { anOrder } from "../../support/builders/an-order.ts";
import { JourneyWorld } from "../../support/journey-world.ts";

const SILENT = aRegistration({ data: { reachable: { sms: true, email: false } } });
const CONSENT = anUpdate({
  occurredAt: "2011-09-01T10:30:00.000Z",
  data: { marketingConsent: { sms: true }, reachable: { sms: true, email: false } },
});
const FIRST_ORDER = anOrder({ orderId: "1" });

async function newcomers(journeys: Journey[] = [aJourney()], now = "2011-09-01T11:00:00.000Z"): Promise<JourneyWorld> {
  const world = await JourneyWorld.of(journeys, aProgramme());
  world.now = now;
  return world;
}

async function come(world: JourneyWorld, ...events: StoredEvent[]): Promise<void> {
  for (const event of events) {
    await world.happen(event);
    await world.rest();
  }
}

const enrolledIn = async (world: JourneyWorld) =>
  (await world.store.enrolments("m_1")).map(({ enrolmentId, occasion, arm }) => ({ enrolmentId, occasion, arm }));

describe("whatever comes first", () => {
  it("any order of arrival, with any repeats, gives the same enrolments and starts each machine once", async () => {
    const expected = await newcomers();
    await come(expected, SILENT, CONSENT, FIRST_ORDER);
    expect(await enrolledIn(expected)).toHaveLength(1);
    const events = [SILENT, CONSENT, FIRST_ORDER, SILENT, CONSENT, FIRST_ORDER] as StoredEvent[];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(events, { minLength: 6, maxLength: 6 }), async (arrival) => {
        const world = await newcomers();
        await come(world, ...arrival);
        expect(await enrolledIn(world)).toEqual(await enrolledIn(expected));
        expect(world.interpreter.executions.size).toBe(1);
        expect(world.deadLetters).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("a registration whose consent never comes is kept as a refusal, with its reason", async () => {
    const world = await newcomers();
    await come(world, SILENT);
    expect(await world.store.refusals("m_1")).toMatchObject([
      { journey: "welcome", occasion: "joining", because: "no-consent", missingData: true },
    ]);
  });

  it("a consent that comes too late enrols nobody", async () => {
    const world = await newcomers();
    await come(world, SILENT);
    world.now = "2011-09-04T11:00:00.000Z";
    await come(world, CONSENT);
    expect(await enrolledIn(world)).toEqual([]);
    expect(await world.store.refusals("m_1")).toMatchObject([{ because: "too-late", missingData: false }]);
  });

  it("an order alone is no joining", async () => {
    const world = await newcomers();
    await come(world, FIRST_ORDER);
    expect(await enrolledIn(world)).toEqual([]);
    expect(await world.store.refusals("m_1")).toEqual([]);
  });
});

describe("history", () => {
  it("starts nothing, though it brings the contact, and later changes of it start nothing either", async () => {
    const world = await newcomers();
    await come(world, { ...aRegistration(), historic: true }, { ...FIRST_ORDER, historic: true }, CONSENT);
    expect(await enrolledIn(world)).toEqual([]);
    expect(await world.store.refusals("m_1")).toEqual([]);
    expect(await world.store.contact("m_1")).toMatchObject({ marketingConsent: { sms: true } });
  });
});

describe("a refusal that is not for missing data", () => {
  it("stays, whatever the member's contact does", async () => {
    const world = await newcomers([aJourney({ enabled: false })]);
    await come(world, aRegistration());
    await world.programme.saveJourney(aJourney(), 1, "test", world.now);
    await come(
      world,
      anUpdate({
        occurredAt: "2011-09-01T10:40:00.000Z",
        data: { language: "zh-CN", reachable: { sms: true, email: true } },
      }),
    );
    expect(await enrolledIn(world)).toEqual([]);
    expect(await world.store.refusals("m_1")).toMatchObject([{ because: "disabled" }]);
  });
});

describe("a held-out member", () => {
  it("has an enrolment and no machine, and is never due", async () => {
    const world = await newcomers([aJourney({ holdOutShare: 1 })]);
    await come(world, aRegistration());
    expect(await enrolledIn(world)).toMatchObject([{ arm: "held-out" }]);
    expect(world.interpreter.executions.size).toBe(0);
    expect(world.store.earliestDue()).toEqual({ product: undefined, system: undefined });
  });
});

describe("the ladder of silence", () => {
  const stepReached = (step: number) =>
    ({ type: "QuietStepReached", memberId: "m_1", step, quietSince: "2011-09-01", asOf: "2011-10-01" }) as const;

  it("is an enrolment for each step, in the same arm", async () => {
    const world = await newcomers([aDormantJourney({ holdOutShare: 0.5 })]);
    await come(world, aRegistration(), FIRST_ORDER);
    world.now = "2011-10-02T09:00:00.000Z";
    world.hear(stepReached(30));
    world.hear(stepReached(90));
    world.hear(stepReached(30));
    await world.rest();
    const enrolled = await enrolledIn(world);
    expect(enrolled.map(({ occasion }) => occasion).sort()).toEqual(["quiet:30:2011-09-01", "quiet:90:2011-09-01"]);
    expect(new Set(enrolled.map(({ arm }) => arm)).size).toBe(1);
  });

  it("waits for a contact that isn't known yet, while the occasion is young", async () => {
    const world = await newcomers([aDormantJourney()]);
    world.now = "2011-10-02T09:00:00.000Z";
    world.hear(stepReached(30));
    await world.rest();
    expect(await world.store.refusals("m_1")).toMatchObject([{ because: "no-contact-yet" }]);
    await come(world, SILENT);
    expect(await enrolledIn(world)).toEqual([]);
    expect(await world.store.refusals("m_1")).toMatchObject([{ because: "no-consent" }]);
    await come(world, CONSENT);
    expect((await enrolledIn(world)).map(({ occasion }) => occasion)).toEqual(["quiet:30:2011-09-01"]);
    expect(await world.store.refusals("m_1")).toEqual([]);
  });
});
