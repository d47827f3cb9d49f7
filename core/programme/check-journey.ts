import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf, schemaProblems } from "../contract/schema-problems.ts";
import { speaksOfCoupon } from "./check-template.ts";
import type { Checked } from "./checked.ts";
import { isWithin } from "./clock-time.ts";
import { type MachineShape, type StepRole, shapeOf } from "./machines.ts";
import { Journey, type JourneyStep, type Programme } from "./programme.ts";
import type { TemplateLanguage } from "./template-language.ts";

/** A machine lives no longer than this; longer horizons are due days that each start a short enrolment. */
export const LONGEST_JOURNEY_DAYS = 60;
/** Beyond half held out, a journey is an experiment with a journey attached. */
export const LARGEST_HOLD_OUT = 0.5;

export interface JourneyCheck {
  programme: Programme;
  /** Every other journey there is, on or off: two may not share an experiment. */
  others: readonly Journey[];
  texts: TemplateLanguage;
}

type Found = (path: readonly PropertyKey[], code: string, message: string) => void;

const within = (days: readonly number[]): string => days.join(", ");

function trigger(journey: Journey, shape: MachineShape, found: Found): void {
  if (journey.trigger.kind !== shape.trigger) {
    found(
      ["trigger", "kind"],
      "trigger-of-another-machine",
      `the machine ${journey.machine} starts on ${shape.trigger}`,
    );
  }
  const days = journey.trigger.kind === "quiet" ? journey.trigger.stepsDays : [];
  if (days.some((day, at) => at > 0 && day <= (days[at - 1] ?? 0))) {
    found(["trigger", "stepsDays"], "days-not-rising", `each later than the one before: ${within(days)}`);
  }
}

function stepNames(journey: Journey, shape: MachineShape, found: Found): void {
  const known = Object.keys(shape.steps);
  for (const name of Object.keys(journey.steps)) {
    if (!shape.steps[name]) {
      found(["steps", name], "step-unknown", `the machine ${journey.machine} walks ${known.join(", ")}`);
    }
  }
  for (const name of known) {
    if (!journey.steps[name]) found(["steps", name], "step-missing", `the machine ${journey.machine} needs it`);
  }
}

function waitStep(name: string, step: JourneyStep, { programme }: JourneyCheck, found: Found): void {
  if (step.afterDays === undefined) found(["steps", name, "afterDays"], "days-missing", "a wait needs its days");
  for (const field of ["offer", "template", "channels"] as const) {
    if (step[field] !== undefined) found(["steps", name, field], "field-of-another-step", "a wait only waits");
  }
  const { quietHours } = programme.contact;
  if (step.atHour !== undefined && isWithin(step.atHour, quietHours)) {
    found(
      ["steps", name, "atHour"],
      "ends-in-quiet-hours",
      `what follows would be put off at once: not within ${quietHours.from} to ${quietHours.to}`,
    );
  }
}

function channelsOf(name: string, step: JourneyStep, { programme }: JourneyCheck, found: Found): void {
  const channels = step.channels ?? [];
  const { capPerDay } = programme.contact;
  if (channels.length === 0) {
    found(["steps", name, "channels"], "channels-missing", "a message needs at least one of sms, email");
  }
  if (new Set(channels).size !== channels.length) {
    found(["steps", name, "channels"], "channel-twice", "each channel once, the preferred one first");
  }
  if (step.channelMode === "all" && channels.length > capPerDay) {
    found(["steps", name, "channelMode"], "more-than-the-cap", `a member may get ${capPerDay} a day: use first`);
  }
}

function messageStep(name: string, step: JourneyStep, role: StepRole, check: JourneyCheck, found: Found): void {
  const { programme, texts } = check;
  for (const field of ["afterDays", "atHour"] as const) {
    if (step[field] !== undefined) {
      found(["steps", name, field], "field-of-another-step", "days and hours belong to the wait before it");
    }
  }
  channelsOf(name, step, check, found);
  const offer = programme.offers.find(({ id }) => id === step.offer);
  if (role.kind === "offer" && step.offer === undefined) {
    found(["steps", name, "offer"], "offer-missing", "this step gives a coupon: name its offer");
  } else if (role.kind === "message" && step.offer !== undefined) {
    found(["steps", name, "offer"], "field-of-another-step", "this step gives no coupon: leave the offer out");
  } else if (step.offer !== undefined && !offer) {
    const known = programme.offers.map(({ id }) => id).join(", ");
    found(["steps", name, "offer"], "offer-unknown", `the programme has ${known || "no offers"}`);
  }
  const template = programme.templates.find(({ id }) => id === step.template);
  if (!template) {
    const known = programme.templates.map(({ id }) => id).join(", ");
    const code = step.template === undefined ? "template-missing" : "template-unknown";
    found(["steps", name, "template"], code, `the programme has ${known || "no templates"}`);
    return;
  }
  for (const [at, channel] of (step.channels ?? []).entries()) {
    if (!template[channel]) {
      found(["steps", name, "channels", at], "copy-missing", `the template ${template.id} has no copy for ${channel}`);
    }
  }
  const hasCoupon = role.kind === "offer" || (role.kind === "message" && role.couponOf !== undefined);
  if (!hasCoupon && speaksOfCoupon(template, step.channels ?? [], texts)) {
    found(["steps", name, "template"], "no-coupon-to-speak-of", "its copy names a coupon, which this step hasn't");
  }
}

