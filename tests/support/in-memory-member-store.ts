import type { Announcement } from "../../core/contract/announcement.ts";
import type { Entry } from "../../core/loyalty/loyalty.ts";
import type { Head, MemberItem, Parked, Versioned } from "../../core/members/member.ts";
import type {
  Change,
  ClaimResult,
  CommitOutcome,
  CommitStamp,
  Loaded,
  MemberStore,
  Wanted,
} from "../../core/members/member-store.ts";
import { announcementsOf } from "../../core/members/outbox.ts";

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
  readonly #conditions: Conditions;
  readonly #old: () => boolean;

  constructor({ conditions, handsOutOldItems = () => false }: InMemoryOptions = {}) {
    this.#conditions = { head: true, versions: true, claims: true, ...conditions };
    this.#old = handsOutOldItems;
  }

  async load(memberId: string, wanted: Wanted): Promise<Loaded> {
    const { orderKey, refundId, couponCode, claims = [] } = wanted;
    const loaded: Loaded = { memberId, head: copy(this.#heads.get(memberId)), claims: {} };
    const named = (["profile", "summary", "account", "classes"] as const).filter((kind) => wanted[kind]);
    for (const kind of named) this.#into(loaded, kind, `${memberId}/${kind}/`);
    if (orderKey !== undefined) this.#into(loaded, "order", `${memberId}/order/${orderKey}`);
    if (orderKey !== undefined && refundId !== undefined) {
      this.#into(loaded, "parked", `${memberId}/parked/${orderKey}#${refundId}`);
    }
    if (couponCode !== undefined) this.#into(loaded, "coupon", `${memberId}/coupon/${couponCode}`);
    for (const key of claims) {
      const result = this.#old() ? undefined : this.#claims.get(key);
      if (result !== undefined) loaded.claims[key] = copy(result);
    }
    return loaded;
  }

  async commit(loaded: Loaded, change: Change, stamp: CommitStamp): Promise<CommitOutcome> {
    const { memberId } = loaded;
    const { claims = [], items = [], unpark = [], announce = [], unlessOrder } = change;
    const head = this.#heads.get(memberId);
    if (this.#conditions.head && (head?.seq !== loaded.head?.seq || (head && head.status !== "active"))) {
      return "conflict";
    }
    if (this.#conditions.claims && claims.some(({ key }) => this.#claims.has(key))) return "conflict";
    const keyed = items.map((item) => ({ item, key: keyOf(memberId, item) }));
    if (
      this.#conditions.versions &&
      (keyed.some(({ item, key }) => (this.#slots.get(key)?.now?.version ?? 0) !== item.version) ||
        keyed.some(({ item }) => item.kind === "coupon" && item.version === 0 && this.#codes.has(item.value.code)) ||
        (unlessOrder !== undefined && this.#slots.get(`${memberId}/order/${unlessOrder}`)?.now) ||
        unpark.some(({ orderKey, refundId }) => !this.#slots.get(`${memberId}/parked/${orderKey}#${refundId}`)?.now))
    ) {
      return "conflict";
    }

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
    return "committed";
  }

  async parkedFor(memberId: string, orderKey: string): Promise<Versioned<Parked>[]> {
    return this.#all<Parked>(`${memberId}/parked/${orderKey}#`).slice(0, 50);
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

  #into<K extends "profile" | "summary" | "account" | "classes" | "order" | "parked" | "coupon">(
    loaded: Loaded,
    kind: K,
    key: string,
  ): void {
    const slot = this.#slots.get(key);
    const item = this.#old() ? slot?.before : slot?.now;
    if (item !== undefined) loaded[kind] = copy(item) as NonNullable<Loaded[K]>;
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
    case "parked":
      return `${memberId}/parked/${item.value.orderKey}#${item.value.refundId}`;
    default:
      return `${memberId}/${item.kind}/`;
  }
}

/** Nobody outside holds what is stored. */
const copy = <T>(value: T): T => structuredClone(value);
