import type { Announcement } from "../../core/contract/announcement.ts";
import { movesOf } from "../../core/loyalty/allotments/moves-of.ts";
import type { Hold } from "../../core/loyalty/checkout/hold.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import { dueOf } from "../../core/members/due-of.ts";
import type { Head, MemberItem, Parked, Versioned } from "../../core/members/member.ts";
import type {
  Change,
  ClaimResult,
  CommitOutcome,
  CommitStamp,
  DueItem,
  DueKind,
  Loaded,
  MemberStore,
  Part,
  Wanted,
} from "../../core/members/member-store.ts";
import { announcementsOf } from "../../core/members/outbox.ts";
import { InMemoryAllotments } from "./in-memory-allotments.ts";
import { inMemoryDiscrepancies } from "./in-memory-discrepancies.ts";
import { InMemoryLotteries } from "./in-memory-lotteries.ts";

/** The conditions of a commit. A test may take one away, to see what it is good for. */
export interface Conditions {
  head: boolean;
  versions: boolean;
  claims: boolean;
}

export interface InMemoryOptions {
  conditions?: Partial<Conditions>;
  /**
   * Asked at each read of an item beside the head: hand out the one before? A Query isn't isolated from a transaction,
   * so a new head may come with old items.
   */
  handsOutOldItems?: () => boolean;
  allotments?: InMemoryAllotments;
}

/** A stored item with the one that it took the place of. */
interface Slot {
  now: Versioned<unknown> | undefined;
  before: Versioned<unknown> | undefined;
}

