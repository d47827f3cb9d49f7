import { inject } from "vitest";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { dayAfter } from "./builders/ledger-history.ts";
import { closeNight } from "./deployed-jobs.ts";
// The adapters' clients read where the cloud is when they are loaded; deployed-shop.ts says so.
import { turnClock } from "./deployed-shop.ts";

const { dynamoCloses } = await import("../../adapters/dynamo/dynamo-closes.ts");
const { s3Objects } = await import("../../adapters/s3/s3-objects.ts");

const outputs = inject("outputs");
export const deployedCloses = dynamoCloses(
  outputOf(outputs, "ProgrammeTable"),
  s3Objects(outputOf(outputs, "ExportsBucket")),
);

/** Turns the clock to the night in which a day is closed. */
export const nightAfter = (day: string): Promise<void> => turnClock(`${dayAfter(day, 1)}T00:15:00.000Z`);

/**
 * The first day that a file of tests may trade on and close, `from` at the earliest. Where the stack has closed days
 * already, the next one is closed first: it takes in what other files have booked into days that were closed by then.
 */
export async function firstOpenDay(from: string): Promise<string> {
  const last = (await deployedCloses.record())?.day;
  if (last === undefined) return from;
  const next = dayAfter(last, 1);
  await nightAfter(next);
  const { status, cause } = await closeNight(next);
  if (status !== "SUCCEEDED") throw new Error(`${next} doesn't close: ${status} ${cause}`);
  return dayAfter(next, 1);
}
