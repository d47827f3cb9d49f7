import { daysAfter } from "../../programme/shop-day.ts";
import type { Tiers } from "../../programme/tiers.ts";
import { rankOf, rankReached, tierOfRank } from "./ladder.ts";
import { type Held, MOST_MOVES, ORDINARY, type Resting, type TierMove, type TierStanding } from "./tier.ts";

/** What a decision on a tier is taken by. */
interface Seen {
  /** The shop's day of the decision. */
  on: string;
  /** The counter as of that day. */
  counter: number;
  /** Version of the programme that the ladder is of. */
  programme: number;
}

/** Something was counted: an order, or an act of a member. */
export interface CountedSomething extends Seen {
  /** Number of the ledger's last entry that is in the counter. */
  upTo: number;
  /** Of an order. */
  orderKey?: string;
  /** What was paid for its goods, in minor units. */
  goodsMinor?: number;
}

/** Some of what was counted of an order was taken back. */
export interface TakenBack extends Seen {
  orderKey: string;
  /** What is still paid for its goods, in minor units. */
  goodsMinor: number;
  /** From which entries' lots, and how much. */
  parts: readonly { entry: number; amount: number }[];
}

/**
 * The standing after something was counted: up at once to the tier that the counter reaches, or by one tier for an
 * order large enough, whichever is higher. In grace, reaching the tier again keeps it. Undefined: nothing changes.
 */
export function tierAfterCounting(
  standing: TierStanding | undefined,
  tiers: Tiers,
  counted: CountedSomething,
): TierStanding | undefined {
  const { counter, on, upTo, orderKey, goodsMinor = 0 } = counted;
  const rank = rankOf(tiers, standing?.tier ?? ORDINARY);
  const reached = rankReached(tiers, counter);
  const lifts = liftedBy(tiers, goodsMinor);
  const to = Math.min(Math.max(reached, rank + (lifts ? 1 : 0)), tiers.levels.length);
  if (to <= rank) {
    if (standing?.inGrace === undefined || reached < rank) return undefined;
    const { inGrace: _, ...rest } = standing;
    const kept = moveOf(counted, standing.tier, standing.tier, "reached", orderKey);
    const rests = { upTo, lost: 0, before: heldOf(standing) };
    return withMove({ ...rest, reviewOn: daysAfter(on, tiers.reviewDays) }, { ...kept, rests });
  }
  const before = standing === undefined ? {} : { before: heldOf(standing) };
  const rests: Resting = { upTo, lost: 0, ...(lifts ? { goodsMinor } : {}), ...before };
  const because = reached >= to ? "reached" : "single-order";
  const move = moveOf(counted, standing?.tier ?? ORDINARY, tierOfRank(tiers, to), because, orderKey);
  return stood(standing, { ...move, rests }, tiers);
}

/**
 * The standing after some of what was counted was taken back: the moves up since the last review are gone through
 * again, without what each has lost. What rested on the refunded order falls; what is reached without it stays, for as
 * long as it is. Undefined: nothing changes.
 */
export function tierAfterTakingBack(standing: TierStanding, tiers: Tiers, taken: TakenBack): TierStanding | undefined {
  const { orderKey, goodsMinor, parts } = taken;
  const moves = standing.moves.map((move) => {
    if (move.rests === undefined) return move;
    const { upTo } = move.rests;
    const lost = parts.reduce((sum, { entry, amount }) => (entry <= upTo ? sum + amount : sum), move.rests.lost);
    const lifted = move.orderKey === orderKey && move.rests.goodsMinor !== undefined;
    return { ...move, rests: { ...move.rests, lost, ...(lifted ? { goodsMinor } : {}) } };
  });
  const rank = rankOf(tiers, standing.tier);
  const to = Math.max(rankOfMoves(moves, tiers), rankReached(tiers, taken.counter));
  const so = { ...standing, moves };
  if (to >= rank) {
    const touched = moves.some((move, at) => !sameRest(move.rests, standing.moves[at]?.rests));
    return touched ? backInGrace(so, tiers, taken.counter) : undefined;
  }
  const move = moveOf(taken, standing.tier, tierOfRank(tiers, to), "refund", orderKey);
  const fallen = stood(so, move, tiers);
  // The tier is held on as it was before it was left, save where nobody held it in between.
  const left = moves.findLast(({ from, rests }) => from === move.to && rests?.before !== undefined);
  return { ...fallen, ...(move.to === ORDINARY ? {} : left?.rests?.before) };
}

