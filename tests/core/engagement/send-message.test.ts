import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEASE_SECONDS, lapsedClaim, type SendAnswer } from "../../../core/engagement/send-message.ts";
import type { Message } from "../../../core/journeys/enrolment.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { aJourney, aStep } from "../../support/builders/a-journey.ts";
import { aMessage } from "../../support/builders/a-message.ts";
import { aProgramme, aTemplate } from "../../support/builders/a-programme.ts";
import { anEnrolment } from "../../support/builders/an-enrolment.ts";
import { aSendingWorld, Killed, type SendingWorld } from "../../support/sending-world.ts";

const DAY = "2011-09-02";
const BY_ALL = anEnrolment({
  state: "started",
  plan: { ...anEnrolment().plan, steps: { welcome: aStep({ offer: "newcomer", channelMode: "all" }) } },
});

const messages = (world: SendingWorld): Promise<Message[]> => world.store.messages("m_1");
const states = async (world: SendingWorld) =>
  (await messages(world)).map(({ channel, state }) => `${channel} ${state}`);
const countedOn = async (world: SendingWorld, day = DAY) => (await world.store.contact("m_1"))?.sentOn[day] ?? 0;
const afterTheLease = (world: SendingWorld) => {
  world.systemNow = new Date(Date.parse(world.systemNow) + LEASE_SECONDS * 1_000).toISOString();
};

describe("a message that may go", () => {
  test("is handed over once, kept with its text, counted and confirmed", async () => {
    const world = await aSendingWorld();
    expect(await world.send()).toEqual({ outcome: "sent" });
    expect(world.delivered).toEqual([
      {
        messageId: expect.stringMatching(/^msg_/),
        to: "+447700900001",
        text: "Hi Ann, £5 off: ABCDEFGHJKLM",
        shopName: "Corner Shop",
      },
    ]);
    const [message] = await messages(world);
    expect(message).toMatchObject({
      state: "sent",
      providerId: "sms-1",
      journey: "welcome",
      step: "welcome",
      channel: "sms",
      at: "2011-09-02T11:00:00.000Z",
      couponCode: "ABCDEFGHJKLM",
    });
    expect(await world.store.contact("m_1")).toMatchObject({
      sentOn: { [DAY]: 1 },
      sentOnByJourney: { [`welcome#${DAY}`]: 1 },
    });
    expect(await world.store.dueMessages("2100-01-01T00:00:00Z", 9)).toEqual([]);
  });

  test("keeps no name outside the vault", async () => {
    const world = await aSendingWorld();
    await world.send();
    const [message] = await messages(world);
    expect(message?.text).toBe("Hi [name], £5 off: ABCDEFGHJKLM");
  });

  test("is read, decided and sent in nine calls to the outside", async () => {
    const world = await aSendingWorld();
    await world.send();
    expect(world.calls.toSorted()).toEqual(
      ["view", "programme", "journey", "load", "load", "people", "claim", "provider sms", "settle"].toSorted(),
    );
  });

  test("speaks as the programme did when the member entered; whether and when is decided by the one of today", async () => {
    const world = await aSendingWorld();
    world.programmes[1] = aProgramme();
    world.programme = aProgramme({ templates: [aTemplate({ sms: { en: { body: "New copy" } } })] });
    expect(await world.send()).toEqual({ outcome: "sent" });
    // The builder's enrolment pinned version 1, which is in force here: the next one pinned another.
    const pinned = await aSendingWorld(anEnrolment({ state: "started", programmeVersion: 7 }));
    pinned.programmes[7] = aProgramme({ templates: [aTemplate({ sms: { en: { body: "Old copy" } } })] });
    await pinned.send();
    expect(pinned.delivered.map(({ text }) => text)).toEqual(["Old copy"]);
    expect(world.delivered.map(({ text }) => text)).toEqual(["New copy"]);
  });
});

