import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCuts } from "../../../core/scoring/find-cuts.ts";
import {
  type NightCuts,
  SnapshotMissingError,
  type SnapshotRow,
  type SnapshotStore,
} from "../../../core/scoring/snapshot.ts";
import { aSnapshotRow } from "../../support/builders/a-snapshot-row.ts";

const AS_OF = "2011-09-05";

/** Snapshots of a night in memory, by shard. */
function nightOf(...shards: SnapshotRow[][]) {
  const written: NightCuts[] = [];
  const snapshots: Pick<SnapshotStore, "readSnapshot" | "writeCuts"> = {
    readSnapshot: async (asOf, shard) => {
      const rows = shards[shard];
      if (rows === undefined) throw new SnapshotMissingError(`${asOf}/${shard}`);
      return rows;
    },
    writeCuts: async (cuts) => {
      written.push(cuts);
    },
  };
  return { snapshots: snapshots as SnapshotStore, written };
}

describe("the night's cut points", () => {
  const scored = fc.record({
    recencyDays: fc.integer({ min: 0, max: 364 }),
    frequency: fc.integer({ min: 1, max: 40 }),
    monetaryMinor: fc.integer({ min: 0, max: 10_000_000 }),
  });

  it("are the same however the members are cut into shards", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(scored, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), async (figures, count) => {
        const rows = figures.map((figure, n) => aSnapshotRow({ memberId: `m_${n}`, ...figure }));
        const shards = Array.from({ length: count }, (_, shard) => rows.filter((_row, n) => n % count === shard));
        const [one, many] = [nightOf(rows), nightOf(...shards)];
        const whole = await findCuts(AS_OF, 1, one.snapshots);
        expect((await findCuts(AS_OF, count, many.snapshots)).cuts).toEqual(whole.cuts);
        expect(whole).toMatchObject({ members: rows.length, scored: rows.length });
      }),
    );
  });

  it("leave out who has no order in the window, and are none when nobody has", async () => {
    const idle = aSnapshotRow({ memberId: "m_idle", recencyDays: null, frequency: 0, monetaryMinor: 0 });
    const with3 = await findCuts(
      AS_OF,
      1,
      nightOf([aSnapshotRow(), idle, aSnapshotRow({ memberId: "m_2", recencyDays: 20 })]).snapshots,
    );
    const without = await findCuts(
      AS_OF,
      1,
      nightOf([aSnapshotRow(), aSnapshotRow({ memberId: "m_2", recencyDays: 20 })]).snapshots,
    );
    expect(with3).toMatchObject({ members: 3, scored: 2, cuts: without.cuts });
    const { snapshots, written } = nightOf([idle]);
    expect(await findCuts(AS_OF, 1, snapshots)).toMatchObject({ members: 1, scored: 0, cuts: null });
    expect(written).toHaveLength(1);
  });

  it("are refused while a shard's snapshot is missing", async () => {
    await expect(findCuts(AS_OF, 2, nightOf([aSnapshotRow()]).snapshots)).rejects.toThrow(SnapshotMissingError);
  });
});
