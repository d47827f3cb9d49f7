import { describe, expect, test } from "vitest";
import { decideAfterBusy, decideSend, type SendFacts, UnknownStepError } from "../../../core/engagement/decide-send.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { applyOrder, emptySummary } from "../../../core/scoring/summary.ts";
import { aContactItem } from "../../support/builders/a-contact-item.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { aDormantJourney, aJourney, aStep } from "../../support/builders/a-journey.ts";
import { aMessage } from "../../support/builders/a-message.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { aDormantEnrolment, anEnrolment } from "../../support/builders/an-enrolment.ts";

const NOON = "2011-09-02T11:00:00.000Z";

/** A newcomer on the day after joining, at noon in London: nothing stands in the way. */
const facts = (change: Partial<SendFacts> = {}): SendFacts => ({
  now: NOON,
  since: change.now ?? NOON,
  enrolment: anEnrolment({ state: "started" }),
  stepName: "welcome",
  journey: aJourney(),
  programme: aProgramme(),
  contact: aContactItem(),
  memberIsActive: true,
  coupon: aCoupon(),
  summary: undefined,
  messages: {},
  unusable: [],
  ...change,
});
/** A member quiet since 1 August; her coupon of the dormant journey is open. */
const quietFacts = (change: Partial<SendFacts> = {}): SendFacts =>
  facts({
    enrolment: aDormantEnrolment({ state: "started" }),
    stepName: "offer",
    journey: aDormantJourney(),
    ...change,
  });

const withheld = (because: string) => ({ kind: "withheld", because });
const orderOn = (day: string) =>
  applyOrder(emptySummary(), { orderDay: dayNumber(day), netMinor: 100, goodsMinor: 100 });

test("with nothing in the way it goes at once, by the first channel, and counts for the member's own day", () => {
  expect(decideSend(facts())).toEqual({ kind: "send", channels: ["sms"], localDay: "2011-09-02" });
  const late = facts({ now: "2011-09-02T11:00:00Z", contact: aContactItem({ timeZone: "Pacific/Kiritimati" }) });
  expect(
    decideSend({
      ...late,
      programme: aProgramme({ contact: { ...aProgramme().contact, quietHours: { from: "04:00", to: "05:00" } } }),
    }),
  ).toMatchObject({
    localDay: "2011-09-03",
  });
});

describe("what is never sent", () => {
  test.each<[string, Partial<SendFacts>, string]>([
    ["the enrolment is over", { enrolment: anEnrolment({ state: "closed" }) }, "left"],
    ["the member is held out", { enrolment: anEnrolment({ state: "closed", arm: "held-out" }) }, "held-out"],
    ["the member has merged or is erased", { memberIsActive: false }, "member-gone"],
    ["the journey was switched off", { journey: aJourney({ enabled: false }) }, "journey-off"],
    ["nothing is known of consent", { contact: undefined }, "no-contact"],
    [
      "consent was taken back",
      { contact: aContactItem({ marketingConsent: { sms: false, email: false } }) },
      "no-consent",
    ],
    [
      "there is consent where there is no address",
      {
        contact: aContactItem({
          marketingConsent: { sms: true, email: false },
          reachable: { sms: false, email: true },
        }),
      },
      "no-address",
    ],
    ["the vault has lost the address", { unusable: ["sms", "email"] }, "not-deliverable"],
    [
      "every channel's provider refused",
      { messages: { sms: aMessage({ state: "refused" }), email: aMessage({ state: "refused" }) } },
      "refused",
    ],
    ["the coupon was never given", { coupon: undefined }, "no-coupon"],
    ["the coupon is used", { coupon: aCoupon({ state: "redeemed" }) }, "coupon-used"],
    ["the coupon has lapsed, whether or not a job said so", { coupon: aCoupon({ lapsesAt: NOON }) }, "coupon-lapsed"],
  ])("%s", (_what, change, because) => {
    expect(decideSend(facts(change))).toEqual(withheld(because));
  });

  test("a reminder of a coupon that was used a moment ago", () => {
    const reminder = facts({ stepName: "day-7-reminder" });
    expect(decideSend(reminder).kind).toBe("send");
    expect(decideSend({ ...reminder, coupon: aCoupon({ state: "redeemed" }) })).toEqual(withheld("coupon-used"));
  });

  test("a wake-up of somebody who has bought since, in any kind of step", () => {
    expect(decideSend(quietFacts({ summary: orderOn("2011-08-01") })).kind).toBe("send");
    for (const stepName of ["offer", "reminder"]) {
      expect(decideSend(quietFacts({ stepName, summary: orderOn("2011-09-02") }))).toEqual(withheld("came-back"));
    }
  });

  test("a message without a coupon asks for none", () => {
    expect(decideSend(facts({ stepName: "day-7-news", coupon: undefined })).kind).toBe("send");
  });
});

