import { describe, expect, it } from "vitest";
import { type Classes, changed, type Standing, standingOf } from "../../../core/scoring/classes.ts";

const cuts = { recencyDays: [10, 20, 30, 40], frequency: [1, 1, 2, 4], monetaryMinor: [100, 200, 300, 400] } as const;

const champion: Standing = { r: 5, f: 5, m: 5, segment: "champions" };
const almost: Standing = { r: 4, f: 5, m: 5, segment: "champions" };
const loyal: Standing = { r: 3, f: 5, m: 5, segment: "loyal" };

/** The classes after these nights, one after the other. */
function after(...nights: [Standing, string][]): Classes | undefined {
  return nights.reduce<Classes | undefined>(
    (classes, [standing, day]) => changed(classes, standing, day) ?? classes,
    undefined,
  );
}

describe("where a member stands", () => {
  it("follows from the values by the cuts", () => {
    const rfm = { recencyDays: 3, frequency: 6, monetaryMinor: 999, complete: true };
    expect(standingOf(rfm, cuts, true)).toEqual(champion);
  });

  it("without an order in the window is inactive, or a prospect who never bought; neither has scores", () => {
    expect(standingOf(null, cuts, true)).toEqual({ r: 0, f: 0, m: 0, segment: "inactive" });
    expect(standingOf(null, null, false)).toEqual({ r: 0, f: 0, m: 0, segment: "prospect" });
  });
});

describe("classes", () => {
  it("write nothing on a night that finds what was there", () => {
    expect(changed(after([champion, "2011-09-01"]), champion, "2011-09-02")).toBeNull();
  });

  it("keep the standing before, and since when each holds", () => {
    expect(after([champion, "2011-09-01"], [loyal, "2011-09-05"])).toEqual({
      ...loyal,
      since: "2011-09-05",
      segmentSince: "2011-09-05",
      previous: { ...champion, since: "2011-09-01", segmentSince: "2011-09-01" },
    });
  });

  it("let a segment outlive a change of scores within it", () => {
    expect(after([champion, "2011-09-01"], [almost, "2011-09-05"])).toMatchObject({
      since: "2011-09-05",
      segmentSince: "2011-09-01",
    });
  });

  it("are not taken back by an earlier night that runs late", () => {
    expect(changed(after([champion, "2011-09-05"]), loyal, "2011-09-04")).toBeNull();
  });

  it("take the same night's second result in place of its first", () => {
    const once = after([champion, "2011-09-01"], [loyal, "2011-09-05"]);
    const twice = after([champion, "2011-09-01"], [almost, "2011-09-05"], [loyal, "2011-09-05"]);
    expect(twice).toEqual(once);
    expect(after([champion, "2011-09-01"], [loyal, "2011-09-01"])).toEqual(after([loyal, "2011-09-01"]));
  });

  it("stand as before when the same night's second result undoes its first", () => {
    expect(after([champion, "2011-09-01"], [loyal, "2011-09-05"], [champion, "2011-09-05"])).toEqual(
      after([champion, "2011-09-01"]),
    );
  });
});
