import type * as z from "zod";
import type { ProblemItem } from "./problem.ts";

/** A JSON Pointer (RFC 6901) of path segments. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What a schema refused, item by item, with where it stands. A misspelt field is pointed at by its own name. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[]): ProblemItem[] {
  return issues.flatMap((issue): ProblemItem[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        pointer: pointerOf([...issue.path, key]),
        code: "unknown-field",
        message: "no such field here: is it misspelt?",
      }));
    }
    const code = issue.code === "custom" ? "does-not-fit" : issue.code.replaceAll("_", "-");
    return [{ pointer: pointerOf(issue.path), code, message: issue.message }];
  });
}
