import { beforeEach, describe, expect, it } from "vitest";
import type { Announcement } from "../../core/contract/announcement.ts";
import type { Hold } from "../../core/loyalty/checkout/hold.ts";
import { type Accounts, accountOf } from "../../core/loyalty/ledger/account.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import { changeMember, MemberBusyError } from "../../core/members/change-member.ts";
import type { MemberItem, Order, Parked } from "../../core/members/member.ts";
import { defaultProfile, headOf, newHead } from "../../core/members/member-beginning.ts";
import type { Change, Loaded, MemberStore, Wanted } from "../../core/members/member-store.ts";
import { applyOrder, emptySummary } from "../../core/scoring/summary.ts";
import { aCoupon } from "./builders/a-coupon.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { aRefund } from "./builders/a-refund.ts";

const NOW = "2011-09-01T10:00:00.000Z";
const STAMP = { now: NOW, bookedOn: "2011-09-01" };
const ORDER_KEY = "web:1";
const EVERYTHING: Wanted = {
  profile: true,
  summary: true,
  accounts: true,
  classes: true,
  orderKey: ORDER_KEY,
  refundId: "r1",
  claims: [],
};

const anOrderOf = (lines: number): Order => ({
  orderKey: ORDER_KEY,
  paidAt: NOW,
  paidOn: "2011-09-01",
  bookedOn: "2011-09-01",
  historic: false,
  programme: 1,
  currency: "GBP",
  totalMinor: 1_000 * lines,
  deliveryMinor: 0,
  discountMinor: 0,
  lines: Array.from({ length: lines }, (_, at) => ({
    lineId: String(at + 1),
    sku: `SKU-${at * 7919}`,
    category: "kitchen",
    quantity: 1,
    amountMinor: 1_000,
    goods: true,
    earned: 10,
    refundedQuantity: 0,
    refundedMinor: 0,
    takenBack: 0,
  })),
  refunds: [],
  whollyCancelled: false,
});

const anEntry = (number: number): Entry => ({
  number,
  account: "points",
  kind: "earn",
  amount: 10,
  because: { source: ORDER_KEY, rule: "per-major-unit", programme: 1 },
  lots: [{ entry: number, amount: 10 }],
  expiresOn: "2012-08-31",
  occurredOn: "2011-09-01",
  bookedOn: "2011-09-01",
  hash: "0".repeat(64),
});

const aParked = (change: Partial<Parked> = {}): Parked => ({
  orderKey: ORDER_KEY,
  refundId: "r1",
  event: aRefund(),
  parkedAt: NOW,
  dueAt: "2011-10-01T10:00:00.000Z",
  ...change,
});

/**
 * What every member store must do: run against the one in memory and against DynamoDB's.
 * @param storeOf may answer the same store for all tests: each uses a member of its own
 * @param outboxOf all that was announced of a member, in order
 * @param suffix tells the members of this run from those of another on the same table
 */
