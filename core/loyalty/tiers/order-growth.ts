import type { Basis } from "../../programme/tiers.ts";

/** What an order counts towards the tiers, in the unit of the basis that was in force when it was paid. */
export interface OrderGrowth {
  basis: Basis;
  amount: number;
}
