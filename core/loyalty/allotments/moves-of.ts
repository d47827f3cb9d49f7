import type { Part } from "../../members/member-store.ts";
import type { AllotmentMove } from "../allotment.ts";
import { budgetMoves } from "./coupon-budget.ts";

/**
 * All that a commit moves in allotments: what its changes say, and what follows from the coupons that they put, so that
 * nobody who uses, lapses or gives back a coupon has to think of its budget. One move for each shard, since a
 * transaction may touch an item once, and none that moves nothing.
 */
export function movesOf(parts: readonly Part[]): AllotmentMove[] {
  return mergeMoves(
    parts.flatMap(({ loaded, change }) => [
      ...(change.allotments ?? []),
      ...(change.items ?? []).flatMap((item) =>
        item.kind === "coupon" ? budgetMoves(loaded.coupons[item.value.code]?.value, item.value) : [],
      ),
    ]),
  );
}

function mergeMoves(moves: readonly AllotmentMove[]): AllotmentMove[] {
  const merged = new Map<string, AllotmentMove>();
  for (const move of moves) {
    const key = `${move.allotment}/${move.shard}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? move : sumOf(before, move));
  }
  return [...merged.values()].filter(({ left, pending, posted }) => left !== 0 || pending !== 0 || posted !== 0);
}

const sumOf = (a: AllotmentMove, b: AllotmentMove): AllotmentMove => ({
  ...a,
  left: a.left + b.left,
  pending: a.pending + b.pending,
  posted: a.posted + b.posted,
});
