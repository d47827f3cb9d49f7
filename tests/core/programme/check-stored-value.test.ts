import { describe, expect, it } from "vitest";
import { storedValueProblems } from "../../../core/programme/check-stored-value.ts";
import { bonusOf, StoredValueRules } from "../../../core/programme/stored-value.ts";

const found = (rules: unknown) =>
  storedValueProblems(StoredValueRules.parse(rules), ["storedValue"]).map(({ pointer, code }) => `${pointer} ${code}`);

describe("the rules of stored value", () => {
  it("are sound as shipped, and with steps that rise", () => {
    expect(found({})).toEqual([]);
    const steps = [
      { fromMinor: 100, bonusMinor: 5 },
      { fromMinor: 200, bonusMinor: 5 },
      { fromMinor: 300, bonusMinor: 30 },
    ];
    expect(found({ steps })).toEqual([]);
    expect([99, 100, 299, 300, 9_999].map((amount) => bonusOf(amount, steps))).toEqual([0, 5, 5, 30, 30]);
  });

  it.each([
    [
      "a bonus below the last",
      {
        steps: [
          { fromMinor: 100, bonusMinor: 50 },
          { fromMinor: 200, bonusMinor: 40 },
        ],
      },
      "/storedValue/steps/1/bonusMinor bonus-below-last",
    ],
    [
      "steps out of order",
      {
        steps: [
          { fromMinor: 200, bonusMinor: 40 },
          { fromMinor: 200, bonusMinor: 50 },
        ],
      },
      "/storedValue/steps/1/fromMinor steps-out-of-order",
    ],
    [
      "a step above the largest top-up",
      { mostTopUpMinor: 199, steps: [{ fromMinor: 200, bonusMinor: 40 }] },
      "/storedValue/steps/0/fromMinor step-unreachable",
    ],
    [
      "a step that can't be held with its bonus",
      { mostHeldMinor: 239, steps: [{ fromMinor: 200, bonusMinor: 40 }] },
      "/storedValue/steps/0 step-unreachable",
    ],
    [
      "a most below the least",
      { leastTopUpMinor: 5, mostTopUpMinor: 4 },
      "/storedValue/mostTopUpMinor most-below-least",
    ],
    [
      "a cap that no top-up fits",
      { leastTopUpMinor: 5, mostHeldMinor: 4 },
      "/storedValue/mostHeldMinor held-below-top-up",
    ],
  ])("tell %s", (_, rules, problem) => {
    expect(found(rules)).toEqual([problem]);
  });
});
