import type { Suite } from "./claim.ts";
import { benchmark } from "./loyalty/benchmark.ts";
import { close, deployed, histories, interleavings, madeOf, quote } from "./loyalty/by-tests.ts";

/** What the loyalty side must show. */
export const LOYALTY: Suite = [[histories], [interleavings], [quote], [close], [deployed], [benchmark], [madeOf]];
