import type { AllotmentMove } from "../allotment.ts";
import type { MallRedemption, RedemptionState } from "./mall-redemption.ts";

/** The allotment of an article's stock. */
export const stockOf = (item: string): string => `stock#${item}`;

/** What a redemption has of its article's stock: given out while it is under way, used once it is handed over. */
const STANDING: Record<RedemptionState, { pending: number; posted: number }> = {
  ordered: { pending: 1, posted: 0 },
  shipped: { pending: 1, posted: 0 },
  ready: { pending: 1, posted: 0 },
  delivered: { pending: 0, posted: 1 },
  "picked-up": { pending: 0, posted: 1 },
  cancelled: { pending: 0, posted: 0 },
};
const NONE = { pending: 0, posted: 0 };

/** What the move of a redemption from one state to another means for its article's stock. */
export function stockMoves(before: RedemptionState | undefined, after: MallRedemption): AllotmentMove[] {
  if (after.stock === undefined) return [];
  const [from, to] = [before === undefined ? NONE : STANDING[before], STANDING[after.state]];
  const pending = to.pending - from.pending;
  const posted = to.posted - from.posted;
  return [{ ...after.stock, left: -(pending + posted), pending, posted }];
}
