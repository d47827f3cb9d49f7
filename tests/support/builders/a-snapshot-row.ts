import { dayNumber } from "../../../core/scoring/day-number.ts";
import type { SnapshotRow } from "../../../core/scoring/snapshot.ts";

/** A member who ordered twice, the last time on 26 August 2011, seen on 5 September before any scoring. */
export function aSnapshotRow(change: Partial<SnapshotRow> = {}): SnapshotRow {
  return {
    memberId: "m_1",
    recencyDays: 10,
    frequency: 2,
    monetaryMinor: 5_000,
    lastOrderDay: dayNumber("2011-08-26"),
    firstDay: 14_000,
    r: null,
    f: null,
    m: null,
    segment: null,
    ...change,
  };
}
