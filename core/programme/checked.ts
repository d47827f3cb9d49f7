import type { ProblemItem } from "../contract/problem.ts";

/** Configuration after its check: what it came to, or everything that makes no sense in it, at once. */
export type Checked<T> = { kind: "sound"; value: T } | { kind: "unsound"; problems: ProblemItem[] };