function waits(journey: Journey, shape: MachineShape, found: Found): void {
  const named = Object.entries(shape.steps).filter(([, role]) => role.kind === "wait");
  const days = named.map(([name]) => ({ name, days: journey.steps[name]?.afterDays ?? 0 }));
  const fromEntry = shape.waitsCount === "from-entry";
  if (fromEntry) {
    days.forEach(({ name, days: after }, at) => {
      const before = days[at - 1];
      if (before && after <= before.days) {
        found(
          ["steps", name, "afterDays"],
          "days-not-rising",
          `counted from the entry: more than the ${before.days} of ${before.name}`,
        );
      }
    });
  }
  const total = fromEntry ? Math.max(...days.map((wait) => wait.days)) : days.reduce((sum, wait) => sum + wait.days, 0);
  if (total > LONGEST_JOURNEY_DAYS) {
    found(["steps"], "too-long", `${total} days of waiting: ${LONGEST_JOURNEY_DAYS} at most`);
  }
}

/** A reminder of a coupon that has lapsed by then reminds of nothing. */
function reminders(journey: Journey, shape: MachineShape, { programme }: JourneyCheck, found: Found): void {
  for (const [reminder, before] of Object.entries(shape.waitsBeforeReminder)) {
    const role = shape.steps[reminder];
    const giver = role?.kind === "message" ? role.couponOf : undefined;
    const offer = programme.offers.find(({ id }) => id === journey.steps[giver ?? ""]?.offer);
    if (!giver || !offer) continue;
    const days = before.reduce((sum, wait) => sum + (journey.steps[wait]?.afterDays ?? 0), 0);
    // An offer that goes by its window alone is good as long as that stands.
    if (offer.validDays !== undefined && offer.validDays <= days) {
      found(
        ["steps", giver, "offer"],
        "lapses-before-its-reminder",
        `${offer.id} is good for ${offer.validDays} days and ${reminder} comes after ${days}: a longer one, or a shorter wait`,
      );
    }
  }
}

function steps(journey: Journey, shape: MachineShape, check: JourneyCheck, found: Found): void {
  for (const [name, step] of Object.entries(journey.steps)) {
    const role = shape.steps[name];
    if (!role) continue;
    if (role.kind === "wait") waitStep(name, step, check, found);
    else messageStep(name, step, role, check, found);
  }
}

/** Everything in a journey that its schema lets pass and that makes no sense all the same, with what would be right. */
export function journeyProblems(journey: Journey, check: JourneyCheck): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found: Found = (path, code, message) => problems.push({ pointer: pointerOf(path), code, message });
  const shape = shapeOf(journey.machine, journey.trigger.kind === "quiet" ? journey.trigger.stepsDays : []);

  for (const [language, name] of Object.entries(journey.name)) {
    if (name.trim() === "") found(["name", language], "name-missing", "marketers know it by its name");
  }
  trigger(journey, shape, found);
  if (journey.holdOutShare > LARGEST_HOLD_OUT) {
    found(["holdOutShare"], "hold-out-too-large", `${LARGEST_HOLD_OUT} at most`);
  }
  const sharer = check.others.find(({ id, experiment }) => id !== journey.id && experiment === journey.experiment);
  if (sharer) {
    found(["experiment"], "experiment-taken", `the journey ${sharer.id} draws its arms by this name: another one`);
  }
  // Without its right trigger the machine's names can't be told, and every step would be complained of.
  if (journey.trigger.kind !== shape.trigger) return problems;
  stepNames(journey, shape, found);
  steps(journey, shape, check, found);
  waits(journey, shape, found);
  reminders(journey, shape, check, found);
  return problems;
}

/** Reads a journey as somebody sent it, and checks it against the programme and the other journeys. */
export function checkJourney(sent: unknown, check: JourneyCheck): Checked<Journey> {
  const parsed = Journey.safeParse(sent);
  if (!parsed.success) return { kind: "unsound", problems: schemaProblems(parsed.error.issues) };
  const problems = journeyProblems(parsed.data, check);
  return problems.length > 0 ? { kind: "unsound", problems } : { kind: "sound", value: parsed.data };
}
