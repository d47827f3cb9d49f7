import type { Claim } from "./claim.ts";
import { benchmark } from "./loyalty/benchmark.ts";
import { close, deployed, histories, interleavings, madeOf, quote } from "./loyalty/by-tests.ts";

/** What the loyalty side must show, in the order in which it is tried. */
export const LOYALTY: readonly Claim[] = [histories, interleavings, quote, close, deployed, benchmark, madeOf];
