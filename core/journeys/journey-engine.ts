import type { Enrolment, WakeReason } from "./enrolment.ts";

/** What runs the machines. */
export interface JourneyEngine {
  /** Starts the enrolment's machine under the enrolment's id; one that was started before is success. */
  start(enrolment: Enrolment): Promise<void>;
  /** Lets a waiting machine go on. `gone`: it has gone on, timed out or ended, so that there is nobody to tell. */
  answer(token: string, reason: WakeReason): Promise<"answered" | "gone">;
}
