import { describe, expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";
import { checkProgramme } from "../../../core/programme/check-programme.ts";
import type { Programme, Template } from "../../../core/programme/programme.ts";
import { aDormantJourney, aJourney } from "../../support/builders/a-journey.ts";
import { anOffer, aProgramme, aTemplate } from "../../support/builders/a-programme.ts";

const texts = liquidTemplates();

function problemsOf(sent: unknown, journeys = [aJourney(), aDormantJourney()]): string[] {
  const checked = checkProgramme(sent, { journeys, texts });
  return checked.kind === "sound" ? [] : checked.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

const withOffer = (change: Parameters<typeof anOffer>[0]): Programme =>
  aProgramme({ offers: [...aProgramme().offers, anOffer({ id: "made", ...change })] });
const withTemplate = (change: Partial<Template>): Programme =>
  aProgramme({ templates: [...aProgramme().templates, aTemplate({ id: "made", ...change })] });
const withSms = (body: string): Programme => withTemplate({ sms: { en: { body } } });
const withContact = (change: Partial<Programme["contact"]>): Programme =>
  aProgramme({ contact: { ...aProgramme().contact, ...change } });

test("the builder's programme is sound, so that each case below fails for its own reason", () => {
  expect(problemsOf(aProgramme())).toEqual([]);
});

describe("what makes no sense is refused, with where it stands", () => {
  test.each<[string, unknown, string]>([
    ["a zone that isn't there", aProgramme({ timeZone: "Europe/Londres" }), "/timeZone time-zone-unknown"],
    ["a fixed offset for a zone", aProgramme({ timeZone: "+08:00" }), "/timeZone time-zone-unknown"],
    ["a currency that isn't there", aProgramme({ currency: "ZZZ" }), "/currency currency-unknown"],
    ["a shop without a name", aProgramme({ name: " " }), "/name name-missing"],
    [
      "quiet hours from nine to nine",
      withContact({ quietHours: { from: "09:00", to: "09:00" } }),
      "/contact/quietHours quiet-hours-empty",
    ],
    [
      "a week's cap below a day's",
      withContact({ capPerDay: 3, capPer7Days: 2 }),
      "/contact/capPer7Days cap-below-a-day",
    ],
    ["an offer twice", withOffer({ id: "newcomer" }), "/offers/4/id id-twice"],
    [
      "an offer that gives the goods away",
      withOffer({ faceMinor: 2_500 }),
      "/offers/4/thresholdMinor threshold-too-low",
    ],
    ["a percentage on an amount", withOffer({ percent: 0.1 }), "/offers/4/percent field-of-another-kind"],
    [
      "an amount on a percentage",
      withOffer({ kind: "percent-off", percent: 0.1 }),
      "/offers/4/faceMinor field-of-another-kind",
    ],
    ["an offer without a name", withOffer({ name: { en: "", "zh-CN": "礼" } }), "/offers/4/name/en name-length"],
    ["a template twice", withTemplate({ id: "story" }), "/templates/2/id id-twice"],
    ["copy that doesn't parse", withSms("Hi {{ member.givenName"), "/templates/2/sms/en/body template-does-not-parse"],
    [
      "copy with a loop",
      withSms("{% for i in (1..9) %}x{% endfor %}"),
      "/templates/2/sms/en/body template-does-not-parse",
    ],
    [
      "copy that reads a clock",
      withSms("{{ 'now' | date: '%Y' }}"),
      "/templates/2/sms/en/body template-does-not-parse",
    ],
    [
      "a variable that isn't there",
      withSms("Hi {{ member.familyName }}"),
      "/templates/2/sms/en/body template-variable-unknown",
    ],
    [
      "a way to the inside of a variable",
      withSms("{{ coupon.code.constructor }}"),
      "/templates/2/sms/en/body template-variable-unknown",
    ],
    ["an SMS as long as a letter", withSms("a word or two ".repeat(45)), "/templates/2/sms/en/body sms-too-long"],
    [
      "an SMS with a subject",
      withTemplate({ sms: { en: { subject: "Hi", body: "Hi" } } }),
      "/templates/2/sms/en/subject subject-unknown",
    ],
    [
      "mail without a subject",
      withTemplate({ email: { en: { body: "Hi" } } }),
      "/templates/2/email/en/subject subject-missing",
    ],
    [
      "a subject of two lines",
      withTemplate({ email: { en: { subject: "Hi\nBcc: x", body: "Hi" } } }),
      "/templates/2/email/en/subject subject-of-lines",
    ],
    [
      "copy that lacks the shop's language",
      withTemplate({ sms: { "zh-CN": { body: "好" } } }),
      "/templates/2/sms/en copy-missing",
    ],
    [
      "a template without any copy",
      aProgramme({ templates: [...aProgramme().templates, { id: "made" }] }),
      "/templates/2 template-empty",
    ],
    [
      "a percentage of a tenth of a hundredth",
      withOffer({ kind: "percent-off", percent: 0.1255, faceMinor: undefined } as never),
      "/offers/4/percent percent-not-whole",
    ],
  ])("%s", (_what, programme, problem) => {
    expect(problemsOf(programme)).toEqual([problem]);
  });

  test("a change that a journey can't live with is refused at the journey's own place", () => {
    const programme = aProgramme({ offers: aProgramme().offers.filter(({ id }) => id !== "quiet-90") });
    expect(problemsOf(programme)).toEqual(["/journeys/dormant/steps/quiet-90/offer offer-unknown"]);
  });

  test("a programme that its store couldn't hold", () => {
    const templates = Array.from({ length: 60 }, (_, at) =>
      aTemplate({ id: `long-${at}`, email: { en: { subject: "Hi", body: "x".repeat(1_900) } } }),
    );
    expect(problemsOf(aProgramme({ templates: [...aProgramme().templates, ...templates] }))).toEqual([" too-large"]);
  });
});
