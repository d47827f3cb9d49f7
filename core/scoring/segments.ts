/** From and to, both included. */
type Range = readonly [from: number, to: number];

interface SegmentRow {
  readonly segment: ScoredSegment;
  readonly r: Range;
  readonly f: Range;
  readonly m: Range;
}

/** Segments of members with an order in the window. */
export type ScoredSegment = "champions" | "loyal" | "regular" | "new" | "fading" | "potential" | "at-risk" | "lost";

/** `inactive` have bought, but not within the window; `prospect` have never bought, or cancelled it all. */
export type Segment = ScoredSegment | "inactive" | "prospect";

/**
 * Which scores make which segment. The rows share nothing and leave nothing out: each of the 125 combinations stands
 * in exactly one, so their order says nothing.
 */
export const SEGMENT_TABLE: readonly SegmentRow[] = [
  { segment: "champions", r: [4, 5], f: [4, 5], m: [4, 5] },

  { segment: "loyal", r: [4, 5], f: [4, 5], m: [1, 3] },
  { segment: "loyal", r: [3, 3], f: [4, 5], m: [1, 5] },

  { segment: "regular", r: [3, 5], f: [3, 3], m: [1, 5] },

  { segment: "new", r: [4, 5], f: [1, 2], m: [1, 5] },

  { segment: "fading", r: [3, 3], f: [1, 2], m: [1, 5] },

  // Often here and much spent, but not lately: who is most worth winning back.
  { segment: "potential", r: [1, 2], f: [4, 5], m: [4, 5] },

  { segment: "at-risk", r: [1, 2], f: [4, 5], m: [1, 3] },
  { segment: "at-risk", r: [1, 2], f: [3, 3], m: [1, 5] },
  { segment: "at-risk", r: [1, 2], f: [1, 2], m: [4, 5] },

  { segment: "lost", r: [1, 2], f: [1, 2], m: [1, 3] },
];

/** What people read. */
export const SEGMENT_NAMES: Readonly<Record<Segment, { readonly en: string; readonly "zh-CN": string }>> = {
  champions: { en: "Champions", "zh-CN": "核心客户" },
  loyal: { en: "Loyal", "zh-CN": "忠诚客户" },
  regular: { en: "Regular", "zh-CN": "常规客户" },
  new: { en: "New", "zh-CN": "新客户" },
  fading: { en: "Fading", "zh-CN": "待关注客户" },
  potential: { en: "Potential", "zh-CN": "潜力客户" },
  "at-risk": { en: "At risk", "zh-CN": "流失风险客户" },
  lost: { en: "Lost", "zh-CN": "流失客户" },
  inactive: { en: "Inactive", "zh-CN": "沉睡客户" },
  prospect: { en: "Not yet a customer", "zh-CN": "未购客户" },
};

/** Scores outside of 1 to 5, or a table with a hole. */
export class UnknownSegmentError extends Error {
  override readonly name = "UnknownSegmentError";
}

const within = (score: number, [from, to]: Range): boolean => from <= score && score <= to;

/** The segment of scores, 1 to 5 each. @throws UnknownSegmentError for any others. */
export function segmentOf({ r, f, m }: { r: number; f: number; m: number }): ScoredSegment {
  const row = SEGMENT_TABLE.find((one) => within(r, one.r) && within(f, one.f) && within(m, one.m));
  if (row === undefined) throw new UnknownSegmentError(`no segment has the scores ${r}, ${f}, ${m}`);
  return row.segment;
}
