import { describe, expect, test } from "vitest";
import { checkPlaceholders, WorkflowPlaceholderError } from "../../infra/constructs/workflow.ts";

const definition = `{"A": "\${IssueCoupon}", "B": "\${Send}", "C": "\${Send}"}`;

describe("a workflow's placeholders", () => {
  test("that all are filled and all used are taken", () => {
    expect(() => checkPlaceholders("welcome", definition, ["IssueCoupon", "Send"])).not.toThrow();
  });

  test("one that nothing fills is refused by name", () => {
    expect(() => checkPlaceholders("welcome", definition, ["Send"])).toThrow(WorkflowPlaceholderError);
    expect(() => checkPlaceholders("welcome", definition, ["Send"])).toThrow(/IssueCoupon/);
  });

  test("a function that the machine would be granted and doesn't call is refused by name", () => {
    expect(() => checkPlaceholders("welcome", definition, ["IssueCoupon", "Send", "Close"])).toThrow(/Close is given/);
  });

  test("one that is misspelt is both", () => {
    expect(() => checkPlaceholders("welcome", definition, ["IssueCoupons", "Send"])).toThrow(
      /IssueCoupon\} .*\n.*IssueCoupons/,
    );
  });
});
