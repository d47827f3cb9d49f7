import { describe, expect, it } from "vitest";
import { segmentMovement } from "../../../core/insight/movement.ts";

const member = (memberId: string, segmentBefore?: string, segmentNow?: string) => ({
  memberId,
  segmentBefore,
  segmentNow,
  pointsBalance: 0,
  pointsOwed: 0,
});

describe("movement between segments", () => {
  it("counts every pair once, whoever stayed included, in the order of the segments", () => {
    const movement = segmentMovement(
      [
        member("1", "lost", "champions"),
        member("2", "champions", "champions"),
        member("3", "champions", "champions"),
        member("4", undefined, "lost"),
        member("5", "odd"),
        member("6"),
      ],
      ["champions", "loyal", "lost"],
      "2011-08-31",
      "2011-11-30",
    );
    expect(movement).toEqual({
      firstOn: "2011-08-31",
      lastOn: "2011-11-30",
      segments: ["champions", "lost", "odd", "unscored"],
      flows: [
        { from: "champions", to: "champions", members: 2 },
        { from: "lost", to: "champions", members: 1 },
        { from: "odd", to: "unscored", members: 1 },
        { from: "unscored", to: "lost", members: 1 },
      ],
    });
  });
});
