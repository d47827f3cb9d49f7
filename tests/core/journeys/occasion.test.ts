import { expect, it } from "vitest";
import { joining, occasionOf, quiet, UnknownOccasionError } from "../../../core/journeys/occasion.ts";

const QUIET = quiet(
  { type: "QuietStepReached", memberId: "m_1", step: 90, quietSince: "2011-06-01", asOf: "2011-08-30" },
  "Europe/London",
);

it("an occasion's key says what it is, and a refusal's key gives the occasion back", () => {
  expect(QUIET.key).toBe("quiet:90:2011-06-01");
  expect(occasionOf({ occasion: QUIET.key, occurredAt: QUIET.occurredAt })).toEqual(QUIET);
  const joined = joining("2011-09-01T10:00:00Z");
  expect(occasionOf({ occasion: joined.key, occurredAt: joined.occurredAt })).toEqual(joined);
});

it("a step of silence is as old as the end of the shop's day that it was found for", () => {
  expect(QUIET.occurredAt).toBe("2011-08-30T23:00:00.000Z");
});

it.each(["", "birthday", "quiet:x:2011-06-01", "quiet:90"])("%j is no occasion", (key) => {
  expect(() => occasionOf({ occasion: key, occurredAt: "2011-09-01T10:00:00Z" })).toThrow(UnknownOccasionError);
});
