import { beforeEach, describe, expect, it } from "vitest";
import type { AllotmentMove } from "../../core/loyalty/allotment.ts";
import type { AllotmentHead, AllotmentStore } from "../../core/loyalty/allotments/allotment-store.ts";
import { gather } from "../../core/loyalty/allotments/gather.ts";
import { grantAllotment } from "../../core/loyalty/allotments/grant-allotment.ts";
import { headOf } from "../../core/members/member-beginning.ts";
import type { MemberStore } from "../../core/members/member-store.ts";

const NOW = "2011-09-01T10:00:00.000Z";
const STAMP = { now: NOW, bookedOn: "2011-09-01" };
const A_HEAD: Omit<AllotmentHead, "version"> = { granted: 10, owing: 0, shards: 2, programme: 1 };

/** Allotments and a member store whose commits take from them. */
export interface AllotmentStores {
  allotments: AllotmentStore;
  members: MemberStore;
}

/** What every allotment store must do, together with the member store whose commits take from it. */
export function allotmentStoreContract(name: string, storesOf: () => AllotmentStores, suffix: () => string): void {
  describe(`the allotments ${name}`, () => {
    let allotments: AllotmentStore;
    let members: MemberStore;
    let allotment: string;
    let count = 0;
    beforeEach(async () => {
      ({ allotments, members } = storesOf());
      count += 1;
      allotment = `issues#${suffix()}${count}`;
    });

    const move = (shard: number, by: Partial<AllotmentMove>): AllotmentMove => ({
      allotment,
      shard,
      left: 0,
      pending: 0,
      posted: 0,
      ...by,
    });
    const open = (...lefts: number[]) =>
      allotments.change(allotment, {
        head: { expected: 0, value: { ...A_HEAD, shards: lefts.length } },
        opens: lefts.map((left, shard) => ({ shard, left })),
      });
    const lefts = async () => (await allotments.read(allotment))?.shards.map(({ left }) => left);
    const take = async (memberId: string, ...moves: AllotmentMove[]) => {
      const loaded = await members.load(memberId, {});
      return members.commit(loaded, { head: headOf(loaded, NOW), allotments: moves }, STAMP);
    };

    it("know nothing of one that was never opened", async () => {
      expect(await allotments.head(allotment)).toBeUndefined();
      expect(await allotments.read(allotment)).toBeUndefined();
      expect(await allotments.change(allotment, { moves: [move(0, { left: 1 })] })).toBe(false);
    });

    it("answer one as it was opened, and open it once", async () => {
      expect(await open(6, 4)).toBe(true);
      expect(await allotments.head(allotment)).toEqual({ ...A_HEAD, version: 1 });
      const shards = [6, 4].map((left) => ({ left, pending: 0, posted: 0 }));
      expect(await allotments.read(allotment)).toEqual({ head: { ...A_HEAD, version: 1 }, shards });
      expect(await open(6, 4)).toBe(false);
    });

    it("refuse a change of a head that was changed meanwhile, whole", async () => {
      await open(6, 4);
      const head = { expected: 1, value: { ...A_HEAD, granted: 12 } };
      expect(await allotments.change(allotment, { head, moves: [move(0, { left: 2 })] })).toBe(true);
      expect(await allotments.change(allotment, { head, moves: [move(0, { left: 2 })] })).toBe(false);
      expect(await lefts()).toEqual([8, 4]);
    });

    it("move all or nothing, and leave no shard with less than 0", async () => {
      await open(6, 4);
      expect(await allotments.change(allotment, { moves: [move(0, { left: 5 }), move(1, { left: -5 })] })).toBe(false);
      expect(await allotments.change(allotment, { moves: [move(0, { left: 4 }), move(1, { left: -4 })] })).toBe(true);
      expect(await lefts()).toEqual([10, 0]);
    });

    it("give out, use and take back with a member's commit", async () => {
      await open(6, 4);
      const memberId = `m_${allotment}`;
      expect(await take(memberId, move(0, { left: -3, pending: 3 }))).toBe("committed");
      expect(await take(memberId, move(0, { left: 1, pending: -3, posted: 2 }))).toBe("committed");
      expect((await allotments.read(allotment))?.shards[0]).toEqual({ left: 4, pending: 0, posted: 2 });
    });

    it("tell a commit that takes too much from one that somebody was faster than", async () => {
      await open(6, 4);
      const memberId = `m_${allotment}`;
      const before = await members.load(memberId, {});
      const tooMuch = move(1, { left: -5, pending: 5 });
      expect(await take(memberId, move(0, { left: -1, pending: 1 }), tooMuch)).toEqual({ exhausted: [tooMuch] });
      expect(await lefts()).toEqual([6, 4]);
      expect(await take(memberId)).toBe("committed");
      const change = { head: headOf(before, NOW), allotments: [tooMuch] };
      expect(await members.commit(before, change, STAMP)).toBe("conflict");
    });

    it("say of a shard that isn't there that it is exhausted", async () => {
      const gone = move(0, { left: -1, pending: 1 });
      expect(await take(`m_${allotment}`, gone)).toEqual({ exhausted: [gone] });
    });

    it("take several moves of one shard in one commit as their sum", async () => {
      await open(6, 4);
      const moves = [move(0, { left: -4, pending: 4 }), move(0, { left: -2, pending: 2 })];
      expect(await take(`m_${allotment}`, ...moves)).toBe("committed");
      expect(await take(`m_${allotment}`, move(1, { left: -1 }), move(1, { left: 1 }))).toBe("committed");
      expect(await lefts()).toEqual([0, 4]);
    });

    it("are gathered into the shard that needs them, and short only when all together are", async () => {
      await open(1, 2, 3);
      expect(await gather([move(0, { left: -6 })], allotments)).toBeUndefined();
      expect(await lefts()).toEqual([6, 0, 0]);
      expect(await gather([move(2, { left: -7 })], allotments)).toBe(allotment);
      expect(await lefts()).toEqual([6, 0, 0]);
    });

    it("are granted once by many at once, raised and lowered by a later programme", async () => {
      const grant = (quantity: number, programme: number) =>
        grantAllotment({ name: allotment, quantity, grain: 1, programme }, allotments);
      await Promise.all(Array.from({ length: 5 }, () => grant(100, 1)));
      const sum = async () => (await lefts())?.reduce((total, left) => total + left, 0);
      expect(await lefts()).toEqual([34, 33, 33]);
      await grant(1_000, 2);
      expect((await lefts())?.length).toBe(16);
      expect(await sum()).toBe(1_000);
      await grant(100, 1);
      expect(await sum()).toBe(1_000);
      await grant(50, 3);
      expect(await sum()).toBe(50);
    });

    it("withdraw what is given out once it comes back, when it was lowered below that", async () => {
      const grant = (quantity: number, programme: number) =>
        grantAllotment({ name: allotment, quantity, grain: 1, programme }, allotments);
      await grant(10, 1);
      await take(`m_${allotment}`, move(0, { left: -8, pending: 8 }));
      expect(await grant(5, 2)).toMatchObject({ granted: 8, owing: 3 });
      expect(await lefts()).toEqual([0]);
      await take(`m_${allotment}`, move(0, { left: 4, pending: -4 }));
      expect(await grant(5, 2)).toMatchObject({ granted: 5, owing: 0 });
      expect(await lefts()).toEqual([1]);
    });
  });
}
