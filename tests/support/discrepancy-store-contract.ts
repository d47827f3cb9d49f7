import { describe, expect, it } from "vitest";
import type { OrderDiscrepancies } from "../../core/loyalty/discrepancies/discrepancy.ts";
import type {
  DiscrepancyPlace,
  DiscrepancyStore,
  PageAsked,
} from "../../core/loyalty/discrepancies/discrepancy-store.ts";
import { headOf } from "../../core/members/member-beginning.ts";
import type { MemberStore } from "../../core/members/member-store.ts";

const NOW = "2011-09-01T10:00:00.000Z";

export const aDiscrepancy = (orderKey: string, bookedOn: string): OrderDiscrepancies => ({
  ...{ orderKey, channel: "till", paidOn: bookedOn, bookedOn, currency: "GBP", state: "open" },
  discrepancies: [{ what: "points", missing: 500, because: "hold-released", valueMinor: 250 }],
});

/**
 * What every store of discrepancies must do: run against the one in memory and against DynamoDB's.
 * @param storesOf both look at the same members
 * @param run tells this run's members and orders from those of another on the same table
 * @param year of the days that it books on, which nobody else uses
 */
export function discrepancyStoreContract(
  name: string,
  storesOf: () => { members: MemberStore; discrepancies: DiscrepancyStore },
  run: string,
  year: number,
): void {
  const day = (number: number): string => `${year}-03-${String(number).padStart(2, "0")}`;

  async function booked(memberId: string, ...values: OrderDiscrepancies[]): Promise<void> {
    const { members } = storesOf();
    const loaded = await members.load(memberId, {});
    const items = values.map((value) => ({ kind: "discrepancies", version: 0, value }) as const);
    const change = { head: headOf(loaded, NOW), items };
    expect(await members.commit(loaded, change, { now: NOW, bookedOn: day(1) })).toBe("committed");
  }

  async function pages(from: string, to: string, limit: number): Promise<string[][]> {
    const { discrepancies } = storesOf();
    const all: string[][] = [];
    let after: DiscrepancyPlace | undefined;
    do {
      const { found, next } = await discrepancies.page({ from, to, limit, after });
      all.push(found.map(({ memberId, value }) => `${memberId} ${value.bookedOn} ${value.orderKey}`));
      after = next;
    } while (after !== undefined && all.length < 100);
    return all;
  }

  describe(`discrepancies, ${name}`, () => {
    it("are found over all members by their days, in pages that miss none and repeat none", async () => {
      const members = Array.from({ length: 7 }, (_, at) => `m_${run}_${at}`);
      const orders = members.flatMap((memberId, member) =>
        [1, 2, 3].map((number) => ({
          memberId,
          bookedOn: day(number + 4),
          orderKey: `till:${run}/${9 - member}-${number}`,
        })),
      );
      for (const memberId of members) {
        const own = orders.filter((order) => order.memberId === memberId);
        await booked(memberId, ...own.map(({ orderKey, bookedOn }) => aDiscrepancy(orderKey, bookedOn)));
      }
      const expected = orders
        .filter(({ bookedOn }) => bookedOn >= day(5) && bookedOn <= day(6))
        .sort((a, b) => (a.bookedOn + a.orderKey < b.bookedOn + b.orderKey ? -1 : 1))
        .map(({ memberId, bookedOn, orderKey }) => `${memberId} ${bookedOn} ${orderKey}`);
      for (const limit of [1, 3, 7, 14, 100]) {
        const read = await pages(day(5), day(6), limit);
        expect([limit, read.flat()]).toEqual([limit, expected]);
        expect(read).toHaveLength(Math.ceil(14 / limit));
      }
      expect(await pages(day(8), day(9), 10)).toEqual([[]]);
      // Days at the ends of the calendar, and places outside the days that are asked for.
      const { discrepancies } = storesOf();
      const at = (bookedOn: string) => ({ bookedOn, orderKey: "till:0" });
      const keysOf = async (asked: PageAsked) => (await discrepancies.page(asked)).found.length;
      expect(await keysOf({ from: `${year}-03-07`, to: "9999-12-31", limit: 5 })).toBe(5);
      expect(await keysOf({ from: day(6), to: day(6), limit: 100, after: at(day(5)) })).toBe(7);
      expect(await keysOf({ from: day(6), to: day(6), limit: 100, after: at(day(7)) })).toBe(0);
    });

    it("are settled once, on the version that was read, with the claim or not at all; they keep their day", async () => {
      const { discrepancies } = storesOf();
      const [memberId, orderKey, key] = [`m_${run}_s`, `till:${run}-s`, `C#k#${run}-s#call`];
      await booked(memberId, aDiscrepancy(orderKey, day(20)));
      const { stored, claims } = await discrepancies.load(memberId, orderKey, [key]);
      if (stored === undefined) throw new Error("not there");
      expect([stored.value, claims]).toEqual([aDiscrepancy(orderKey, day(20)), {}]);
      const settled = { at: NOW, operator: "Ann", reason: "made good" };
      const after = { ...stored, value: { ...stored.value, state: "settled", settled } as const };
      const claim = { key, result: { fingerprint: "f", status: 200, answer: "{}" } };
      expect(await discrepancies.settle(memberId, claim, after)).toBe("committed");
      expect(await discrepancies.settle(memberId, claim, after)).toBe("conflict");
      expect(await discrepancies.settle(memberId, { ...claim, key: `${key}2` }, after)).toBe("conflict");
      const now = await discrepancies.load(memberId, orderKey, [key, `${key}2`]);
      expect([now.stored?.value, now.claims]).toEqual([after.value, { [key]: claim.result }]);
      expect(await pages(day(20), day(20), 10)).toEqual([[`${memberId} ${day(20)} ${orderKey}`]]);
      expect(await discrepancies.settle(memberId, { ...claim, key: `${key}3` })).toBe("committed");
    });

    it("of nobody, or of no order, aren't there", async () => {
      const { discrepancies } = storesOf();
      expect(await discrepancies.load(`m_${run}_none`, "till:none", [])).toEqual({ claims: {} });
      expect((await discrepancies.ordersOf([])).size).toBe(0);
    });
  });
}
