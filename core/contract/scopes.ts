/** What a channel's key may be allowed to do. */
export const SCOPES = [
  "events:write",
  /** May post `historic: true`. */
  "events:import",
  "members:read",
  "coupons:redeem",
  /** Moves value: spends, tops up, transfers, checks out. */
  "loyalty:write",
  "loyalty:read",
  /** Adjusts by hand, under an operator's name. */
  "loyalty:operate",
  "journeys:read",
  "journeys:write",
  "exports:read",
] as const;
export type Scope = (typeof SCOPES)[number];