describe("a message that may not go", () => {
  test("is withheld, and leaves no trace", async () => {
    const world = await aSendingWorld();
    world.journey = aJourney({ enabled: false });
    expect(await world.send()).toEqual({ outcome: "withheld", because: "journey-off" });
    expect(world.delivered).toEqual([]);
    expect(await messages(world)).toEqual([]);
    expect(await countedOn(world)).toBe(0);
  });

  test("is put off with its first attempt, which the machine hands back", async () => {
    const world = await aSendingWorld();
    world.now = "2011-09-02T22:00:00.000Z";
    const since = "2011-09-02T22:00:00.000Z";
    const until = "2011-09-03T08:00:00.000Z";
    expect(await world.send()).toEqual({ outcome: "deferred", until, since, because: "quiet-hours" });
    world.now = "2011-09-04T22:00:00.000Z";
    expect(await world.send("welcome", since)).toEqual({ outcome: "withheld", because: "quiet-hours" });
    world.now = until;
    expect(await world.send("welcome", since)).toEqual({ outcome: "sent" });
  });

  test("takes the next channel where the vault has no address, or there is no copy", async () => {
    const world = await aSendingWorld();
    world.fields = { givenName: "Ann", email: "ann@example.org" };
    expect(await world.send()).toEqual({ outcome: "sent" });
    expect(world.delivered.map(({ to }) => to)).toEqual(["ann@example.org"]);
    const nowhere = await aSendingWorld();
    nowhere.fields = {};
    expect(await nowhere.send()).toEqual({ outcome: "withheld", because: "not-deliverable" });
  });
});

describe("what its provider makes of it", () => {
  test("a definite refusal gives its place under the caps back, and the next channel is tried", async () => {
    const world = await aSendingWorld();
    world.answers.sms = { kind: "refused", because: "OptedOut" };
    expect(await world.send()).toEqual({ outcome: "sent" });
    expect(await states(world)).toEqual(["sms refused", "email sent"]);
    expect(await countedOn(world)).toBe(1);
  });

  test("refused by every channel it is withheld, for good", async () => {
    const world = await aSendingWorld();
    world.answers = {
      sms: { kind: "refused", because: "OptedOut" },
      email: { kind: "refused", because: "MessageRejected" },
    };
    for (let time = 1; time <= 2; time += 1) {
      expect(await world.send()).toEqual({ outcome: "withheld", because: "refused" });
    }
    expect(world.delivered).toHaveLength(2);
    expect(await countedOn(world)).toBe(0);
  });

  test("unclear stays unclear: it counts, and a promotion is never sent again", async () => {
    const world = await aSendingWorld();
    world.answers.sms = { kind: "unclear", because: "TimeoutError" };
    for (let time = 1; time <= 3; time += 1) {
      expect(await world.send()).toEqual({ outcome: "sent" });
      afterTheLease(world);
    }
    expect(await states(world)).toEqual(["sms unclear"]);
    expect(world.delivered).toHaveLength(1);
    expect(await countedOn(world)).toBe(1);
  });

  test("busy took nothing: it is put off, counted back, and sent by the next call", async () => {
    const world = await aSendingWorld();
    world.answers.sms = { kind: "busy", because: "Throttling" };
    expect(await world.send()).toEqual({
      outcome: "deferred",
      until: "2011-09-02T11:05:00.000Z",
      since: world.now,
      because: "provider-busy",
    });
    expect(await countedOn(world)).toBe(0);
    world.answers.sms = { kind: "accepted", providerId: "sms-2" };
    expect(await world.send("welcome", world.now)).toEqual({ outcome: "sent" });
    expect(await states(world)).toEqual(["sms sent"]);
    expect(await countedOn(world)).toBe(1);
  });
});

describe("by all channels", () => {
  test("each is a message of its own", async () => {
    const world = await aSendingWorld(BY_ALL);
    expect(await world.send()).toEqual({ outcome: "sent" });
    expect(world.delivered.map(({ to }) => to)).toEqual(["+447700900001", "ann@example.org"]);
    expect(await countedOn(world)).toBe(2);
  });

  test("one that is refused doesn't keep the other", async () => {
    const world = await aSendingWorld(BY_ALL);
    world.answers.sms = { kind: "refused", because: "OptedOut" };
    expect(await world.send()).toEqual({ outcome: "sent" });
    expect(await states(world)).toEqual(["sms refused", "email sent"]);
  });
});

