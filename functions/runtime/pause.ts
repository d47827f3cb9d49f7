import { setTimeout as wait } from "node:timers/promises";

/** The first wait's ceiling; each one after may last twice as long, up to the cap. */
const FIRST_MS = 20;
const LONGEST_MS = 500;

/** Waits before try n (1, 2, …) with full jitter: those who met once don't meet again at the same moment. */
export const pause = (attempt: number): Promise<void> =>
  wait(Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