describe("channels", () => {
  const all = (change: Partial<SendFacts> = {}) =>
    facts({
      enrolment: anEnrolment({
        plan: { ...anEnrolment().plan, steps: { welcome: aStep({ offer: "newcomer", channelMode: "all" }) } },
      }),
      ...change,
    });

  test("first: the next one where the preferred one may not be used", () => {
    const noSms = aContactItem({ marketingConsent: { sms: false, email: true } });
    expect(decideSend(facts({ contact: noSms }))).toMatchObject({ channels: ["email"] });
    const noPhone = aContactItem({ reachable: { sms: false, email: true } });
    expect(decideSend(facts({ contact: noPhone }))).toMatchObject({ channels: ["email"] });
    expect(decideSend(facts({ unusable: ["sms"] }))).toMatchObject({ channels: ["email"] });
    expect(decideSend(facts({ messages: { sms: aMessage({ state: "refused", because: "OptedOut" }) } }))).toMatchObject(
      {
        channels: ["email"],
      },
    );
  });

  test.each(["claimed", "sent", "unclear"] as const)(
    "first: one that is %s is enough, and is never sent again",
    (state) => {
      expect(decideSend(facts({ messages: { sms: aMessage({ state }) } }))).toEqual({ kind: "sent" });
      expect(decideSend(facts({ messages: { email: aMessage({ state }) } }))).toEqual({ kind: "sent" });
    },
  );

  test("all: each that may be used, without those that went out", () => {
    expect(decideSend(all())).toMatchObject({ channels: ["sms", "email"] });
    expect(decideSend(all({ messages: { sms: aMessage({ state: "sent" }) } }))).toMatchObject({ channels: ["email"] });
    const both = { sms: aMessage({ state: "sent" }), email: aMessage({ state: "unclear" }) };
    expect(decideSend(all({ messages: both }))).toEqual({ kind: "sent" });
  });

  test("all: one that went out is not undone by what keeps the other back", () => {
    const messages = { sms: aMessage({ state: "sent" as const }) };
    expect(decideSend(all({ messages, coupon: aCoupon({ state: "redeemed" }) }))).toEqual({ kind: "sent" });
  });

  test("all: waits until both fit under the cap", () => {
    const contact = aContactItem({ sentOn: { "2011-09-02": 1 } });
    expect(decideSend(all({ contact }))).toEqual({
      kind: "deferred",
      until: "2011-09-03T08:00:00.000Z",
      because: "cap-per-day",
    });
  });

  test("all: a cap that was lowered to one leaves the preferred channel", () => {
    const programme = aProgramme({ contact: { ...aProgramme().contact, capPerDay: 1 } });
    expect(decideSend(all({ programme }))).toMatchObject({ channels: ["sms"] });
  });

  test("a provider that was busy took nothing: its channel may be tried again", () => {
    const messages = { sms: aMessage({ state: "refused", because: "provider-busy" }) };
    expect(decideSend(facts({ messages }))).toMatchObject({ kind: "send", channels: ["sms"] });
  });
});

