import type { Claim } from "./claim.ts";
import { commands } from "./main-job/commands.ts";
import { cost } from "./main-job/cost.ts";
import { digests, lateness } from "./main-job/digests.ts";
import { iam } from "./main-job/iam.ts";
import { ledger, rfm } from "./main-job/independent.ts";
import { ingestionRate } from "./main-job/ingestion-rate.ts";
import { latency } from "./main-job/latency.ts";

/** What the main job must show, in the order in which it is tried. */
export const MAIN_JOB: readonly Claim[] = [commands, digests, lateness, ledger, rfm, latency, cost, ingestionRate, iam];
