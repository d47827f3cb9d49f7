import type { AnnouncementDraft } from "../../contract/announcement.ts";
import type { ApplyContext } from "../../members/apply-context.ts";
import type { MemberItem, Order } from "../../members/member.ts";
import type { Loaded } from "../../members/member-store.ts";
import { daysAfter } from "../../programme/shop-day.ts";
import { accountOf } from "../ledger/account.ts";
import type { LotPart } from "../ledger/ledger.ts";
import type { Postings } from "../ledger/postings.ts";
import { goodsOf, growthOf, growthStanding } from "./growth-of.ts";
import { counterOn } from "./ladder.ts";
import type { OrderGrowth } from "./order-growth.ts";
import { ORDINARY, type TierStanding } from "./tier.ts";
import { type CountedSomething, tierAfterCounting, tierAfterTakingBack } from "./tier-after.ts";

/** What a commit puts and announces of the tier: nothing unless it moves. */
export interface TierOutcome {
  items: MemberItem[];
  announce: AnnouncementDraft[];
}

export const UNMOVED: TierOutcome = { items: [], announce: [] };

/**
 * Counts a paid order towards the tiers, in the commit that counts the order: growth value goes on its account, in a
 * lot that expires when the order leaves the window, and the member goes up at once. Answers what the order keeps of
 * it, so that refunds take back what it counted. History counts nothing, as it earns nothing.
 */
export function countOrder(
  order: Order,
  goodsPaidMinor: number,
  loaded: Loaded,
  postings: Postings,
  context: ApplyContext,
): TierOutcome & { growth?: OrderGrowth } {
  const { tiers } = context.rules.value;
  if (order.historic || tiers.levels.length === 0) return UNMOVED;
  const growth = growthOf(tiers, goodsPaidMinor);
  const { orderKey, paidOn, storeId } = order;
  creditGrowth(postings, { amount: growth.amount, source: orderKey, on: paidOn, storeId }, context);
  const outcome = counted(loaded, postings, { orderKey, goodsMinor: goodsPaidMinor, at: order.paidAt }, context);
  return { ...outcome, growth };
}

/** Takes back what the refunded part of an order had counted; an upgrade that rested on it falls in the same commit. */
export function uncountOrder(
  before: Order,
  after: Order,
  refund: { refundId: string; occurredAt: string; occurredOn: string },
  loaded: Loaded,
  postings: Postings,
  { rules, stamp }: ApplyContext,
): TierOutcome {
  if (before.growth === undefined) return UNMOVED;
  const { orderKey } = before;
  const { refundId, occurredOn } = refund;
  const taken = postings.debit({
    account: "growth",
    kind: "take-back",
    amount: growthStanding(before) - growthStanding(after),
    because: { source: orderKey, refundId, rule: "as-counted", programme: before.programme },
    occurredOn,
    bookedOn: stamp.bookedOn,
    // What has expired counts no more: there is nothing to take back, from another order least of all.
    only: ({ source }) => source === orderKey,
    shortfall: "leave",
  });
  const parts: LotPart[] = taken.kind === "posted" ? taken.taken : [];
  const standing = loaded.tier?.value;
  if (standing === undefined) return UNMOVED;
  const moved = tierAfterTakingBack(standing, rules.value.tiers, {
    orderKey,
    parts,
    goodsMinor: goodsOf(after).standing,
    on: stamp.bookedOn,
    counter: counterOn(accountOf(postings.ledger.accounts, "growth"), stamp.bookedOn),
    programme: rules.version,
  });
  return tierOutcome(loaded, moved, refund.occurredAt);
}

/** Puts what was counted on the account of growth, for as long as the window is. */
export function creditGrowth(
  postings: Postings,
  { amount, source, on, storeId }: { amount: number; source: string; on: string; storeId?: string | undefined },
  { rules, stamp }: ApplyContext,
): void {
  const { basis, windowDays } = rules.value.tiers;
  const because = { source, rule: `tiers-by-${basis}`, programme: rules.version, ...(storeId ? { storeId } : {}) };
  // Counts on so many days, its own the first; the day on which it is swept is the first on which it doesn't.
  const expiresOn = daysAfter(on, windowDays);
  postings.credit({
    account: "growth",
    kind: "earn",
    amount,
    because,
    occurredOn: on,
    bookedOn: stamp.bookedOn,
    expiresOn,
  });
}

/** Looks at the tier after something was counted. */
export function counted(
  loaded: Loaded,
  postings: Postings,
  { at, ...what }: Pick<CountedSomething, "orderKey" | "goodsMinor"> & { at: string },
  { rules, stamp }: ApplyContext,
): TierOutcome {
  const moved = tierAfterCounting(loaded.tier?.value, rules.value.tiers, {
    ...what,
    on: stamp.bookedOn,
    counter: counterOn(accountOf(postings.ledger.accounts, "growth"), stamp.bookedOn),
    upTo: postings.ledger.entries,
    programme: rules.version,
  });
  return tierOutcome(loaded, moved, at);
}

/** The item of a tier that has moved, and the announcement where it is another tier than before. */
export function tierOutcome(loaded: Loaded, moved: TierStanding | undefined, occurredAt: string): TierOutcome {
  if (moved === undefined) return UNMOVED;
  const [from, to] = [loaded.tier?.value.tier ?? ORDINARY, moved.tier];
  const because = moved.moves[0]?.because ?? "reached";
  return {
    items: [{ kind: "tier", version: loaded.tier?.version ?? 0, value: moved }],
    announce: from === to ? [] : [{ type: "TierChanged", occurredAt, from, to, because }],
  };
}