describe("at the wrong time it is put off while it is still worth sending", () => {
  const night = "2011-09-02T22:30:00.000Z"; // 23:30 in London

  test("quiet hours are the member's own", () => {
    expect(decideSend(facts({ now: night }))).toEqual({
      kind: "deferred",
      until: "2011-09-03T08:00:00.000Z",
      because: "quiet-hours",
    });
    const inShanghai = facts({ now: NOON, contact: aContactItem({ timeZone: "Asia/Shanghai" }) });
    expect(decideSend(inShanghai)).toMatchObject({ kind: "send" });
    expect(decideSend({ ...inShanghai, now: "2011-09-02T14:00:00Z" })).toMatchObject({
      until: "2011-09-03T01:00:00.000Z",
    });
  });

  test("a zone that nobody knows is taken for the shop's", () => {
    const contact = aContactItem({ timeZone: "Mars/Olympus" });
    expect(decideSend(facts({ now: night, contact }))).toMatchObject({ until: "2011-09-03T08:00:00.000Z" });
  });

  test("caps over all journeys, and the journey's own", () => {
    const week = aContactItem({ sentOn: { "2011-08-30": 2, "2011-09-01": 2 } });
    expect(decideSend(facts({ contact: week }))).toEqual(withheld("cap-per-7-days"));
    const month = aContactItem({ sentOnByJourney: { "welcome#2011-09-01": 4 } });
    expect(decideSend(facts({ contact: month }))).toEqual(withheld("cap-per-30-days-of-journey"));
    const soon = aContactItem({ sentOn: { "2011-08-27": 2, "2011-09-01": 2 } });
    expect(decideSend(facts({ contact: soon }))).toMatchObject({ kind: "deferred", until: "2011-09-03T08:00:00.000Z" });
  });

  test("the worth runs from the step's first attempt, however often it was put off", () => {
    const capped = aContactItem({ sentOn: { "2011-09-02": 2 } });
    expect(decideSend(facts({ contact: capped, since: "2011-09-01T09:00:00Z" })).kind).toBe("deferred");
    // 48 hours after the first attempt is the 3rd at 07:59, an hour before anybody may be written to.
    expect(decideSend(facts({ contact: capped, since: "2011-09-01T07:59:00Z" }))).toEqual(withheld("cap-per-day"));
  });

  test("what was put off and is looked at too late is not sent any more", () => {
    expect(decideSend(facts({ since: "2011-08-31T10:59:00Z" }))).toEqual(withheld("too-late"));
  });

  test("a coupon that lapses before the next allowed hour isn't spoken of then", () => {
    const coupon = aCoupon({ lapsesAt: "2011-09-02T23:00:00.000Z" });
    expect(decideSend(facts({ now: night, coupon }))).toEqual(withheld("coupon-lapsed"));
  });

  test("caps and quiet hours that were changed a moment ago count", () => {
    const programme = aProgramme({ contact: { ...aProgramme().contact, quietHours: { from: "11:00", to: "13:00" } } });
    expect(decideSend(facts({ programme }))).toMatchObject({ kind: "deferred", until: "2011-09-02T12:00:00.000Z" });
  });
});

test("a busy provider is left alone for five minutes, and longer where the night begins", () => {
  expect(decideAfterBusy(facts())).toEqual({
    kind: "deferred",
    until: "2011-09-02T11:05:00.000Z",
    because: "provider-busy",
  });
  expect(decideAfterBusy(facts({ now: "2011-09-02T19:58:00Z" }))).toMatchObject({ until: "2011-09-03T08:00:00.000Z" });
  expect(decideAfterBusy(facts({ since: "2011-08-31T11:02:00Z" }))).toEqual(withheld("provider-busy"));
});

test("a step that the plan hasn't is a broken assumption", () => {
  expect(() => decideSend(facts({ stepName: "day-14" }))).toThrow(UnknownStepError);
  expect(() => decideSend(facts({ stepName: "wait-day-3" }))).toThrow(UnknownStepError);
});
