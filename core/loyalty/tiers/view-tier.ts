import type { Basis, Benefits, Level, Tiers } from "../../programme/tiers.ts";
import type { Account } from "../ledger/account.ts";
import { counterOn, levelOf, rankOf } from "./ladder.ts";
import { ORDINARY, type TierMove, type TierStanding } from "./tier.ts";

/** A member's tier as guides, and the member, see it. */
export interface TierView {
  /** `ordinary` is to have none. */
  tier: string;
  name: Level["name"] | null;
  since: string | null;
  /** The shop's day on whose end it is reviewed. */
  reviewOn: string | null;
  inGrace: boolean;
  basis: Basis;
  /** As of the day of the view, in the unit of the basis. */
  counter: number;
  /** What the counter lacks to keep the tier, were it reviewed today. */
  missingToKeep: number;
  /** The tier above, and what the counter lacks to reach it; null on the highest. */
  next: { tier: string; name: Level["name"]; threshold: number; missing: number } | null;
  benefits: Benefits | null;
  /** Latest first: each with its reason. */
  moves: Omit<TierMove, "rests">[];
}

/** Null where the programme has no tiers, and the member never had one. */
export function viewTier(
  standing: TierStanding | undefined,
  growth: Account,
  tiers: Tiers,
  asOf: string,
): TierView | null {
  if (tiers.levels.length === 0 && standing === undefined) return null;
  const level = levelOf(tiers, standing);
  const above = tiers.levels[rankOf(tiers, standing?.tier ?? ORDINARY)];
  const counter = counterOn(growth, asOf);
  const missing = (threshold: number): number => Math.max(0, threshold - counter);
  return {
    tier: standing?.tier ?? ORDINARY,
    name: level?.name ?? null,
    since: standing?.since ?? null,
    reviewOn: standing?.reviewOn ?? null,
    inGrace: standing?.inGrace === true,
    basis: tiers.basis,
    counter,
    missingToKeep: level === undefined ? 0 : missing(level.threshold),
    next: above
      ? { tier: above.id, name: above.name, threshold: above.threshold, missing: missing(above.threshold) }
      : null,
    benefits: level?.benefits ?? null,
    moves: (standing?.moves ?? []).map(({ rests: _, ...move }) => move),
  };
}
