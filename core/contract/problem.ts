/**
 * How every door answers what it can't take: RFC 9457 problem details, with a code that a program can switch on
 * and, item by item, where it is wrong and what would be right.
 */
export interface ProblemItem {
  /** JSON Pointer into what was sent, e.g. `/events/3/data/totalMinor`. */
  pointer: string;
  code: string;
  message: string;
}
export interface Problem {
  type: `urn:perennial:problem:${string}`;
  code: string;
  title: string;
  status: number;
  detail: string;
  problems?: ProblemItem[];
}

/** Makes a problem; `code` is kebab-case and stays the same for good. */
export function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  problems?: ProblemItem[],
): Problem {
  return { type: `urn:perennial:problem:${code}`, code, title, status, detail, ...(problems ? { problems } : {}) };
}
