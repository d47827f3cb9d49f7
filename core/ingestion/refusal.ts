import type * as z from "zod";
import type { ProblemItem } from "../contract/problem.ts";
import { type Language, type RefusalCode, type RefusalDetails, refusalSentence } from "./refusal-sentences.ts";

/** Where something is wrong, what, and the figures that the sentence names. */
export interface Refusal {
  path: readonly PropertyKey[];
  code: RefusalCode;
  details?: RefusalDetails;
}

/** The most that is said of one event: whoever has 500 bad lines learns the rule from the first few. */
const MAX_REFUSALS = 10;

const FORMATS: Record<string, string> = {
  datetime: "a moment with its offset from UTC, as 2011-09-01T08:30:00+01:00",
  date: "a day, as 1984-02-29",
};

type Issue = z.core.$ZodIssue;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

const sized = (origin: string, text: RefusalCode, list: RefusalCode, figure: RefusalCode): RefusalCode =>
  origin === "string" ? text : origin === "array" ? list : figure;

function refusalOf(issue: Issue, input: unknown): Refusal[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], code: "unknown-field" }));
    case "invalid_type": {
      if (valueAt(input, path) === undefined) return [{ path, code: "missing" }];
      if (issue.expected === "int") return [{ path, code: "not-whole" }];
      return [{ path, code: "wrong-type", details: { expected: issue.expected } }];
    }
    case "too_big":
      return [
        {
          path,
          code: sized(issue.origin, "too-long", "too-many", "too-large"),
          details: { maximum: Number(issue.maximum) },
        },
      ];
    case "too_small":
      return [
        {
          path,
          code: sized(issue.origin, "too-short", "too-few", "too-small"),
          details: { minimum: Number(issue.minimum) },
        },
      ];
    case "invalid_format":
      return [{ path, code: "wrong-format", details: { expected: FORMATS[issue.format] ?? issue.message } }];
    case "invalid_value":
      return [{ path, code: "not-allowed", details: { expected: issue.values.map(String).join(", ") } }];
    case "invalid_union": {
      const missing = valueAt(input, path) === undefined;
      return [{ path, code: missing ? "missing" : "unknown-type" }];
    }
    case "custom":
      return [{ path, code: (issue.params?.rule as RefusalCode | undefined) ?? "not-allowed" }];
    default:
      return [{ path, code: "wrong-format", details: { expected: issue.message } }];
  }
}

/** What a schema found wrong, one refusal for each place: the first rule broken there says enough. */
export function refusalsOf(error: z.ZodError, input: unknown): Refusal[] {
  const seen = new Set<string>();
  return error.issues
    .flatMap((issue) => refusalOf(issue, input))
    .filter(({ path }) => {
      const place = pointerTo("", path);
      if (seen.has(place)) return false;
      seen.add(place);
      return true;
    });
}

/** JSON Pointer (RFC 6901) to a path below `base`. */
export function pointerTo(base: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (pointer, key) => `${pointer}/${String(key).replace(/~/g, "~0").replace(/\//g, "~1")}`,
    base,
  );
}

/** How the door says it: ten at most, in the caller's language. */
export function problemItems(base: string, refusals: Refusal[], language: Language): ProblemItem[] {
  return refusals.slice(0, MAX_REFUSALS).map(({ path, code, details }) => ({
    pointer: pointerTo(base, path),
    code,
    message: refusalSentence(code, details ?? {}, language),
  }));
}
