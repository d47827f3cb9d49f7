import type { Claim } from "./claim.ts";
import { digests, lateness } from "./main-job/digests.ts";
import { ledger, rfm } from "./main-job/independent.ts";

/** What the main job must show, in the order in which it is tried. */
export const MAIN_JOB: readonly Claim[] = [digests, lateness, ledger, rfm];
