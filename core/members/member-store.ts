import type { AnnouncementDraft } from "../contract/announcement.ts";
import type { AllotmentMove } from "../loyalty/allotment.ts";
import type { Hold } from "../loyalty/checkout/hold.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import type { Accounts } from "../loyalty/ledger/account.ts";
import type { MallRedemption } from "../loyalty/mall/mall-redemption.ts";
import type { Referral } from "../loyalty/referral/referral.ts";
import type { TierStanding } from "../loyalty/tiers/tier.ts";
import type { Classes } from "../scoring/classes.ts";
import type { Summary } from "../scoring/summary.ts";
import type { Counts, Head, MemberItem, Order, Parked, Profile, Versioned } from "./member.ts";

/** What a decision needs to see of a member: named ahead, read at once, consistently. */
export interface Wanted {
  profile?: boolean;
  summary?: boolean;
  accounts?: boolean;
  classes?: boolean;
  /** Order by its key. */
  orderKey?: string;
  /** With `orderKey`: the event parked for that order under this refund id. */
  refundId?: string;
  /** Coupons by their codes, five at most. */
  couponCodes?: string[];
  holdId?: string;
  tier?: boolean;
  /** By whom the member was brought. */
  referral?: boolean;
  counts?: boolean;
  /** Redemption in the mall by its id. */
  redemptionId?: string;
  /** Claims by source, by their keys (see claim-key.ts). */
  claims?: string[];
}

/** What was read: absent is absent. Read in one TransactGetItems, so nothing in it is older than the head. */
export interface Loaded {
  memberId: string;
  head: Head | undefined;
  profile?: Versioned<Profile>;
  summary?: Versioned<Summary>;
  accounts?: Versioned<Accounts>;
  classes?: Versioned<Classes>;
  order?: Versioned<Order>;
  parked?: Versioned<Parked>;
  hold?: Versioned<Hold>;
  tier?: Versioned<TierStanding>;
  referral?: Versioned<Referral>;
  counts?: Versioned<Counts>;
  redemption?: Versioned<MallRedemption>;
  /** By code. */
  coupons: Record<string, Versioned<Coupon>>;
  /** By claim key: the first answer. */
  claims: Record<string, ClaimResult>;
}

/** What a claim's first holder was answered: plain data, kept for good. */
export type ClaimResult = Record<string, string | number | boolean | null>;

/** One change of one member: all of it is stored, or nothing. */
export interface Change {
  /** The head as it shall stand, without `seq`: the store writes read + 1 on condition of read. */
  head: Omit<Head, "seq">;
  /** Claims taken: refused when one is there already. */
  claims?: { key: string; result: ClaimResult }[];
  items?: MemberItem[];
  /** Parked events that this change settles. */
  unpark?: { orderKey: string; refundId: string }[];
  /** The change was decided because this order isn't there: refused when it is. */
  unlessOrder?: string;
  /** Moves of shared allotments (budgets, limits, stock): refused when one doesn't hold enough any more. */
  allotments?: AllotmentMove[];
  /** Lottery tickets sold to the member. */
  tickets?: { lottery: string; ticket: string }[];
  /** Announced from the outbox item of this very commit. */
  announce?: AnnouncementDraft[];
}

export interface CommitStamp {
  /** The moment of the clock, for `bookedOn` and ids. */
  now: string;
  /** The shop's day of `now`. */
  bookedOn: string;
}

/**
 * `conflict`: somebody else moved the member or took the claim meanwhile; load and decide again. `exhausted`: nothing
 * but these moves of allotments stood in the way, since a shard holds less than they take, or isn't there.
 */
export type CommitOutcome = "committed" | "conflict" | Exhausted;
export interface Exhausted {
  exhausted: AllotmentMove[];
}

/** One member's part of a commit over several. */
export interface Part {
  loaded: Loaded;
  change: Change;
}

/** A change that the store refuses as such: too large, or malformed. Trying again can't help. */
export class UnstorableChangeError extends Error {
  constructor(memberId: string, cause: unknown) {
    super(`a change of member ${memberId} can't be stored`, { cause });
    this.name = "UnstorableChangeError";
  }
}

/** Kinds of items that wait for a moment: points to release or expire, holds, tier reviews, mall and referral acts. */
export type DueKind = "ACCOUNTS" | "HOLD" | "TIER" | "REFERRAL";

/** A member with something due: which item by its id (a hold's, a referral's), and since when. */
export interface DueItem {
  memberId: string;
  id: string;
  dueAt: string;
}

export interface MemberStore {
  load(memberId: string, wanted: Wanted): Promise<Loaded>;
  /**
   * Stores a change decided on `loaded`.
   * @throws UnstorableChangeError when no try can ever store it; anything else that is thrown is an outage.
   */
  commit(loaded: Loaded, change: Change, stamp: CommitStamp): Promise<CommitOutcome>;
  /** Stores the changes of several members, all or none: what goes from one to the other is never lost between. */
  commitTogether(parts: readonly Part[], stamp: CommitStamp): Promise<CommitOutcome>;
  /** Parked events of an order, 50 at most. */
  parkedFor(memberId: string, orderKey: string): Promise<Versioned<Parked>[]>;
  /** Holds of a member that stand, in no order. Read beside no head: a hold that is made meanwhile moves the head. */
  standingHolds(memberId: string): Promise<Hold[]>;
  /** The member whose coupon has this code. */
  ownerOfCoupon(code: string): Promise<string | undefined>;
  /** Coupons that lapse by `until`, page by page. */
  dueCoupons(until: string, limit: number): Promise<{ memberId: string; code: string }[]>;
  /** Parked events due by `until`. */
  /** Whatever else of members is due by `until`, a kind at a time. */
  due(kind: DueKind, until: string, limit: number): Promise<DueItem[]>;
  dueParked(until: string, limit: number): Promise<{ memberId: string; parked: Parked }[]>;
}