describe("nothing is sent twice", () => {
  test("asked again and again", async () => {
    const world = await aSendingWorld(BY_ALL);
    for (let time = 1; time <= 5; time += 1) expect(await world.send()).toEqual({ outcome: "sent" });
    expect(world.delivered).toHaveLength(2);
    expect(await countedOn(world)).toBe(2);
  });

  test("asked by many at once", async () => {
    const world = await aSendingWorld(BY_ALL);
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.send()));
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(["sent"]));
    expect(world.delivered).toHaveLength(2);
    expect(await countedOn(world)).toBe(2);
  });

  test("two steps at once don't break the day's cap between them", async () => {
    const world = await aSendingWorld();
    world.programme = aProgramme({ contact: { ...aProgramme().contact, capPerDay: 1 } });
    const answers = await Promise.all([world.send("welcome"), world.send("day-3-story")]);
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(["deferred", "sent"]);
    expect(world.delivered).toHaveLength(1);
  });

  test("consent taken back while it was being decided keeps it from being claimed", async () => {
    const world = await aSendingWorld();
    const { claimMessage } = world.store;
    world.store.claimMessage = async (...args) => {
      world.store.claimMessage = claimMessage;
      const { marketingConsent: _was, ...contact } = args[1];
      await world.store.keepContact("m_1", { ...contact, marketingConsent: { sms: false, email: false } }, 2);
      return claimMessage.apply(world.store, args);
    };
    expect(await world.send()).toEqual({ outcome: "withheld", because: "no-consent" });
    expect(world.delivered).toEqual([]);
  });

  describe.each([
    ["by the first channel", anEnrolment({ state: "started" }), 1],
    ["by all channels", BY_ALL, 2],
  ])("%s, killed after every single call", (_how, enrolment, handedOver) => {
    test.each([
      ["while the claim is held", false],
      ["when the claim has lapsed", true],
    ])("and asked again %s", async (_when, lapsed) => {
      const calls = await callsOf(enrolment);
      expect(calls).toBeGreaterThan(8);
      for (let killAfterCall = 1; killAfterCall <= calls; killAfterCall += 1) {
        const world = await aSendingWorld(enrolment);
        world.killAfterCall = killAfterCall;
        await expect(world.send()).rejects.toThrow(Killed);
        world.killAfterCall = undefined;
        if (lapsed) afterTheLease(world);
        const answer: SendAnswer = await world.send();
        const where = `killed after call ${killAfterCall}`;
        expect(answer, where).toEqual({ outcome: "sent" });
        expect(world.delivered.length, where).toBeLessThanOrEqual(handedOver);
        expect(new Set(world.delivered.map(({ messageId }) => messageId)).size, where).toBe(world.delivered.length);
        // Every message that may have gone out is counted, and none is left open once its lease is over.
        expect(await countedOn(world), where).toBe((await messages(world)).length);
        if (lapsed)
          expect(
            (await states(world)).filter((state) => state.endsWith("claimed")),
            where,
          ).toEqual([]);
      }
    });
  });

  test("whatever is killed, repeated and in parallel, in any order", async () => {
    const attempt = fc.record({
      killAfterCall: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      lapses: fc.boolean(),
      answer: fc.constantFrom("accepted", "unclear", "refused", "busy"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(attempt, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 3),
        async (attempts, parallel) => {
          const world = await aSendingWorld(BY_ALL);
          const accepted: string[] = [];
          for (const { killAfterCall, lapses, answer } of attempts) {
            world.killAfterCall = killAfterCall;
            world.answers.sms =
              answer === "accepted" ? { kind: answer, providerId: "p" } : { kind: answer, because: "x" };
            if (lapses) afterTheLease(world);
            const before = world.delivered.length;
            await Promise.allSettled(Array.from({ length: parallel }, () => world.send()));
            for (const { messageId, to } of world.delivered.slice(before)) {
              if (to.startsWith("+") && (answer === "refused" || answer === "busy")) continue;
              accepted.push(messageId);
            }
          }
          // What its provider took, or may have taken, was handed over once.
          expect(new Set(accepted).size).toBe(accepted.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test("a claim lapses at the end of its lease and becomes unclear; nothing else does", () => {
  const claimed = aMessage({ state: "claimed", leaseUntil: "2026-11-01T00:01:30.000Z" });
  expect(lapsedClaim(claimed, "2026-11-01T00:01:29.999Z")).toBeUndefined();
  expect(lapsedClaim(claimed, "2026-11-01T00:01:30.000Z")).toEqual({
    ...claimed,
    state: "unclear",
    because: "lease-ran-out",
  });
  expect(lapsedClaim({ ...claimed, state: "sent" }, "2030-01-01T00:00:00Z")).toBeUndefined();
});

test("a coupon used between two attempts is not spoken of by the second", async () => {
  const world = await aSendingWorld();
  world.now = "2011-09-02T22:00:00.000Z";
  await world.send();
  world.coupon = aCoupon({ state: "redeemed" });
  world.now = "2011-09-03T08:00:00.000Z";
  expect(await world.send("welcome", "2011-09-02T22:00:00.000Z")).toEqual({
    outcome: "withheld",
    because: "coupon-used",
  });
});

async function callsOf(enrolment: ReturnType<typeof anEnrolment>): Promise<number> {
  const world = await aSendingWorld(enrolment);
  await world.send();
  return world.calls.length;
}
