import { beforeEach, describe, expect, it } from "vitest";
import type { LotteryStore } from "../../core/loyalty/lottery/lottery-store.ts";
import { headOf } from "../../core/members/member-beginning.ts";
import type { MemberStore } from "../../core/members/member-store.ts";

const NOW = "2011-09-01T10:00:00.000Z";
const STAMP = { now: NOW, bookedOn: "2011-09-01" };

/** What every store of lotteries must do, together with the member store whose commits sell tickets. */
export function lotteryStoreContract(
  name: string,
  storesOf: () => { lotteries: LotteryStore; members: MemberStore },
  suffix: () => string,
): void {
  describe(`the lotteries ${name}`, () => {
    let lotteries: LotteryStore;
    let members: MemberStore;
    let id: string;
    let count = 0;
    beforeEach(() => {
      ({ lotteries, members } = storesOf());
      count += 1;
      id = `lottery-${suffix()}-${count}`;
    });

    const sell = async (ticket: string, memberId = `m_${id}`) => {
      const loaded = await members.load(memberId, {});
      return members.commit(loaded, { head: headOf(loaded, NOW), tickets: [{ lottery: id, ticket }] }, STAMP);
    };

    it("keep the terms that they were opened with, of many who open at once the first", async () => {
      expect(await lotteries.terms(id)).toBeUndefined();
      const offered = Array.from({ length: 5 }, (_, at) => `terms ${at}`);
      const kept = await Promise.all(offered.map((terms) => lotteries.open(id, terms)));
      expect(new Set(kept).size).toBe(1);
      expect(offered).toContain(kept[0]);
      expect(await lotteries.open(id, "others")).toBe(kept[0]);
      expect(await lotteries.terms(id)).toBe(kept[0]);
    });

    it("have the tickets that commits sold, sorted, and no other lottery's", async () => {
      for (const ticket of ["C", "A", "B"]) expect(await sell(ticket)).toBe("committed");
      const sold = { memberId: `m_${id}`, at: NOW };
      expect(await lotteries.tickets(id)).toEqual(["A", "B", "C"].map((ticket) => ({ ticket, ...sold })));
      expect(await lotteries.tickets(`${id}0`)).toEqual([]);
    });

    it("sell a ticket once", async () => {
      await sell("A");
      expect(await sell("A", `m_${id}_other`)).toBe("conflict");
      expect(await lotteries.tickets(id)).toHaveLength(1);
      expect((await members.load(`m_${id}_other`, {})).head).toBeUndefined();
    });

    it("are listed from their opening until their prizes are given", async () => {
      await lotteries.open(id, "terms");
      expect(await lotteries.unsettled()).toContain(id);
      await lotteries.settle(id);
      expect(await lotteries.unsettled()).not.toContain(id);
      expect(await lotteries.terms(id)).toBe("terms");
    });
  });
}
