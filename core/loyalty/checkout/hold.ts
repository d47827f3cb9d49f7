import type { LotPart } from "../ledger/ledger.ts";
import type { Paying } from "./used.ts";

/** What a checkout reserves: taken out of the accounts until it is committed, or released. */
export interface Hold {
  holdId: string;
  /** `committed` names the order; `released` came back by itself after its last moment, or because the till said so. */
  state: "held" | "committed" | "released";
  channel: string;
  at: string;
  /** RFC 3339 in UTC: from then on it is released. */
  dueAt: string;
  currency: string;
  /** The lots that were reserved, by account: points in points, stored value in minor units. */
  parts: Record<Paying, LotPart[]>;
  /** What the points are worth at the till. */
  pointsValueMinor: number;
  /** Coupons reserved, with what each takes off. */
  coupons: { code: string; valueMinor: number }[];
  /** Version of the programme that it was quoted under. */
  programme: number;
  orderKey?: string;
}

/** `<channel>:<holdId>`: how a hold is known, by the channel's own name for it. */
export const holdKey = (channel: string, holdId: string): string => `${channel}:${holdId}`;
