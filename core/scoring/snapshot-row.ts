import type { Classes } from "./classes.ts";
import type { SnapshotRow } from "./snapshot.ts";
import { lastOrderDayAsOf, rfmAsOf, type Summary } from "./summary.ts";

/** The row of one member as of the end of a day (days since 1970-01-01). */
export function snapshotRow(
  memberId: string,
  summary: Summary | undefined,
  classes: Classes | undefined,
  asOfDay: number,
  windowDays: number,
): SnapshotRow {
  const rfm = summary === undefined ? null : rfmAsOf(summary, asOfDay, windowDays);
  return {
    memberId,
    recencyDays: rfm?.recencyDays ?? null,
    frequency: rfm?.frequency ?? 0,
    monetaryMinor: rfm?.monetaryMinor ?? 0,
    lastOrderDay: summary === undefined ? null : lastOrderDayAsOf(summary, asOfDay),
    firstDay: summary?.firstDay ?? null,
    r: classes?.r ?? null,
    f: classes?.f ?? null,
    m: classes?.m ?? null,
    segment: classes?.segment ?? null,
  };
}
