import type { MemberRow } from "./rows.ts";

/** Whoever has no score: not a member yet, or nothing bought in the scoring window. */
export const UNSCORED = "unscored";

/** Members by their segment at the first and at the last scoring of the period. */
export interface Movement {
  firstOn: string;
  lastOn: string;
  /** Segments that occur, in the order given, the unscored last. */
  segments: string[];
  /** Every pair that occurs, whoever stayed included. */
  flows: { from: string; to: string; members: number }[];
}

/** Counts who moved from which segment to which. `order` lists segments from best to worst; unknown ones follow by name. */
export function segmentMovement(
  members: MemberRow[],
  order: readonly string[],
  firstOn: string,
  lastOn: string,
): Movement {
  const counts = new Map<string, { from: string; to: string; members: number }>();
  for (const { segmentBefore: from = UNSCORED, segmentNow: to = UNSCORED } of members) {
    if (from === UNSCORED && to === UNSCORED) continue;
    const flow = counts.get(`${from}\n${to}`) ?? { from, to, members: 0 };
    counts.set(`${from}\n${to}`, { ...flow, members: flow.members + 1 });
  }
  const flows = [...counts.values()];
  const present = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const known = order.filter((segment) => present.has(segment));
  const others = [...present].filter((segment) => !order.includes(segment) && segment !== UNSCORED).sort();
  const segments = [...known, ...others, ...(present.has(UNSCORED) ? [UNSCORED] : [])];
  const rank = (segment: string): number => segments.indexOf(segment);
  flows.sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
  return { firstOn, lastOn, segments, flows };
}