export function memberStoreContract(
  name: string,
  storeOf: () => MemberStore,
  outboxOf: (memberId: string, store: MemberStore) => Promise<Announcement[]>,
  suffix: () => string,
): void {
  describe(`the member store ${name}`, () => {
    let store: MemberStore;
    let memberId: string;
    let count = 0;
    beforeEach(() => {
      store = storeOf();
      count += 1;
      memberId = `m_${suffix()}${count}`;
    });

    const load = (wanted: Wanted = EVERYTHING): Promise<Loaded> => store.load(memberId, wanted);
    const commit = (loaded: Loaded, change: Partial<Change>) =>
      store.commit(loaded, { head: headOf(loaded, NOW), ...change }, STAMP);
    const put = async (...items: MemberItem[]) => expect(await commit(await load(), { items })).toBe("committed");

    it("knows nothing of a member who was never written", async () => {
      expect(await load({ ...EVERYTHING, claims: ["C#x#paid"] })).toEqual({
        memberId,
        head: undefined,
        coupons: {},
        claims: {},
      });
      expect(await load({})).toEqual({ memberId, head: undefined, coupons: {}, claims: {} });
    });

    it("answers every kind of item as it was put, at version 1, beside the head at seq 1", async () => {
      const profile = defaultProfile(aProgramme());
      const summary = applyOrder(emptySummary(), { orderDay: 15_218, netMinor: 1_000, goodsMinor: 1_000 });
      const accounts: Accounts = {
        points: {
          balance: 10,
          owed: 0,
          lots: [{ entry: 1, source: ORDER_KEY, left: 10, expiresOn: "2012-08-31" }],
        },
      };
      const classes = {
        r: 5,
        f: 1,
        m: 2,
        segment: "new",
        since: "2011-09-01",
        segmentSince: "2011-09-01",
        previous: null,
      } as const;
      await put(
        { kind: "profile", version: 0, value: profile },
        { kind: "summary", version: 0, value: summary },
        { kind: "accounts", version: 0, value: accounts },
        { kind: "classes", version: 0, value: classes },
        { kind: "order", version: 0, value: anOrderOf(2) },
        { kind: "parked", version: 0, value: aParked() },
        { kind: "entry", version: 0, value: anEntry(1) },
      );
      expect(await load()).toEqual({
        memberId,
        head: { ...newHead(memberId, NOW), seq: 1 },
        profile: { value: profile, version: 1 },
        summary: { value: summary, version: 1 },
        accounts: { value: accounts, version: 1 },
        classes: { value: classes, version: 1 },
        order: { value: anOrderOf(2), version: 1 },
        parked: { value: aParked(), version: 1 },
        coupons: {},
        claims: {},
      });
    });

    it("reads no more than was asked for", async () => {
      await put({ kind: "accounts", version: 0, value: {} }, { kind: "order", version: 0, value: anOrderOf(1) });
      expect(Object.keys(await load({ accounts: true })).sort()).toEqual([
        "accounts",
        "claims",
        "coupons",
        "head",
        "memberId",
      ]);
    });

    it("keeps an order of 500 lines and answers it whole", async () => {
      await put({ kind: "order", version: 0, value: anOrderOf(500) });
      expect((await load()).order).toEqual({ value: anOrderOf(500), version: 1 });
    });

    it("moves seq by one with each commit, and the version of what the commit put", async () => {
      await put({ kind: "accounts", version: 0, value: {} });
      const accounts: Accounts = { points: { balance: 0, owed: 3, lots: [] } };
      await put({ kind: "accounts", version: 1, value: accounts });
      expect(await load()).toMatchObject({ head: { seq: 2 }, accounts: { value: accounts, version: 2 } });
    });

    describe("a commit is refused whole, and nothing of it is stored,", () => {
      const refused = async (loaded: Loaded, change: Partial<Change>) => {
        const before = await load();
        const draft = { type: "OrderPaid", occurredAt: NOW, orderKey: ORDER_KEY, currency: "GBP" } as const;
        const announce = [{ ...draft, totalMinor: 1_000, orders: 1 }];
        expect(await commit(loaded, { announce, ...change })).toBe("conflict");
        expect(await load()).toEqual(before);
        expect(await outboxOf(memberId, store)).toEqual([]);
      };

      it("when the member was made meanwhile", async () => {
        const loaded = await load();
        await put();
        await refused(loaded, { items: [{ kind: "accounts", version: 0, value: {} }] });
      });

      it("when the member was changed meanwhile", async () => {
        await put();
        const loaded = await load();
        await put();
        await refused(loaded, { items: [{ kind: "accounts", version: 0, value: {} }] });
      });

      it("when the member was merged or erased meanwhile, or before", async () => {
        await put();
        const loaded = await load();
        expect(await commit(loaded, { head: { ...headOf(loaded, NOW), status: { mergedInto: "m_other" } } })).toBe(
          "committed",
        );
        expect((await load()).head?.status).toEqual({ mergedInto: "m_other" });
        await refused(loaded, {});
        await refused(await load(), {});
      });

      it.each<[string, MemberItem]>([
        ["profile", { kind: "profile", version: 0, value: defaultProfile(aProgramme()) }],
        ["summary", { kind: "summary", version: 0, value: emptySummary() }],
        ["accounts", { kind: "accounts", version: 0, value: {} }],
        ["order", { kind: "order", version: 0, value: anOrderOf(1) }],
        ["coupon", { kind: "coupon", version: 0, value: aCoupon() }],
      ])("when its %s was read old beside a new head", async (_, item) => {
        // Two readings of a first version, mixed: the head of the later, the item of the earlier.
        const mine = item.kind === "coupon" ? withCode(item, `OLD${memberId}`) : item;
        await put(mine);
        await put({ ...mine, version: 1 } as MemberItem);
        await refused(await load(), { items: [{ ...mine, version: 1 } as MemberItem] });
        await refused(await load(), { items: [mine] });
      });

      it("when a claim of it is taken, and the first answer stays", async () => {
        const key = `C#web:${memberId}#paid`;
        expect(await commit(await load(), { claims: [{ key, result: { points: 10, first: true } }] })).toBe(
          "committed",
        );
        await refused(await load(), { claims: [{ key, result: { points: 99 } }] });
        expect((await load({ claims: [key, `${key}#other`] })).claims).toEqual({ [key]: { points: 10, first: true } });
      });

      it("when its entry's number is taken", async () => {
        await put({ kind: "entry", version: 0, value: anEntry(1) });
        await refused(await load(), { items: [{ kind: "entry", version: 0, value: anEntry(1) }] });
      });

      it("when its coupon's code is another's", async () => {
        const code = `TAKEN${memberId}`;
        const other = await store.load(`${memberId}-other`, {});
        const coupon: MemberItem = { kind: "coupon", version: 0, value: aCoupon({ code }) };
        expect(await store.commit(other, { head: headOf(other, NOW), items: [coupon] }, STAMP)).toBe("committed");
        await put();
        await refused(await load(), { items: [coupon] });
        expect(await store.ownerOfCoupon(code)).toBe(`${memberId}-other`);
      });

      it("when the order that it found missing is there", async () => {
        await put({ kind: "order", version: 0, value: anOrderOf(1) });
        await refused(await load(), { unlessOrder: ORDER_KEY });
        expect(await commit(await load(), { unlessOrder: "web:another" })).toBe("committed");
      });

      it("when what it settles is parked no more", async () => {
        await put({ kind: "parked", version: 0, value: aParked() });
        const settle = { unpark: [{ orderKey: ORDER_KEY, refundId: "r1" }] };
        expect(await commit(await load(), settle)).toBe("committed");
        await refused(await load(), settle);
      });
    });

    it("announces from the commit itself, under ids of member, seq and index", async () => {
      await put();
      const contact = defaultProfile(aProgramme()).contact;
      const announce = [
        { type: "ContactChanged", occurredAt: NOW, contact },
        { type: "SegmentChanged", occurredAt: NOW, from: null, to: "new" },
      ] as const;
      expect(await commit(await load(), { announce: [...announce] })).toBe("committed");
      const common = { memberId, seq: 2, bookedOn: "2011-09-01" };
      expect(await outboxOf(memberId, store)).toEqual([
        { ...announce[0], ...common, index: 0, id: `${memberId}/2/0` },
        { ...announce[1], ...common, index: 1, id: `${memberId}/2/1` },
      ]);
    });

    it("lets one of many parallel changes through at a time, and loses none", async () => {
      const add = async (): Promise<void> => {
        const decide = (loaded: Loaded) => {
          const balance = accountOf(loaded.accounts?.value ?? {}, "points").balance + 1;
          const value: Accounts = { points: { balance, owed: 0, lots: [] } };
          const items: MemberItem[] = [{ kind: "accounts", version: loaded.accounts?.version ?? 0, value }];
          return { answer: balance, change: { head: headOf(loaded, NOW), items } };
        };
        const pause = (attempt: number) =>
          new Promise<void>((resolve) => setTimeout(resolve, attempt * Math.random() * 9));
        for (let again = true; again; ) {
          again = await changeMember(memberId, { accounts: true }, decide, { store, stamp: STAMP, pause }).then(
            () => false,
            (cause: unknown) => {
              if (cause instanceof MemberBusyError) return true;
              throw cause;
            },
          );
        }
      };
      await Promise.all(Array.from({ length: 12 }, add));
      expect(await load()).toMatchObject({
        head: { seq: 12 },
        accounts: { value: { points: { balance: 12 } }, version: 12 },
      });
    });

    it("finds what is parked for an order, and for no other", async () => {
      await put(
        { kind: "parked", version: 0, value: aParked() },
        { kind: "parked", version: 0, value: aParked({ refundId: "r2" }) },
        { kind: "parked", version: 0, value: aParked({ orderKey: "web:10" }) },
      );
      const refundIds = async () => (await store.parkedFor(memberId, ORDER_KEY)).map(({ value }) => value.refundId);
      expect((await refundIds()).sort()).toEqual(["r1", "r2"]);
      expect(await commit(await load(), { unpark: [{ orderKey: ORDER_KEY, refundId: "r1" }] })).toBe("committed");
      expect(await refundIds()).toEqual(["r2"]);
      expect((await store.parkedFor(memberId, ORDER_KEY))[0]).toEqual({
        value: aParked({ refundId: "r2" }),
        version: 1,
      });
    });

    it("lists parked events once they are due, until they are settled", async () => {
      await put({ kind: "parked", version: 0, value: aParked({ dueAt: "1990-02-01T00:00:00.000Z" }) });
      const due = async (until: string) => {
        const all = await store.dueParked(until, 1_000);
        return all.filter((one) => one.memberId === memberId).map(({ parked }) => parked.refundId);
      };
      expect(await due("1990-01-31T23:59:59.999Z")).toEqual([]);
      expect(await due("1990-02-01T00:00:00.000Z")).toEqual(["r1"]);
      await commit(await load(), { unpark: [{ orderKey: ORDER_KEY, refundId: "r1" }] });
      expect(await due("1990-02-01T00:00:00.000Z")).toEqual([]);
    });

    it("finds the holds of a member that stand, and no other", async () => {
      const none = { points: [], principal: [], bonus: [] };
      const hold = (holdId: string, state: Hold["state"], version = 0): MemberItem => ({
        kind: "hold",
        version,
        value: {
          ...{ holdId, state, channel: "till", at: NOW, dueAt: "2011-09-01T10:15:00.000Z", currency: "GBP" },
          ...{ parts: none, pointsValueMinor: 0, coupons: [], programme: 1 },
        },
      });
      expect(await store.standingHolds(memberId)).toEqual([]);
      await put(
        hold("till:a", "held"),
        hold("till:b", "released"),
        hold("till:c", "committed"),
        hold("till:d", "held"),
      );
      const holdIds = async () => (await store.standingHolds(memberId)).map(({ holdId }) => holdId).sort();
      expect(await holdIds()).toEqual(["till:a", "till:d"]);
      await put(hold("till:a", "released", 1));
      expect(await holdIds()).toEqual(["till:d"]);
      expect(await store.standingHolds(`${memberId}0`)).toEqual([]);
    });

    it("leads from a code to its owner, and to nobody from another code", async () => {
      const coupon = aCoupon({ code: `OWN${memberId}` });
      await put({ kind: "coupon", version: 0, value: coupon });
      expect(await store.ownerOfCoupon(coupon.code)).toBe(memberId);
      expect(await store.ownerOfCoupon("NOBODYSCODE2")).toBeUndefined();
      expect((await load({ couponCodes: [coupon.code] })).coupons).toEqual({
        [coupon.code]: { value: coupon, version: 1 },
      });
    });

    it("stores the changes of two members, or of neither", async () => {
      const otherId = `${memberId}-2`;
      const both = async () => [await load({}), await store.load(otherId, {})] as const;
      const [mine, theirs] = await both();
      const parts = [mine, theirs].map((loaded) => ({ loaded, change: { head: headOf(loaded, NOW) } }));
      expect(await store.commitTogether(parts, STAMP)).toBe("committed");
      expect((await both()).map(({ head }) => head?.seq)).toEqual([1, 1]);
      const [again, old] = await both();
      expect(await store.commit(old, { head: headOf(old, NOW) }, STAMP)).toBe("committed");
      const late = [again, old].map((loaded) => ({ loaded, change: { head: headOf(loaded, NOW) } }));
      expect(await store.commitTogether(late, STAMP)).toBe("conflict");
      expect((await both()).map(({ head }) => head?.seq)).toEqual([1, 2]);
    });

    it("keeps by whom a member was brought, and lists it while its first order waits", async () => {
      const begun = { referrer: "m_other", code: "X", channel: "app", at: NOW, on: "2011-09-01", waitDays: 0 };
      const open = { ...begun, promised: { friend: { kind: "points", points: 5 } }, programme: 1 } as const;
      const dueAt = "1990-01-02T00:00:00.000Z";
      const waiting = { ...open, state: "waiting", orderKey: ORDER_KEY, dueAt } as const;
      const loaded = await load({});
      const head = { ...headOf(loaded, NOW), referred: true };
      const items: MemberItem[] = [{ kind: "referral", version: 0, value: { ...open, state: "open" } }];
      expect(await store.commit(loaded, { head, items }, STAMP)).toBe("committed");
      const due = async (until: string) => (await store.due("REFERRAL", until, 10)).map((one) => one.memberId);
      expect(await due(dueAt)).not.toContain(memberId);
      expect(await load({ referral: true })).toMatchObject({
        head: { referred: true },
        referral: { version: 1, value: { state: "open", referrer: "m_other" } },
      });
      await put({ kind: "referral", version: 1, value: waiting });
      expect(await due("1990-01-01T23:59:59.000Z")).not.toContain(memberId);
      expect(await due(dueAt)).toContain(memberId);
      const settled = { ...waiting, state: "void", settledOn: "2011-09-02", because: "ring" } as const;
      await put({ kind: "referral", version: 2, value: settled });
      expect(await due(dueAt)).not.toContain(memberId);
    });

    it("lists coupons that lapse by a moment, the earliest first, so many at most, while they are issued", async () => {
      const lapsing = (day: string) => aCoupon({ code: `${day}${memberId}`, lapsesAt: `1990-01-${day}T00:00:00.000Z` });
      await put(
        { kind: "coupon", version: 0, value: lapsing("03") },
        { kind: "coupon", version: 0, value: lapsing("01") },
        { kind: "coupon", version: 0, value: lapsing("02") },
      );
      const due = async (until: string, limit: number) => {
        const all = await store.dueCoupons(until, limit);
        return all.filter((one) => one.memberId === memberId).map(({ code }) => code.slice(0, 2));
      };
      expect(await due("1990-01-02T00:00:00.000Z", 10)).toEqual(["01", "02"]);
      expect(await due("1990-01-03T00:00:00.000Z", 2)).toEqual(["01", "02"]);
      const used = { ...lapsing("01"), state: "lapsed" } as const;
      await put({ kind: "coupon", version: 1, value: used });
      expect(await due("1990-01-03T00:00:00.000Z", 10)).toEqual(["02", "03"]);
      // Nothing of this test is left to be listed in another.
      for (const day of ["02", "03"]) {
        await put({ kind: "coupon", version: 1, value: { ...lapsing(day), state: "lapsed" } });
      }
    });
  });
}

const withCode = (item: Extract<MemberItem, { kind: "coupon" }>, code: string): MemberItem => ({
  ...item,
  value: { ...item.value, code },
});
