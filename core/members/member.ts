import type { Contact } from "../contract/announcement.ts";
import type { OrderLine, StoredEvent } from "../contract/event.ts";
import type { Hold } from "../loyalty/checkout/hold.ts";
import type { Paying, Used, Withheld } from "../loyalty/checkout/used.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import type { OrderDiscrepancies } from "../loyalty/discrepancies/discrepancy.ts";
import type { Accounts } from "../loyalty/ledger/account.ts";
import type { Entry } from "../loyalty/ledger/entry.ts";
import type { MallRedemption } from "../loyalty/mall/mall-redemption.ts";
import type { Referral } from "../loyalty/referral/referral.ts";
import type { OrderGrowth } from "../loyalty/tiers/order-growth.ts";
import type { TierStanding } from "../loyalty/tiers/tier.ts";
import type { Classes } from "../scoring/classes.ts";
import type { Summary } from "../scoring/summary.ts";

/**
 * The items of one member's partition. Each item of value carries its own `version`, which a commit conditions on,
 * beside the head's `seq`: a read that was not isolated is caught by one or the other.
 */

/** Status and sequence. Every commit moves `seq` by one, on condition that the member is active. */
export interface Head {
  status: "active" | { mergedInto: string } | "erased";
  seq: number;
  createdAt: string;
  registeredAt?: string;
  /** The ledger's last entry: its number and hash, so that a missing last one shows. */
  entries: number;
  entryHash: string;
  /** Events parked until their order comes: an order looks for its own only when there are any. */
  parked: number;
  /** Another has brought this member, and the first order is still to come: an order looks for it only then. */
  referred?: boolean;
}

/** What is known of a person and isn't personal. Each field keeps the moment that set it: the latest occurrence wins. */
export interface Profile {
  contact: Contact;
  /** Month and day, 'MM-DD': for birthday rules. The year is personal, and stays in the vault. */
  birthday?: string;
  /** By field, the stamp of the event that set it (keep-profile.ts): the greatest wins. */
  setAt: Record<string, string>;
}

/** One order's line as it is kept: what it earned and what was refunded of it. */
export interface KeptLine extends Pick<OrderLine, "sku" | "category" | "quantity" | "amountMinor" | "goods"> {
  lineId: string;
  earned: number;
  refundedQuantity: number;
  refundedMinor: number;
  takenBack: number;
  /** Its share of what the order used, and how much of that was given back; absent where nothing was used. */
  used?: Record<Paying, number>;
  givenBack?: Record<Paying, number>;
}

/** One refund of an order, with what it moved. */
export interface KeptRefund {
  refundId: string;
  occurredAt: string;
  bookedOn: string;
  minor: number;
  pointsTakenBack?: number;
  givenBack?: Record<Paying, number>;
  /** Points that it made owed and that its own money paid; absent where there were none. */
  withheld?: Withheld;
}

export interface Order {
  /** `<channel>:<orderId>`, the key under which the source knows it. */
  orderKey: string;
  paidAt: string;
  /** The shop's day of payment, 'YYYY-MM-DD'. */
  paidOn: string;
  bookedOn: string;
  historic: boolean;
  /** Version of the programme whose rule decided what it earned: the one in force when it was paid. */
  programme: number;
  storeId?: string;
  currency: string;
  totalMinor: number;
  deliveryMinor: number;
  discountMinor: number;
  lines: KeptLine[];
  refunds: KeptRefund[];
  /** Every line came back whole, or the order was cancelled. */
  whollyCancelled: boolean;
  /** What it counts towards the tiers; absent where there were none. */
  growth?: OrderGrowth;
  /** The rule and the multipliers that decided what it earned, where there were any. */
  earnedBy?: string;
  /** Delivery's share of what was used has come back too. */
  deliveryGivenBack?: boolean;
  /** Points, stored value and coupons that it was paid with. */
  used?: Used;
}

/** A refund or cancellation: what takes an order back. */
export type TakingBack = Extract<StoredEvent, { type: "order.refunded" | "order.cancelled" }>;

/** A refund or cancellation that came before its order. */
export interface Parked {
  orderKey: string;
  /** A cancellation's is `cancel`. */
  refundId: string;
  event: TakingBack;
  parkedAt: string;
  /** After this it is listed for ops. */
  dueAt: string;
}

/** How often a member was given what is limited for each: `offer#<id>`, `mall#<id>`. What isn't limited isn't counted. */
export type Counts = Record<string, number>;

/** What a commit may put. `version` is the one that was read; 0 says that there was none. */
export type MemberItem =
  | { kind: "profile"; version: number; value: Profile }
  | { kind: "summary"; version: number; value: Summary }
  | { kind: "accounts"; version: number; value: Accounts }
  | { kind: "classes"; version: number; value: Classes }
  | { kind: "order"; version: number; value: Order }
  | { kind: "coupon"; version: number; value: Coupon }
  | { kind: "hold"; version: number; value: Hold }
  | { kind: "tier"; version: number; value: TierStanding }
  | { kind: "counts"; version: number; value: Counts }
  | { kind: "redemption"; version: number; value: MallRedemption }
  | { kind: "referral"; version: number; value: Referral }
  | { kind: "entry"; version: 0; value: Entry }
  | { kind: "discrepancies"; version: number; value: OrderDiscrepancies }
  | { kind: "parked"; version: number; value: Parked };

export interface Versioned<T> {
  value: T;
  version: number;
}