/** A tier that was reached again in grace, and isn't any more without what was taken back, is in grace again. */
function backInGrace(standing: TierStanding, tiers: Tiers, counter: number): TierStanding {
  const [latest] = standing.moves;
  const { lost = 0, before } = latest?.rests ?? {};
  const rank = rankOf(tiers, standing.tier);
  if (latest === undefined || latest.from !== latest.to || lost === 0 || before === undefined) return standing;
  const reaches = Math.max(rankReached(tiers, latest.counter - lost), rankReached(tiers, counter)) >= rank;
  return reaches ? standing : { ...standing, ...before };
}

/**
 * The standing after its review: kept when the counter still reaches it, else kept for the days of grace, and down
 * when those are over too. Undefined before the review is due.
 */
export function tierAfterReview(standing: TierStanding, tiers: Tiers, seen: Seen): TierStanding | undefined {
  const { on, counter } = seen;
  if (standing.reviewOn === undefined || standing.reviewOn > on) return undefined;
  const rank = rankOf(tiers, standing.tier);
  const reached = rankReached(tiers, counter);
  const { inGrace, ...rest } = standing;
  const kept = moveOf(seen, standing.tier, standing.tier, "review");
  if (rank > 0 && reached >= rank) return withMove({ ...rest, reviewOn: daysAfter(on, tiers.reviewDays) }, kept);
  if (rank > 0 && inGrace === undefined && tiers.graceDays > 0) {
    return withMove({ ...rest, reviewOn: daysAfter(on, tiers.graceDays), inGrace: true }, kept);
  }
  const to = tiers.down === "one-step" ? Math.max(reached, rank - 1) : reached;
  return stood(rest, moveOf(seen, standing.tier, tierOfRank(tiers, to), "review"), tiers);
}

const liftedBy = ({ singleOrderMinor }: Tiers, goodsMinor: number): boolean =>
  singleOrderMinor !== undefined && goodsMinor >= singleOrderMinor;

/**
 * The rank that the moves up since the last review come to. One that has lost nothing stands as it was decided,
 * whatever the ladder has become since.
 */
function rankOfMoves(moves: readonly TierMove[], tiers: Tiers): number {
  const begin = moves.findIndex(({ because }) => because === "review" || because === "operator");
  const since = moves.slice(0, begin === -1 ? moves.length : begin).filter(({ rests }) => rests !== undefined);
  const base = begin === -1 ? moves.at(-1)?.from : moves[begin]?.to;
  return since.reduceRight(
    (rank, move) => {
      const { lost = 0, goodsMinor } = move.rests ?? {};
      const lifts = goodsMinor !== undefined && liftedBy(tiers, goodsMinor);
      const reached = move.because === "reached" && lost === 0 ? rankOf(tiers, move.to) : 0;
      return Math.max(rank, reached, rankReached(tiers, move.counter - lost), rank + (lifts ? 1 : 0));
    },
    rankOf(tiers, base ?? ORDINARY),
  );
}

const heldOf = ({ since, reviewOn, inGrace }: TierStanding): Held => ({
  since,
  ...(reviewOn === undefined ? {} : { reviewOn }),
  ...(inGrace === undefined ? {} : { inGrace }),
});

const sameRest = (a: Resting | undefined, b: Resting | undefined): boolean =>
  a?.lost === b?.lost && a?.goodsMinor === b?.goodsMinor;

const moveOf = (
  { on, counter, programme }: Seen,
  from: string,
  to: string,
  because: TierMove["because"],
  orderKey?: string,
): TierMove => ({ from, to, on, because, counter, programme, ...(orderKey === undefined ? {} : { orderKey }) });

const withMove = (standing: TierStanding, move: TierMove): TierStanding => ({
  ...standing,
  moves: trimmed([move, ...standing.moves]),
});

/** Twenty at most: falls by refunds go first, since what rests on nothing undoes nothing. */
function trimmed(moves: readonly TierMove[]): TierMove[] {
  if (moves.length <= MOST_MOVES) return [...moves];
  const fall = moves.findLastIndex(({ because }, at) => because === "refund" && at > 0);
  return moves.toSpliced(fall === -1 ? moves.length - 1 : fall, 1);
}

/** On another tier from the move's day on, to be reviewed a review's time later; an ordinary member waits for nothing. */
function stood(standing: Pick<TierStanding, "moves"> | undefined, move: TierMove, { reviewDays }: Tiers): TierStanding {
  const reviewed = move.to === ORDINARY ? {} : { reviewOn: daysAfter(move.on, reviewDays) };
  return withMove({ tier: move.to, since: move.on, ...reviewed, moves: standing?.moves ?? [] }, move);
}
