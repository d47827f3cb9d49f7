import * as z from "zod";
import { daysAfter, shopDay } from "./shop-day.ts";

/** What a schedule, or whoever stands in for it, hands to a job. */
export const JobInput = z.object({
  /** The day that the job is about. */
  asOf: z.iso.date().optional(),
  /** The moment that the schedule started it for. A scheduler that leaves its placeholder as it is has said nothing. */
  scheduledTime: z.iso.datetime({ offset: true }).optional().catch(undefined),
});
export type JobInput = z.infer<typeof JobInput>;

/** The shop's day that a night's job is about: the one given, else the day before the schedule's moment, else the clock's. */
export const jobDay = ({ asOf, scheduledTime }: JobInput, now: string, timeZone: string): string =>
  asOf ?? daysAfter(shopDay(scheduledTime ?? now, timeZone), -1);
