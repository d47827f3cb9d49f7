import type { LotPart } from "./ledger.ts";

/**
 * Parts as they are given back on a day: into a lot whose last day is over meanwhile, they are good until `until`.
 * Days are the shop's, 'YYYY-MM-DD'.
 */
export const withinGrace = (parts: readonly LotPart[], bookedOn: string, until: string): LotPart[] =>
  parts.map((part) =>
    part.expiresOn !== undefined && part.expiresOn < bookedOn ? { ...part, expiresOn: until } : part,
  );
