import type { Enrolment } from "../../../core/journeys/enrolment.ts";
import { planSteps } from "../../../core/programme/machines.ts";
import { aDormantJourney, aJourney } from "./a-journey.ts";

/** A newcomer's enrolment, written and not yet started, on 1 September 2011 at eleven in the morning in London. */
export function anEnrolment(change: Partial<Enrolment> = {}): Enrolment {
  return {
    enrolmentId: "e_1",
    memberId: "m_1",
    journey: "welcome",
    version: 1,
    programmeVersion: 1,
    occasion: "joining",
    arm: "treated",
    state: "enrolled",
    enteredAt: "2011-09-01T10:00:00.000Z",
    plan: { machine: "welcome", steps: aJourney().steps, goal: { kind: "orders", atLeast: 2 } },
    ...change,
  };
}

/** The enrolment of a member who has been quiet for 30 days since 1 August 2011. */
export function aDormantEnrolment(change: Partial<Enrolment> = {}): Enrolment {
  return anEnrolment({
    journey: "dormant",
    occasion: "quiet:30:2011-08-01",
    plan: {
      machine: "dormant",
      steps: planSteps(aDormantJourney(), 30),
      goal: { kind: "order-after", day: "2011-08-01" },
      quietStep: 30,
    },
    ...change,
  });
}
