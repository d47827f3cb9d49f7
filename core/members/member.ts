import type { Contact } from "../contract/announcement.ts";
import type { OrderLine, StoredEvent } from "../contract/event.ts";
import type { Account, Coupon, Entry } from "../loyalty/loyalty.ts";
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
}

/** What is known of a person and isn't personal. Each field keeps the moment that set it: the latest occurrence wins. */
export interface Profile {
  contact: Contact;
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
  currency: string;
  totalMinor: number;
  deliveryMinor: number;
  discountMinor: number;
  lines: KeptLine[];
  refunds: { refundId: string; occurredAt: string; bookedOn: string; minor: number }[];
  /** Every line came back whole, or the order was cancelled. */
  whollyCancelled: boolean;
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

/** What a commit may put. `version` is the one that was read; 0 says that there was none. */
export type MemberItem =
  | { kind: "profile"; version: number; value: Profile }
  | { kind: "summary"; version: number; value: Summary }
  | { kind: "account"; version: number; value: Account }
  | { kind: "classes"; version: number; value: Classes }
  | { kind: "order"; version: number; value: Order }
  | { kind: "coupon"; version: number; value: Coupon }
  | { kind: "entry"; version: 0; value: Entry }
  | { kind: "parked"; version: number; value: Parked };

export interface Versioned<T> {
  value: T;
  version: number;
}
