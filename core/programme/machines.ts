import type { Journey, JourneyStep } from "./programme.ts";

/**
 * What the state machines know: the names of their steps and what each may hold. A journey's configuration gives the
 * substance (offers, copy, days), the machine the order; what the machine doesn't know would never be walked.
 */
export type StepRole =
  /** Waits, and listens meanwhile. */
  | { kind: "wait" }
  /** Gives a coupon and says so. */
  | { kind: "offer" }
  /** Says something; of the coupon that `couponOf` gave, when it names one. */
  | { kind: "message"; couponOf?: string };

export type MachineName = Journey["machine"];

/** A stretch of days that the machine waits, as the names of its waits in order. */
export interface MachineShape {
  trigger: Journey["trigger"]["kind"];
  /** Every step that the machine walks, in its order. */
  steps: Record<string, StepRole>;
  /** Whether `afterDays` of a wait counts from the entry, or from the step before. */
  waitsCount: "from-entry" | "from-the-step-before";
  /** Waits between a coupon's issue and the reminder of it, by the reminder's name. */
  waitsBeforeReminder: Record<string, string[]>;
}

const WELCOME: MachineShape = {
  trigger: "joining",
  waitsCount: "from-entry",
  steps: {
    welcome: { kind: "offer" },
    "wait-day-3": { kind: "wait" },
    "day-3-offer": { kind: "offer" },
    "day-3-story": { kind: "message" },
    "wait-day-7": { kind: "wait" },
    "day-7-reminder": { kind: "message", couponOf: "welcome" },
    "day-7-news": { kind: "message" },
  },
  waitsBeforeReminder: { "day-7-reminder": ["wait-day-7"] },
};

/** Names under which a rung of the dormant ladder stands in an enrolment's plan: one machine walks every rung. */
const RUNG: MachineShape = {
  trigger: "quiet",
  waitsCount: "from-the-step-before",
  steps: {
    offer: { kind: "offer" },
    "wait-for-order": { kind: "wait" },
    reminder: { kind: "message", couponOf: "offer" },
    "wait-for-lapse": { kind: "wait" },
  },
  waitsBeforeReminder: { reminder: ["wait-for-order"] },
};

/** How a rung's step is called in the journey's configuration, where all rungs stand side by side. */
const rungName = (quietDays: number, step: string): string => {
  if (step === "offer") return `quiet-${quietDays}`;
  if (step === "reminder") return `quiet-${quietDays}-reminder`;
  return step;
};

/** The shape as a journey's configuration must have it: for the dormant ladder, each rung under its own names. */
export function shapeOf(machine: MachineName, stepsDays: readonly number[]): MachineShape {
  if (machine === "welcome") return WELCOME;
  const rungs = stepsDays.map((days) => [
    ...Object.entries(RUNG.steps).map(([name, role]): [string, StepRole] => [
      rungName(days, name),
      role.kind === "message" && role.couponOf ? { ...role, couponOf: rungName(days, role.couponOf) } : role,
    ]),
  ]);
  const reminders = stepsDays.map((days): [string, string[]] => [rungName(days, "reminder"), ["wait-for-order"]]);
  return {
    ...RUNG,
    steps: Object.fromEntries(rungs.flat()),
    waitsBeforeReminder: Object.fromEntries(reminders),
  };
}

/** The journey asks for a rung that its configuration doesn't have. */
export class UnknownRungError extends Error {
  constructor(journey: string, quietStep: number | undefined) {
    super(`journey ${journey} has no step for ${quietStep ?? "no"} quiet days`);
    this.name = "UnknownRungError";
  }
}

/**
 * The steps of one enrolment's plan, under the names that the machine calls them by.
 * @param quietStep quiet days of the rung; for the dormant ladder only.
 * @throws UnknownRungError when the journey has no such rung.
 */
export function planSteps(journey: Journey, quietStep?: number): Record<string, JourneyStep> {
  if (journey.machine === "welcome") return journey.steps;
  const steps = Object.keys(RUNG.steps).map((name) => {
    const step = quietStep === undefined ? undefined : journey.steps[rungName(quietStep, name)];
    if (step === undefined) throw new UnknownRungError(journey.id, quietStep);
    return [name, step] as const;
  });
  return Object.fromEntries(steps);
}

/**
 * Which step of an enrolment gave the coupon that this step talks of: itself for an offer, the one that a reminder
 * reminds of; undefined for a message that names no coupon.
 */
export function couponStepOf(machine: MachineName, planStep: string): string | undefined {
  const role = (machine === "welcome" ? WELCOME : RUNG).steps[planStep];
  if (role?.kind === "offer") return planStep;
  return role?.kind === "message" ? role.couponOf : undefined;
}
