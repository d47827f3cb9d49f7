import { describe, expect, test } from "vitest";
import { checkCounts, countsOf } from "../../../tools/test/run-step.ts";

const report = (numPassedTests: number, numFailedTests = 0) => ({
  ...{ numPassedTests, numFailedTests },
  ...{ numPendingTests: 0, numTodoTests: 0 },
});

describe("what npm test counts", () => {
  test("is every test of a suite", () => {
    expect(countsOf(report(12), 0)).toEqual({ passed: 12, failed: 0, skipped: 0 });
    expect(countsOf(report(10, 2), 1)).toEqual({ passed: 10, failed: 2, skipped: 0 });
  });

  test("is a failure for a suite that ran no test, even when it ended well", () => {
    expect(countsOf(report(0), 0).failed).toBe(1);
    expect(countsOf(undefined, 0).failed).toBe(1);
    expect(countsOf(undefined, null).failed).toBe(1);
  });

  test("is a failure for an exit code that no failed test accounts for", () => {
    expect(countsOf(report(12), 1)).toEqual({ passed: 12, failed: 1, skipped: 0 });
  });

  test("is one for a check, which passes or fails as a whole", () => {
    expect(checkCounts(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(checkCounts(2).failed).toBe(1);
  });
});
