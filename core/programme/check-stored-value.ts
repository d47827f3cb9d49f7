import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import type { StoredValueRules } from "./stored-value.ts";

/** Everything that makes no sense in the rules of stored value; `at` is where they stand. */
export function storedValueProblems(rules: StoredValueRules, at: readonly PropertyKey[]): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found = (field: readonly PropertyKey[], code: string, message: string) =>
    problems.push({ pointer: pointerOf([...at, ...field]), code, message });
  const { steps, leastTopUpMinor, mostTopUpMinor, mostHeldMinor } = rules;

  if (mostTopUpMinor < leastTopUpMinor) {
    found(["mostTopUpMinor"], "most-below-least", `at least leastTopUpMinor (${leastTopUpMinor})`);
  }
  if (mostHeldMinor !== undefined && mostHeldMinor < leastTopUpMinor) {
    found(["mostHeldMinor"], "held-below-top-up", `no top-up fits: at least leastTopUpMinor (${leastTopUpMinor})`);
  }
  for (const [index, { fromMinor, bonusMinor }] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined && fromMinor <= before.fromMinor) {
      found(["steps", index, "fromMinor"], "steps-out-of-order", `more than the step before (${before.fromMinor})`);
    }
    if (before !== undefined && bonusMinor < before.bonusMinor) {
      found(
        ["steps", index, "bonusMinor"],
        "bonus-below-last",
        `who pays in more would get less: at least the bonus of the step before (${before.bonusMinor})`,
      );
    }
    if (fromMinor > mostTopUpMinor) {
      found(["steps", index, "fromMinor"], "step-unreachable", `no top-up is above mostTopUpMinor (${mostTopUpMinor})`);
    } else if (mostHeldMinor !== undefined && fromMinor + bonusMinor > mostHeldMinor) {
      found(["steps", index], "step-unreachable", `with its bonus more than may be held (${mostHeldMinor})`);
    }
  }
  return problems;
}