/** The member store of tests: passes the same suite as DynamoDB's (member-store-contract.ts). */
export class InMemoryMemberStore implements MemberStore {
  readonly #heads = new Map<string, Head>();
  readonly #slots = new Map<string, Slot>();
  readonly #claims = new Map<string, ClaimResult>();
  readonly #codes = new Map<string, string>();
  readonly #outbox = new Map<string, Announcement[]>();
  /** Lotteries whose tickets commits sell. */
  readonly lotteries = new InMemoryLotteries();
  /** What commits leave for finance. */
  readonly discrepancies = inMemoryDiscrepancies({
    all: (kind) =>
      [...this.#slots].flatMap(([key, { now }]) => {
        const [memberId = "", kindOfKey] = key.split("/");
        return kindOfKey === kind && now !== undefined ? [{ memberId, key, item: copy(now) as never }] : [];
      }),
    put: (key, item) => void this.#slots.set(key, { now: item, before: this.#slots.get(key)?.now }),
    claims: this.#claims,
  });
  /** What commits take from. */
  readonly allotments: InMemoryAllotments;
  readonly #conditions: Conditions;
  readonly #old: () => boolean;

  constructor({ conditions, handsOutOldItems = () => false, allotments }: InMemoryOptions = {}) {
    this.allotments = allotments ?? new InMemoryAllotments();
    this.#conditions = { head: true, versions: true, claims: true, ...conditions };
    this.#old = handsOutOldItems;
  }

  async load(memberId: string, wanted: Wanted): Promise<Loaded> {
    const { orderKey, refundId, couponCodes = [], holdId, claims = [] } = wanted;
    const loaded: Loaded = { memberId, head: copy(this.#heads.get(memberId)), claims: {}, coupons: {} };
    const named = (["profile", "summary", "accounts", "classes", "tier", "counts", "referral"] as const).filter(
      (kind) => wanted[kind],
    );
    for (const kind of named) this.#into(loaded, kind, `${memberId}/${kind}/`);
    if (orderKey !== undefined) this.#into(loaded, "order", `${memberId}/order/${orderKey}`);
    if (orderKey !== undefined && refundId !== undefined) {
      this.#into(loaded, "parked", `${memberId}/parked/${orderKey}#${refundId}`);
    }
    const { redemptionId } = wanted;
    if (redemptionId !== undefined) this.#into(loaded, "redemption", `${memberId}/redemption/${redemptionId}`);
    if (holdId !== undefined) this.#into(loaded, "hold", `${memberId}/hold/${holdId}`);
    for (const code of couponCodes) {
      const coupon = this.#slot<Coupon>(`${memberId}/coupon/${code}`);
      if (coupon !== undefined) loaded.coupons[code] = coupon;
    }
    for (const key of claims) {
      const result = this.#old() ? undefined : this.#claims.get(key);
      if (result !== undefined) loaded.claims[key] = copy(result);
    }
    return loaded;
  }

  async commit(loaded: Loaded, change: Change, stamp: CommitStamp): Promise<CommitOutcome> {
    return this.commitTogether([{ loaded, change }], stamp);
  }

  async commitTogether(parts: readonly Part[], stamp: CommitStamp): Promise<CommitOutcome> {
    if (!parts.every((part) => this.#fits(part))) return "conflict";
    const moves = movesOf(parts);
    const exhausted = this.allotments.overdrawnBy(moves);
    const sold = parts.flatMap(({ change }) => change.tickets ?? []);
    if (sold.some((one) => this.lotteries.has(one))) return "conflict";
    if (exhausted.length > 0) return { exhausted };
    for (const { loaded, change } of parts) {
      for (const one of change.tickets ?? []) this.lotteries.sell(one, loaded.memberId, stamp.now);
    }
    this.allotments.move(moves);
    for (const part of parts) this.#put(part, stamp);
    return "committed";
  }

  /** Whether every condition of a part holds. */
  #fits({ loaded, change }: Part): boolean {
    const { memberId } = loaded;
    const { claims = [], items = [], unpark = [], unlessOrder } = change;
    const head = this.#heads.get(memberId);
    if (this.#conditions.head && (head?.seq !== loaded.head?.seq || (head && head.status !== "active"))) {
      return false;
    }
    if (this.#conditions.claims && claims.some(({ key }) => this.#claims.has(key))) return false;
    const keyed = items.map((item) => ({ item, key: keyOf(memberId, item) }));
    return !(
      this.#conditions.versions &&
      (keyed.some(({ item, key }) => (this.#slots.get(key)?.now?.version ?? 0) !== item.version) ||
        keyed.some(({ item }) => item.kind === "coupon" && item.version === 0 && this.#codes.has(item.value.code)) ||
        (unlessOrder !== undefined && this.#slots.get(`${memberId}/order/${unlessOrder}`)?.now) ||
        unpark.some(({ orderKey, refundId }) => !this.#slots.get(`${memberId}/parked/${orderKey}#${refundId}`)?.now))
    );
  }

  #put({ loaded, change }: Part, stamp: CommitStamp): void {
    const { memberId } = loaded;
    const { claims = [], items = [], unpark = [], announce = [] } = change;
    const keyed = items.map((item) => ({ item, key: keyOf(memberId, item) }));
    const seq = (loaded.head?.seq ?? 0) + 1;
    this.#heads.set(memberId, copy({ ...change.head, seq }));
    for (const { key, result } of claims) this.#claims.set(key, copy(result));
    for (const { item, key } of keyed) {
      const before = this.#slots.get(key)?.now;
      this.#slots.set(key, { now: copy({ value: item.value, version: item.version + 1 }), before });
      if (item.kind === "coupon") this.#codes.set(item.value.code, memberId);
    }
    for (const { orderKey, refundId } of unpark) {
      const key = `${memberId}/parked/${orderKey}#${refundId}`;
      this.#slots.set(key, { now: undefined, before: this.#slots.get(key)?.now });
    }
    if (announce.length > 0) {
      this.#outbox.set(`${memberId}/${seq}`, announcementsOf(memberId, seq, stamp.bookedOn, copy(announce)));
    }
  }

  async parkedFor(memberId: string, orderKey: string): Promise<Versioned<Parked>[]> {
    return this.#all<Parked>(`${memberId}/parked/${orderKey}#`).slice(0, 50);
  }

  async standingHolds(memberId: string): Promise<Hold[]> {
    return this.#all<Hold>(`${memberId}/hold/`).flatMap(({ value }) => (value.state === "held" ? [value] : []));
  }

  async ownerOfCoupon(code: string): Promise<string | undefined> {
    return this.#codes.get(code);
  }

  async dueCoupons(until: string, limit: number): Promise<{ memberId: string; code: string }[]> {
    return this.#due<{ code: string; state: string; lapsesAt: string }>("coupon", limit, (coupon) =>
      coupon.state === "issued" && coupon.lapsesAt <= until ? coupon.lapsesAt : undefined,
    ).map(({ memberId, value }) => ({ memberId, code: value.code }));
  }

  async dueParked(until: string, limit: number): Promise<{ memberId: string; parked: Parked }[]> {
    return this.#due<Parked>("parked", limit, ({ dueAt }) => (dueAt <= until ? dueAt : undefined)).map(
      ({ memberId, value }) => ({ memberId, parked: value }),
    );
  }

  async due(kind: DueKind, until: string, limit: number): Promise<DueItem[]> {
    const kinds = { ACCOUNTS: "accounts", HOLD: "hold", TIER: "tier", REFERRAL: "referral" } as const;
    return [...this.#slots]
      .flatMap(([key, { now }]): DueItem[] => {
        const [memberId = "", kindOfKey, id = ""] = key.split("/");
        if (kindOfKey !== kinds[kind] || now === undefined) return [];
        const waits = dueOf({ kind: kindOfKey, ...copy(now) } as MemberItem);
        return waits !== undefined && waits.at <= until ? [{ memberId, id, dueAt: waits.at }] : [];
      })
      .sort((a, b) => (a.dueAt === b.dueAt ? 0 : a.dueAt < b.dueAt ? -1 : 1))
      .slice(0, limit);
  }

  /** All that was announced of a member, in the order of its commits. */
  outboxOf(memberId: string): Announcement[] {
    return [...this.#outbox]
      .filter(([key]) => key.startsWith(`${memberId}/`))
      .sort(([a], [b]) => Number(a.split("/")[1]) - Number(b.split("/")[1]))
      .flatMap(([, announcements]) => copy(announcements));
  }

  /** A member's ledger, in the order of its numbers. */
  entriesOf(memberId: string): Entry[] {
    return this.#all<Entry>(`${memberId}/entry/`)
      .map(({ value }) => value)
      .sort((a, b) => a.number - b.number);
  }

  #into<
    K extends
      | "profile"
      | "summary"
      | "accounts"
      | "classes"
      | "tier"
      | "counts"
      | "referral"
      | "redemption"
      | "order"
      | "parked"
      | "hold",
  >(loaded: Loaded, kind: K, key: string): void {
    const item = this.#slot(key);
    if (item !== undefined) loaded[kind] = item as NonNullable<Loaded[K]>;
  }

  #slot<T>(key: string): Versioned<T> | undefined {
    const slot = this.#slots.get(key);
    return copy(this.#old() ? slot?.before : slot?.now) as Versioned<T> | undefined;
  }

  #all<T>(prefix: string): Versioned<T>[] {
    return [...this.#slots]
      .filter(([key]) => key.startsWith(prefix))
      .flatMap(([, { now }]) => (now === undefined ? [] : [copy(now) as Versioned<T>]));
  }

  #due<T>(kind: string, limit: number, dueAt: (value: T) => string | undefined): { memberId: string; value: T }[] {
    return [...this.#slots]
      .flatMap(([key, { now }]) => {
        const [memberId = "", kindOfKey] = key.split("/");
        const at = kindOfKey === kind && now !== undefined ? dueAt(now.value as T) : undefined;
        return at === undefined || now === undefined ? [] : [{ at, memberId, value: copy(now.value) as T }];
      })
      .sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1))
      .slice(0, limit);
  }
}

function keyOf(memberId: string, item: MemberItem): string {
  switch (item.kind) {
    case "order":
      return `${memberId}/order/${item.value.orderKey}`;
    case "coupon":
      return `${memberId}/coupon/${item.value.code}`;
    case "entry":
      return `${memberId}/entry/${item.value.number}`;
    case "discrepancies":
      return `${memberId}/discrepancies/${item.value.orderKey}`;
    case "redemption":
      return `${memberId}/redemption/${item.value.redemptionId}`;
    case "hold":
      return `${memberId}/hold/${item.value.holdId}`;
    case "parked":
      return `${memberId}/parked/${item.value.orderKey}#${item.value.refundId}`;
    default:
      return `${memberId}/${item.kind}/`;
  }
}

/** Nobody outside holds what is stored. */
const copy = <T>(value: T): T => structuredClone(value);
