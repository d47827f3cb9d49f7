import type { ClaimResult, Loaded, Wanted } from "../../core/members/member-store.ts";
import { claimKey, type Key, memberPk, SK, type StoredValue, summaryOfItem, valueOfItem } from "./member-items.ts";

/** An item to read beside the head, and which part of what is loaded it makes. */
export interface Read {
  key: Key;
  as: (item: StoredValue & { result?: ClaimResult }, loaded: Loaded) => Partial<Loaded>;
}

/** The reads that a decision asks for, in one place: the keys beside the parts that they fill. */
export function readsOf(memberId: string, wanted: Wanted): Read[] {
  const pk = memberPk(memberId);
  const { orderKey, refundId, couponCodes = [], holdId, redemptionId, claims = [] } = wanted;
  const when = (asked: unknown, sk: string, as: Read["as"]): Read[] => (asked ? [{ key: { pk, sk }, as }] : []);
  return [
    ...when(wanted.profile, SK.profile, (item) => ({ profile: valueOfItem(item) })),
    ...when(wanted.summary, SK.summary, (item) => ({ summary: summaryOfItem(item) })),
    ...when(wanted.accounts, SK.accounts, (item) => ({ accounts: valueOfItem(item) })),
    ...when(wanted.classes, SK.classes, (item) => ({ classes: valueOfItem(item) })),
    ...when(orderKey, SK.order(orderKey ?? ""), (item) => ({ order: valueOfItem(item) })),
    ...when(orderKey && refundId, SK.parked(orderKey ?? "", refundId ?? ""), (item) => ({ parked: valueOfItem(item) })),
    ...when(wanted.referral, SK.referral, (item) => ({ referral: valueOfItem(item) })),
    ...when(wanted.tier, SK.tier, (item) => ({ tier: valueOfItem(item) })),
    ...when(wanted.counts, SK.counts, (item) => ({ counts: valueOfItem(item) })),
    ...when(redemptionId, SK.redemption(redemptionId ?? ""), (item) => ({ redemption: valueOfItem(item) })),
    ...when(holdId, SK.hold(holdId ?? ""), (item) => ({ hold: valueOfItem(item) })),
    ...couponCodes.map(
      (code): Read => ({
        key: { pk, sk: SK.coupon(code) },
        as: (item, loaded) => ({ coupons: { ...loaded.coupons, [code]: valueOfItem(item) } }),
      }),
    ),
    ...claims.map(
      (key): Read => ({
        key: claimKey(key),
        as: ({ result = {} }, loaded) => ({ claims: { ...loaded.claims, [key]: result } }),
      }),
    ),
  ];
}
