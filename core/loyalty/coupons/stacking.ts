import type { StacksWith } from "../../programme/offer.ts";

/** What a coupon or an offer says of others on the same basket. */
export interface Stacking {
  exclusiveGroup?: string | undefined;
  /** Absent: none. */
  stacksWith?: StacksWith | undefined;
}

/** Whether one lets a coupon of this group (or of no group) stand beside it. */
export const letsBeside = ({ stacksWith = "none" }: Stacking, group: string | undefined): boolean =>
  stacksWith === "any" || (Array.isArray(stacksWith) && group !== undefined && stacksWith.includes(group));

/** Whether two may be used on one basket: each lets the other, and they aren't of one exclusive group. */
export const mayCombine = (a: Stacking, b: Stacking): boolean =>
  (a.exclusiveGroup === undefined || a.exclusiveGroup !== b.exclusiveGroup) &&
  letsBeside(a, b.exclusiveGroup) &&
  letsBeside(b, a.exclusiveGroup);
