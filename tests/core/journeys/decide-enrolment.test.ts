import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import { decideEnrolment, type EnrolmentFacts, listensTo } from "../../../core/journeys/decide-enrolment.ts";
import { armOf, enrolmentIdOf } from "../../../core/journeys/enrolment-arm.ts";
import { joining, quiet } from "../../../core/journeys/occasion.ts";
import type { Journey } from "../../../core/programme/programme.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { applyOrder, emptySummary } from "../../../core/scoring/summary.ts";
import { aContactItem } from "../../support/builders/a-contact-item.ts";
import { aDormantJourney, aJourney, aStep } from "../../support/builders/a-journey.ts";

const NOW = "2011-09-01T10:00:00.000Z";
const saved = (value: Journey) => ({ value, version: 3, savedAt: NOW, savedBy: "k_1" });
const QUIET = quiet(
  { type: "QuietStepReached", memberId: "m_1", step: 30, quietSince: "2011-08-01", asOf: "2011-08-31" },
  "Europe/London",
);

/** A newcomer who may be written to, this very moment. */
const facts = (change: Partial<EnrolmentFacts> = {}): EnrolmentFacts => ({
  enrolmentId: "e_1",
  memberId: "m_1",
  occasion: joining(NOW),
  journey: saved(aJourney()),
  programmeVersion: 7,
  contact: aContactItem(),
  summary: undefined,
  now: NOW,
  ...change,
});
const quietFacts = (change: Partial<EnrolmentFacts> = {}) =>
  facts({ occasion: QUIET, journey: saved(aDormantJourney()), ...change });
const decide = (change: Partial<EnrolmentFacts> = {}) => decideEnrolment(facts(change), sha256);
const refused = (because: string, missingData = false) => ({ kind: "refuse", because, missingData });

describe("who enters", () => {
  it("an eligible member, with the plan as it is now", () => {
    expect(decide()).toEqual({
      kind: "enrol",
      enrolment: {
        enrolmentId: "e_1",
        memberId: "m_1",
        journey: "welcome",
        version: 3,
        programmeVersion: 7,
        occasion: "joining",
        arm: "treated",
        state: "enrolled",
        enteredAt: NOW,
        plan: { machine: "welcome", steps: aJourney().steps, goal: { kind: "orders", atLeast: 2 } },
      },
    });
  });

  it("a quiet member, with the step's own part of the ladder under the machine's names", () => {
    const decision = decideEnrolment(quietFacts(), sha256);
    const { steps } = aDormantJourney();
    expect(decision).toMatchObject({
      enrolment: {
        occasion: "quiet:30:2011-08-01",
        plan: {
          quietStep: 30,
          goal: { kind: "order-after", day: "2011-08-01" },
          steps: { offer: steps["quiet-30"], reminder: steps["quiet-30-reminder"] },
        },
      },
    });
  });

  it("a held-out member, without a machine: over as soon as it is written", () => {
    expect(decide({ journey: saved(aJourney({ holdOutShare: 1 })) })).toMatchObject({
      enrolment: { arm: "held-out", state: "closed", why: "held-out", leftAt: NOW },
    });
  });

  it("a member who may be written to by any one channel of the steps", () => {
    const mailOnly = aContactItem({ reachable: { sms: false, email: true } });
    expect(decide({ contact: mailOnly }).kind).toBe("enrol");
    const smsSteps = { ...aJourney().steps };
    for (const name of Object.keys(smsSteps))
      if (smsSteps[name]?.channels) smsSteps[name] = aStep({ channels: ["sms"] });
    expect(decide({ contact: mailOnly, journey: saved(aJourney({ steps: smsSteps })) })).toEqual(
      refused("no-address", true),
    );
  });
});

