import { daysAfter } from "../../programme/shop-day.ts";
import type { Close } from "./close.ts";
import { CloseBrokenError, type CloseRecord, type CloseStore } from "./close-store.ts";
import { sumOfColumns } from "./line.ts";

/** What is wrong with a closed day. */
export interface CloseFault {
  day: string;
  /** In a sentence. */
  fault: string;
}

/** Records that are read at once. */
const PAGE = 100;
/** Thirty years. */
const PAGES = 110;

/**
 * Goes through the closed days from the latest back: each one is what its record says, goes on from the day before and
 * its digest, opens with what that one closed with, and adds up.
 */
export async function verifyCloses(
  closes: Pick<CloseStore, "records" | "read">,
  told: (day: string) => void = () => {},
): Promise<{ days: number; faults: CloseFault[] }> {
  const faults: CloseFault[] = [];
  let days = 0;
  let next: { record: CloseRecord; close: Close } | undefined;
  let before: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const records = await closes.records(PAGE, before);
    for (const record of records) {
      days += 1;
      told(record.day);
      const close = await readable(record, closes, faults);
      if (close !== undefined) faults.push(...ownFaults(close));
      if (next !== undefined) faults.push(...seamFaults(record, close, next.close));
      next = close && { record, close };
    }
    if (records.length < PAGE) break;
    before = records.at(-1)?.day;
  }
  if (next?.close.previous)
    faults.push({ day: next.record.day, fault: `the close of ${next.close.previous.day} is gone` });
  return { days, faults };
}

async function readable(
  record: CloseRecord,
  closes: Pick<CloseStore, "read">,
  faults: CloseFault[],
): Promise<Close | undefined> {
  try {
    return await closes.read(record);
  } catch (cause) {
    if (!(cause instanceof CloseBrokenError)) throw cause;
    faults.push({ day: record.day, fault: cause.message });
    return undefined;
  }
}

const ownFaults = ({ day, lines }: Close): CloseFault[] =>
  lines
    .filter((line) => line.opening + sumOfColumns(line.columns) !== line.closing)
    .map(({ view, account, key }) => ({
      day,
      fault: `${view} ${key}, ${account}: opening and columns aren't the closing`,
    }));

function seamFaults(record: CloseRecord, close: Close | undefined, next: Close): CloseFault[] {
  const { day } = next;
  if (record.day !== daysAfter(day, -1) || next.previous?.day !== record.day) {
    return [
      { day, fault: `it goes on from ${next.previous?.day ?? "nothing"}, and the day closed before is ${record.day}` },
    ];
  }
  if (next.previous.digest !== record.digest) return [{ day, fault: `it went on from another close of ${record.day}` }];
  if (close === undefined) return [];
  const closings = new Map(close.lines.map((line) => [`${line.view}\n${line.account}\n${line.key}`, line.closing]));
  return next.lines
    .filter((line) => line.opening !== (closings.get(`${line.view}\n${line.account}\n${line.key}`) ?? 0))
    .map(({ view, account, key }) => ({
      day,
      fault: `${view} ${key}, ${account}: it doesn't open as ${record.day} closed`,
    }));
}
