import type { Suite } from "./claim.ts";
import { commands } from "./main-job/commands.ts";
import { cost } from "./main-job/cost.ts";
import { badInput, madeOf } from "./main-job/deployed.ts";
import { digests, lateness } from "./main-job/digests.ts";
import { holdout } from "./main-job/holdout.ts";
import { iam } from "./main-job/iam.ts";
import { ledger, rfm } from "./main-job/independent.ts";
import { ingestionRate } from "./main-job/ingestion-rate.ts";
import { kills } from "./main-job/kills.ts";
import { latency } from "./main-job/latency.ts";
import { poison } from "./main-job/poison.ts";

/** What the main job must show. What is timed goes alone; kills and poison have one stack, which they don't share. */
export const MAIN_JOB: Suite = [
  [commands],
  [latency],
  [ingestionRate],
  [digests, lateness],
  [ledger, rfm],
  [holdout, cost],
  [iam, kills],
  [poison, badInput],
  [madeOf],
];