describe("who doesn't", () => {
  it("anyone, while the journey is off", () => {
    expect(decide({ journey: saved(aJourney({ enabled: false })) })).toEqual(refused("disabled"));
  });

  it("whoever's occasion is older than the journey answers", () => {
    const journey = saved(aJourney({ maxAgeHours: 48 }));
    expect(decide({ journey, occasion: joining("2011-08-30T10:00:00Z") }).kind).toBe("enrol");
    expect(decide({ journey, occasion: joining("2011-08-30T09:59:59Z") })).toEqual(refused("too-late"));
  });

  it("a step of silence that is older counts from the night that found it", () => {
    const journey = saved(aDormantJourney({ maxAgeHours: 10 }));
    // The day of the night was over at 23:00 UTC, at midnight in London.
    expect(decideEnrolment(quietFacts({ journey, now: "2011-09-01T09:00:00Z" }), sha256).kind).toBe("enrol");
    expect(decideEnrolment(quietFacts({ journey, now: "2011-09-01T09:00:01Z" }), sha256)).toEqual(refused("too-late"));
  });

  it("whoever we know no contact of, or no consent, or no address: until the data comes", () => {
    expect(decide({ contact: undefined })).toEqual(refused("no-contact-yet", true));
    expect(decide({ contact: aContactItem({ marketingConsent: { sms: false, email: false } }) })).toEqual(
      refused("no-consent", true),
    );
    const elsewhere = { marketingConsent: { sms: true, email: false }, reachable: { sms: false, email: true } };
    expect(decide({ contact: aContactItem(elsewhere) })).toEqual(refused("no-address", true));
  });

  it("whoever ordered since the silence began", () => {
    const orderOn = (day: string) =>
      applyOrder(emptySummary(), { orderDay: dayNumber(day), netMinor: 100, goodsMinor: 100 });
    expect(decideEnrolment(quietFacts({ summary: orderOn("2011-08-01") }), sha256).kind).toBe("enrol");
    expect(decideEnrolment(quietFacts({ summary: orderOn("2011-08-02") }), sha256)).toEqual(
      refused("ordered-meanwhile"),
    );
  });

  it("whoever has had the journey's messages of a month, by the member's own days", () => {
    const capped = (day: string) =>
      aContactItem({ sentOnByJourney: { [`welcome#${day}`]: 4, "dormant#2011-09-01": 9 } });
    expect(decide({ contact: capped("2011-09-01") })).toEqual(refused("capped"));
    expect(decide({ contact: capped("2011-08-03") })).toEqual(refused("capped"));
    expect(decide({ contact: capped("2011-08-02") }).kind).toBe("enrol");
    const inKiribati = { ...capped("2011-08-03"), timeZone: "Pacific/Kiritimati" };
    expect(decide({ contact: inKiribati }).kind).toBe("enrol");
  });
});

describe("which journey listens", () => {
  it("a joining one to joining, a quiet one to the steps of its own ladder", () => {
    expect(listensTo(aJourney(), joining(NOW))).toBe(true);
    expect(listensTo(aJourney(), QUIET)).toBe(false);
    expect(listensTo(aDormantJourney(), QUIET)).toBe(true);
    expect(listensTo(aDormantJourney(), joining(NOW))).toBe(false);
    expect(listensTo(aDormantJourney({ trigger: { kind: "quiet", stepsDays: [60, 90] } }), QUIET)).toBe(false);
  });
});

describe("the arm", () => {
  const members = Array.from({ length: 20_000 }, (_, n) => `m_${n}`);
  const heldOut = (experiment: string, share: number) =>
    new Set(members.filter((member) => armOf(member, experiment, share, sha256) === "held-out"));

  it("holds out the share that was asked for", () => {
    // Four standard errors of a share of 0.2 over 20,000: 0.0113.
    expect(Math.abs(heldOut("welcome-1", 0.2).size / members.length - 0.2)).toBeLessThan(0.0113);
    expect(heldOut("welcome-1", 0).size).toBe(0);
    expect(heldOut("welcome-1", 1).size).toBe(members.length);
  });

  it("says nothing about the arm of another experiment", () => {
    const one = heldOut("welcome-1", 0.2);
    const both = [...heldOut("dormant-1", 0.2)].filter((member) => one.has(member));
    expect(Math.abs(both.length / members.length - 0.04)).toBeLessThan(0.0056);
  });

  it("keeps whoever was held out when the share grows", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string(),
        (a, b, member) => {
          const [less, more] = a < b ? [a, b] : [b, a];
          return armOf(member, "x", less, sha256) === "treated" || armOf(member, "x", more, sha256) === "held-out";
        },
      ),
    );
  });
});

it("an enrolment's id names a machine, and differs by member, journey and occasion", () => {
  const id = enrolmentIdOf("m_1", "welcome", "joining", sha256);
  expect(id).toMatch(/^e_[0-9a-f]{32}$/);
  expect(enrolmentIdOf("m_1", "welcome", "joining", sha256)).toBe(id);
  const others = [
    enrolmentIdOf("m_2", "welcome", "joining", sha256),
    enrolmentIdOf("m_1", "dormant", "joining", sha256),
    enrolmentIdOf("m_1", "welcome", "quiet:30:2011-08-01", sha256),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
});
