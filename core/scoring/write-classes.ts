import { type ChangePorts, changeMember } from "../members/change-member.ts";
import { changed, type Standing, standingOf } from "./classes.ts";
import type { NightCuts, SnapshotRow } from "./snapshot.ts";

/** Members that are written at a time: each is a few requests, and the store is shared with trading. */
const IN_PARALLEL = 4;

export interface ClassesWritten {
  /** The rows with the night's own scores. */
  rows: SnapshotRow[];
  moved: number;
}

/** How the member stands by the night's cut points. */
function standingOfRow({ recencyDays, frequency, monetaryMinor, lastOrderDay }: SnapshotRow, cuts: NightCuts["cuts"]) {
  const rfm = recencyDays === null ? null : { recencyDays, frequency, monetaryMinor, complete: true };
  return standingOf(rfm, cuts, lastOrderDay !== null);
}

const hasMoved = (row: SnapshotRow, { r, f, m, segment }: Standing): boolean =>
  row.r !== r || row.f !== f || row.m !== m || row.segment !== segment;

/**
 * Writes the classes of a shard where the night found others than are stored. Each is decided anew on what is stored by
 * then, against the head's number, so that nothing that happened since the snapshot is overwritten, and a second run of
 * the same night writes nothing. A segment that moved is announced in the same commit.
 */
export async function writeClasses(
  rows: readonly SnapshotRow[],
  { asOf, cuts }: NightCuts,
  ports: ChangePorts,
): Promise<ClassesWritten> {
  const standings = rows.map((row) => ({ row, standing: standingOfRow(row, cuts) }));
  const moving = standings.filter(({ row, standing }) => hasMoved(row, standing));
  let next = 0;
  let moved = 0;
  const worker = async () => {
    while (next < moving.length) {
      const one = moving[next];
      next += 1;
      if (one && (await writeOne(one.row.memberId, one.standing, asOf, ports))) moved += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, worker));
  return { rows: standings.map(({ row, standing }) => ({ ...row, ...standing })), moved };
}

/** Whether anything was written. */
function writeOne(memberId: string, standing: Standing, asOf: string, ports: ChangePorts): Promise<boolean> {
  return changeMember(
    memberId,
    { classes: true },
    ({ head, classes }) => {
      const next = changed(classes?.value, standing, asOf);
      if (head?.status !== "active" || next === null) return { answer: false };
      const { seq: _, ...rest } = head;
      const from = classes?.value.segment ?? null;
      // What a member is found to be for the first time is not a movement.
      const movedSegment = from !== null && from !== next.segment;
      return {
        answer: true,
        change: {
          head: rest,
          items: [{ kind: "classes", version: classes?.version ?? 0, value: next }],
          ...(movedSegment
            ? { announce: [{ type: "SegmentChanged", occurredAt: `${asOf}T23:59:59Z`, from, to: next.segment }] }
            : {}),
        },
      };
    },
    ports,
  );
}
