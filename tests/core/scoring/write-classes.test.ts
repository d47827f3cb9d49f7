import { describe, expect, it } from "vitest";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { scoresOf } from "../../../core/scoring/rfm.ts";
import { segmentOf } from "../../../core/scoring/segments.ts";
import type { NightCuts, SnapshotRow } from "../../../core/scoring/snapshot.ts";
import { writeClasses } from "../../../core/scoring/write-classes.ts";
import { aSnapshotRow } from "../../support/builders/a-snapshot-row.ts";
import { anOrder } from "../../support/builders/an-order.ts";
import { MemberWorld } from "../../support/member-world.ts";

const AS_OF = "2011-09-05";

describe("writing what moved", () => {
  const CUTS: NightCuts = {
    asOf: AS_OF,
    shards: 1,
    members: 1,
    scored: 1,
    cuts: { recencyDays: [5, 10, 20, 40], frequency: [1, 2, 3, 4], monetaryMinor: [1_000, 2_000, 4_000, 8_000] },
  };

  async function world() {
    const members = new MemberWorld();
    await members.apply(anOrder());
    const stamp = { now: members.now, bookedOn: AS_OF };
    const write = (row: SnapshotRow, night = CUTS) =>
      writeClasses([row], night, { store: members.store, stamp, pause: async () => {} });
    const classes = async () => (await members.store.load("m_1", { classes: true })).classes?.value;
    const moves = () =>
      members.store.outboxOf("m_1").flatMap((one) => (one.type === "SegmentChanged" ? [[one.from, one.to]] : []));
    return { members, write, classes, moves };
  }

  it("stores a first standing, and gives the row the night's own", async () => {
    const { write, classes, moves } = await world();
    const scores = scoresOf(
      { recencyDays: 10, frequency: 2, monetaryMinor: 5_000 },
      CUTS.cuts as NonNullable<NightCuts["cuts"]>,
    );
    const { rows, moved } = await write(aSnapshotRow());
    expect(moved).toBe(1);
    expect(rows).toEqual([aSnapshotRow({ ...scores, segment: segmentOf(scores) })]);
    expect(await classes()).toMatchObject({ ...scores, since: AS_OF, previous: null });
    // To be found somewhere for the first time is no move.
    expect(moves()).toEqual([]);
  });

  it("run again writes nothing, though the snapshot still says what was before", async () => {
    const { members, write } = await world();
    await write(aSnapshotRow());
    const { head } = await members.store.load("m_1", {});
    expect((await write(aSnapshotRow())).moved).toBe(0);
    expect((await members.store.load("m_1", {})).head).toEqual(head);
  });

  it("touches nobody who stands as the snapshot found them", async () => {
    const { members, write } = await world();
    const { rows } = await write(aSnapshotRow());
    const { head } = await members.store.load("m_1", {});
    expect((await write(rows[0] ?? aSnapshotRow(), { ...CUTS, asOf: "2011-09-06" })).moved).toBe(0);
    expect((await members.store.load("m_1", {})).head).toEqual(head);
  });

  it("announces a move between segments, with the commit that makes it", async () => {
    const { write, moves, classes } = await world();
    const { rows } = await write(aSnapshotRow());
    const next = { ...CUTS, asOf: "2011-09-06" };
    await write({ ...(rows[0] ?? aSnapshotRow()), recencyDays: 300, lastOrderDay: dayNumber(AS_OF) - 300 }, next);
    expect(moves()).toEqual([[rows[0]?.segment, (await classes())?.segment]]);
    expect(moves()[0]?.[0]).not.toBe(moves()[0]?.[1]);
  });

  it("is decided on what is stored by then: an earlier night that runs late changes nothing", async () => {
    const { write, classes } = await world();
    await write(aSnapshotRow());
    const stands = await classes();
    await write(aSnapshotRow({ recencyDays: 300 }), { ...CUTS, asOf: "2011-09-01" });
    expect(await classes()).toEqual(stands);
  });

  it("passes over who is no member any more", async () => {
    const { write } = await world();
    expect((await write(aSnapshotRow({ memberId: "m_nobody" }))).moved).toBe(0);
  });
});
