import { describe, expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";
import { checkJourney } from "../../../core/programme/check-journey.ts";
import type { Journey } from "../../../core/programme/programme.ts";
import { aDormantJourney, aJourney, aStep, aWaitOf } from "../../support/builders/a-journey.ts";
import { anOffer, aProgramme, aTemplate } from "../../support/builders/a-programme.ts";

const texts = liquidTemplates();

/** The problems of a journey as `pointer code`, checked beside one other journey. */
function problemsOf(sent: unknown, programme = aProgramme(), others: Journey[] = []): string[] {
  const checked = checkJourney(sent, { programme, others, texts });
  return checked.kind === "sound" ? [] : checked.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

const withSteps = (steps: Journey["steps"], journey = aJourney()): Journey => ({
  ...journey,
  steps: { ...journey.steps, ...steps },
});

function without(journey: Journey, step: string): Journey {
  const { [step]: _gone, ...steps } = journey.steps;
  return { ...journey, steps };
}

test("the journeys of the builders are sound, so that each case below fails for its own reason", () => {
  expect(problemsOf(aJourney())).toEqual([]);
  expect(problemsOf(aDormantJourney())).toEqual([]);
});

describe("what the schema refuses is pointed at", () => {
  test.each([
    ["a field that is misspelt", { ...aJourney(), enabledd: true }, "/enabledd unknown-field"],
    ["a machine that isn't there", { ...aJourney(), machine: "birthday" }, "/machine invalid-value"],
    [
      "an unknown channel",
      withSteps({ welcome: { ...aStep(), channels: ["wechat"] } as never }),
      "/steps/welcome/channels/0 invalid-value",
    ],
    [
      "an hour of 25",
      withSteps({ "wait-day-3": { ...aWaitOf(3), atHour: "25:00" } }),
      "/steps/wait-day-3/atHour invalid-format",
    ],
    ["a share of 1.5", aJourney({ holdOutShare: 1.5 }), "/holdOutShare too-big"],
    ["no object at all", "on", " invalid-type"],
  ])("%s", (_what, sent, problem) => {
    expect(problemsOf(sent)).toContain(problem);
  });
});

describe("what makes no sense is refused, with where it stands", () => {
  test.each<[string, Journey, string]>([
    ["an unknown offer", withSteps({ welcome: aStep({ offer: "gone" }) }), "/steps/welcome/offer offer-unknown"],
    ["a coupon step without an offer", withSteps({ welcome: aStep() }), "/steps/welcome/offer offer-missing"],
    [
      "an offer where none is given",
      withSteps({ "day-7-news": aStep({ template: "story", offer: "newcomer" }) }),
      "/steps/day-7-news/offer field-of-another-step",
    ],
    [
      "an unknown template",
      withSteps({ welcome: aStep({ offer: "newcomer", template: "gone" }) }),
      "/steps/welcome/template template-unknown",
    ],
    [
      "no template",
      withSteps({ "day-7-news": { channels: ["sms"], channelMode: "first", worthHours: 48 } }),
      "/steps/day-7-news/template template-missing",
    ],
    [
      "no channels",
      withSteps({ "day-7-news": aStep({ template: "story", channels: [] }) }),
      "/steps/day-7-news/channels channels-missing",
    ],
    [
      "a channel twice",
      withSteps({ "day-7-reminder": aStep({ channels: ["sms", "sms"] }) }),
      "/steps/day-7-reminder/channels channel-twice",
    ],
    ["a missing step", without(aJourney(), "day-7-news"), "/steps/day-7-news step-missing"],
    ["a step that the machine doesn't walk", withSteps({ "day-14": aStep() }), "/steps/day-14 step-unknown"],
    [
      "a rung without its reminder",
      without(aDormantJourney(), "quiet-90-reminder"),
      "/steps/quiet-90-reminder step-missing",
    ],
    [
      "a rung that the ladder hasn't",
      withSteps({ "quiet-180": aStep({ offer: "quiet-90" }) }, aDormantJourney()),
      "/steps/quiet-180 step-unknown",
    ],
    [
      "a wait without days",
      withSteps({ "wait-day-3": { atHour: "10:00", channelMode: "first", worthHours: 1 } }),
      "/steps/wait-day-3/afterDays days-missing",
    ],
    [
      "a wait that gives an offer",
      withSteps({ "wait-day-3": { ...aWaitOf(3), offer: "newcomer" } }),
      "/steps/wait-day-3/offer field-of-another-step",
    ],
    [
      "a wait that ends at night",
      withSteps({ "wait-day-3": { ...aWaitOf(3), atHour: "22:30" } }),
      "/steps/wait-day-3/atHour ends-in-quiet-hours",
    ],
    [
      "days on a message",
      withSteps({ "day-7-news": aStep({ template: "story", afterDays: 2 }) }),
      "/steps/day-7-news/afterDays field-of-another-step",
    ],
    [
      "waits of decreasing days",
      withSteps({ "wait-day-3": aWaitOf(9) }),
      "/steps/wait-day-7/afterDays days-not-rising",
    ],
    [
      "a ladder that goes down",
      aDormantJourney({ trigger: { kind: "quiet", stepsDays: [90, 30] } }),
      "/trigger/stepsDays days-not-rising",
    ],
    [
      "waits of more than 60 days",
      withSteps({ "wait-for-order": aWaitOf(5), "wait-for-lapse": aWaitOf(56) }, aDormantJourney()),
      "/steps too-long",
    ],
    ["more than half held out", aJourney({ holdOutShare: 0.51 }), "/holdOutShare hold-out-too-large"],
    [
      "a trigger of another machine",
      aJourney({ trigger: { kind: "quiet", stepsDays: [30] } }),
      "/trigger/kind trigger-of-another-machine",
    ],
    ["a nameless journey", aJourney({ name: { en: " ", "zh-CN": "欢迎" } }), "/name/en name-missing"],
    [
      "copy that names a coupon where there is none",
      withSteps({ "day-7-news": aStep() }),
      "/steps/day-7-news/template no-coupon-to-speak-of",
    ],
  ])("%s", (_what, journey, problem) => {
    expect(problemsOf(journey)).toEqual([problem]);
  });

  test("a coupon that lapses before the reminder of it", () => {
    const programme = aProgramme({ offers: aProgramme().offers.map((offer) => ({ ...offer, validDays: 7 })) });
    expect(problemsOf(aJourney(), programme)).toEqual(["/steps/welcome/offer lapses-before-its-reminder"]);
    expect(problemsOf(aDormantJourney(), programme)).toEqual([
      "/steps/quiet-30/offer lapses-before-its-reminder",
      "/steps/quiet-90/offer lapses-before-its-reminder",
    ]);
  });

  test("a channel for which the template has no copy", () => {
    const { email: _mail, ...smsOnly } = aTemplate();
    const programme = aProgramme({ templates: [smsOnly, ...aProgramme().templates.slice(1)] });
    expect(problemsOf(aJourney(), programme)).toContain("/steps/welcome/channels/1 copy-missing");
  });

  test("all channels at once where a member may get fewer messages a day", () => {
    const programme = aProgramme({ contact: { ...aProgramme().contact, capPerDay: 1 } });
    expect(problemsOf(aDormantJourney(), programme)).toEqual(["/steps/quiet-90/channelMode more-than-the-cap"]);
  });

  test("an experiment's name that another journey draws by; its own is no reuse", () => {
    const taken = aDormantJourney({ experiment: "welcome-1" });
    expect(problemsOf(aJourney(), aProgramme(), [taken])).toEqual(["/experiment experiment-taken"]);
    expect(problemsOf(aJourney(), aProgramme(), [aJourney(), aDormantJourney()])).toEqual([]);
  });
});

test("every message says what would be right", () => {
  const checked = checkJourney(withSteps({ welcome: aStep({ offer: "gone" }) }), {
    programme: aProgramme({ offers: [anOffer(), anOffer({ id: "repurchase" })] }),
    others: [],
    texts,
  });
  expect(checked).toEqual({
    kind: "unsound",
    problems: [
      { pointer: "/steps/welcome/offer", code: "offer-unknown", message: "the programme has newcomer, repurchase" },
    ],
  });
});

test("defaults are filled in: what is saved says everything", () => {
  const { channelMode: _mode, worthHours: _hours, ...bare } = aStep({ offer: "newcomer" });
  const checked = checkJourney(withSteps({ welcome: bare as never }), { programme: aProgramme(), others: [], texts });
  expect(checked.kind === "sound" && checked.value.steps.welcome).toMatchObject({
    channelMode: "first",
    worthHours: 48,
  });
});
