import type { Announcement } from "../../core/contract/announcement.ts";
import type { DiscrepancyPlace } from "../../core/loyalty/discrepancies/discrepancy-store.ts";
import { dueOf } from "../../core/members/due-of.ts";
import type { Head, MemberItem, Versioned } from "../../core/members/member.ts";
import { laneOf, shardOf } from "../../core/members/shard.ts";
import { decodeSummary, encodeSummary } from "../../core/scoring/encode-summary.ts";
import type { Summary } from "../../core/scoring/summary.ts";
import { type Packed, pack, unpack } from "./packed-value.ts";

/** How a member's items lie in the Members table: docs/data-model.md in code, the one place that knows keys. */
export interface Key {
  pk: string;
  sk: string;
}

/** An item of value as it is stored. */
export type StoredValue = Key & { version: number; value?: unknown; packed?: Uint8Array };

export const memberPk = (memberId: string): string => `M#${memberId}`;
export const memberIdOf = ({ pk }: Key): string => pk.slice("M#".length);

/** Sort keys within a member's partition. Numbers are padded, so that they sort as they count. */
export const SK = {
  head: "A#HEAD",
  profile: "A#PROFILE",
  summary: "A#SUMMARY",
  accounts: "A#ACCOUNTS",
  classes: "A#CLASSES",
  tier: "A#TIER",
  referral: "N#REFERRAL",
  /** Behind all that the views read by their ranges. */
  counts: "N#COUNTS",
  discrepancies: (orderKey: string) => `N#DISCREPANCY#${orderKey}`,
  redemption: (redemptionId: string) => `R#${redemptionId}`,
  hold: (holdId: string) => `L#${holdId}`,
  coupon: (code: string) => `C#${code}`,
  order: (orderKey: string) => `H#ORDER#${orderKey}`,
  entry: (number: number) => `H#ENTRY#${String(number).padStart(9, "0")}`,
  parked: (orderKey: string, refundId: string) => `P#${orderKey}#${refundId}`,
  parkedOf: (orderKey: string) => `P#${orderKey}#`,
  outbox: (seq: number) => `O#${String(seq).padStart(12, "0")}`,
} as const;

export const claimKey = (key: string): Key => ({ pk: key, sk: "CLAIM" });
export const codeKey = (code: string): Key => ({ pk: `CODE#${code}`, sk: "CODE" });

/** The head with its place in the index of shards. */
export const headItem = (memberId: string, { status, ...rest }: Head) => ({
  pk: memberPk(memberId),
  sk: SK.head,
  shard: shardOf(memberId),
  ...rest,
  // A text of its own, so that a condition can ask for "active".
  ...(typeof status === "string" ? { status } : { status: "merged", mergedInto: status.mergedInto }),
});

export type HeadItem = Key & Omit<Head, "status"> & { status: "active" | "erased" | "merged"; mergedInto?: string };

export function headOfItem(item: HeadItem): Head {
  const { seq, createdAt, registeredAt, entries, entryHash, parked, referred } = item;
  return {
    status: item.status === "merged" ? { mergedInto: item.mergedInto ?? "" } : item.status,
    seq,
    createdAt,
    ...(registeredAt === undefined ? {} : { registeredAt }),
    entries,
    entryHash,
    parked,
    ...(referred === undefined ? {} : { referred }),
  };
}

/** Where an order's discrepancies stand in their lane: by day of booking, then by order. */
export const placeKey = ({ bookedOn, orderKey }: DiscrepancyPlace): string => `${bookedOn}#${orderKey}`;

/** An item of value at its next version; what waits for a moment carries its lane and that moment. */
export const valueItem = (memberId: string, item: MemberItem): StoredValue & { lane?: string; dueAt?: string } => ({
  pk: memberPk(memberId),
  sk: sortKeyOf(item),
  version: item.version + 1,
  ...due(memberId, item),
  ...packed(item),
});

/** The value of an item that `valueItem` made. A summary is read by `summaryOfItem`. */
export const valueOfItem = <T>(item: StoredValue): Versioned<T> => ({ value: unpack<T>(item), version: item.version });

export const summaryOfItem = (item: StoredValue): Versioned<Summary> => ({
  value: decodeSummary(unpack(item)),
  version: item.version,
});

/** What one commit announces: at most one item, however many announcements. */
export const outboxItem = (memberId: string, seq: number, announcements: readonly Announcement[]) => ({
  pk: memberPk(memberId),
  sk: SK.outbox(seq),
  announcements,
});

function sortKeyOf(item: MemberItem): string {
  switch (item.kind) {
    case "order":
      return SK.order(item.value.orderKey);
    case "coupon":
      return SK.coupon(item.value.code);
    case "entry":
      return SK.entry(item.value.number);
    case "discrepancies":
      return SK.discrepancies(item.value.orderKey);
    case "redemption":
      return SK.redemption(item.value.redemptionId);
    case "hold":
      return SK.hold(item.value.holdId);
    case "parked":
      return SK.parked(item.value.orderKey, item.value.refundId);
    default:
      return SK[item.kind];
  }
}

function due(memberId: string, item: MemberItem): { lane?: string; dueAt?: string } {
  if (item.kind === "parked") return { lane: laneOf("PARKED", memberId), dueAt: item.value.dueAt };
  if (item.kind === "coupon" && item.value.state === "issued") {
    return { lane: laneOf("COUPON", memberId), dueAt: item.value.lapsesAt };
  }
  // Nothing falls due: the lane is where finance finds them by day, settled or not, so it stays as it is.
  if (item.kind === "discrepancies") return { lane: laneOf("DISCREPANCY", memberId), dueAt: placeKey(item.value) };
  const waits = dueOf(item);
  return waits === undefined ? {} : { lane: laneOf(waits.kind, memberId), dueAt: waits.at };
}

const packed = (item: MemberItem): Packed => pack(item.kind === "summary" ? encodeSummary(item.value) : item.value);
