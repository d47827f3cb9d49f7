import { expect, test } from "vitest";
import { couponStepOf, planSteps, shapeOf, UnknownRungError } from "../../../core/programme/machines.ts";
import { aDormantJourney, aJourney } from "../../support/builders/a-journey.ts";

test("a rung of the dormant ladder stands in a plan under the names that the machine calls it by", () => {
  const journey = aDormantJourney();
  expect(planSteps(journey, 90)).toEqual({
    offer: journey.steps["quiet-90"],
    "wait-for-order": journey.steps["wait-for-order"],
    reminder: journey.steps["quiet-90-reminder"],
    "wait-for-lapse": journey.steps["wait-for-lapse"],
  });
});

test("a rung that the configuration hasn't is a broken assumption, not an empty plan", () => {
  expect(() => planSteps(aDormantJourney(), 180)).toThrow(UnknownRungError);
  expect(() => planSteps(aDormantJourney())).toThrow(UnknownRungError);
});

test("the welcome journey's plan is its steps", () => {
  expect(planSteps(aJourney())).toEqual(aJourney().steps);
});

test("a reminder speaks of the coupon that the journey gave first, an offer of its own, a story of none", () => {
  expect(couponStepOf("welcome", "day-7-reminder")).toBe("welcome");
  expect(couponStepOf("welcome", "day-3-offer")).toBe("day-3-offer");
  expect(couponStepOf("welcome", "day-7-news")).toBeUndefined();
  expect(couponStepOf("dormant", "reminder")).toBe("offer");
  expect(couponStepOf("dormant", "wait-for-order")).toBeUndefined();
});

test("each rung brings its own offer and reminder, and shares the waits", () => {
  expect(Object.keys(shapeOf("dormant", [30, 90]).steps).toSorted()).toEqual(
    ["quiet-30", "quiet-30-reminder", "quiet-90", "quiet-90-reminder", "wait-for-lapse", "wait-for-order"].toSorted(),
  );
});
