import { describe, expect, it } from "vitest";
import { SEGMENT_NAMES, SEGMENT_TABLE, segmentOf, UnknownSegmentError } from "../../../core/scoring/segments.ts";

const scores = [1, 2, 3, 4, 5];
const all = scores.flatMap((r) => scores.flatMap((f) => scores.map((m) => ({ r, f, m }))));

describe("segments", () => {
  it("has exactly one row for each of the 125 combinations", () => {
    const rows = all.map(({ r, f, m }) =>
      SEGMENT_TABLE.filter(
        (row) => row.r[0] <= r && r <= row.r[1] && row.f[0] <= f && f <= row.f[1] && row.m[0] <= m && m <= row.m[1],
      ),
    );
    expect(rows.filter((found) => found.length !== 1)).toEqual([]);
    expect(rows).toHaveLength(125);
  });

  it.each([
    [5, 5, 5, "champions"],
    [3, 5, 1, "loyal"],
    [4, 3, 3, "regular"],
    [5, 1, 1, "new"],
    [3, 1, 2, "fading"],
    [1, 5, 5, "potential"],
    [2, 3, 1, "at-risk"],
    [1, 1, 5, "at-risk"],
    [1, 1, 1, "lost"],
  ])("calls %i-%i-%i %s", (r, f, m, segment) => {
    expect(segmentOf({ r, f, m })).toBe(segment);
  });

  it("uses every segment that it names, and names each in both languages", () => {
    expect(new Set([...all.map(segmentOf), "inactive", "prospect"])).toEqual(new Set(Object.keys(SEGMENT_NAMES)));
    const names = Object.values(SEGMENT_NAMES);
    expect(new Set(names.map((name) => name["zh-CN"])).size).toBe(names.length);
    expect(new Set(names.map((name) => name.en)).size).toBe(names.length);
  });

  it("refuses scores that are none", () => {
    expect(() => segmentOf({ r: 0, f: 1, m: 1 })).toThrow(UnknownSegmentError);
  });
});
