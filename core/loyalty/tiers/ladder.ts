import type { Level, Tiers } from "../../programme/tiers.ts";
import type { Account } from "../ledger/account.ts";
import { ORDINARY, type TierStanding } from "./tier.ts";

/** Ranks count from 0, an ordinary member's; a tier that the programme no longer has counts as none. */
export const rankOf = ({ levels }: Tiers, tier: string): number => levels.findIndex(({ id }) => id === tier) + 1;

export const tierOfRank = ({ levels }: Tiers, rank: number): string => levels[rank - 1]?.id ?? ORDINARY;

/** The level that a member stands on; undefined for an ordinary one. */
export const levelOf = ({ levels }: Tiers, standing: TierStanding | undefined): Level | undefined =>
  levels.find(({ id }) => id === standing?.tier);

/** The highest rank whose threshold the counter reaches. */
export const rankReached = ({ levels }: Tiers, counter: number): number =>
  levels.findLastIndex(({ threshold }) => counter >= threshold) + 1;

/** The counter as of a day: what is left of the lots that expire after it, whether or not a sweep has come by since. */
export const counterOn = (growth: Account, day: string): number =>
  growth.lots.reduce((sum, { left, expiresOn }) => (expiresOn === undefined || expiresOn > day ? sum + left : sum), 0);
