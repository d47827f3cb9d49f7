import type { Put, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { AllotmentMove } from "../../core/loyalty/allotment.ts";
import type { MemberItem } from "../../core/members/member.ts";
import type { Change, CommitStamp, Loaded } from "../../core/members/member-store.ts";
import { announcementsOf } from "../../core/members/outbox.ts";
import { type Item, marshal } from "./client.ts";
import { claimKey, codeKey, headItem, type Key, memberPk, outboxItem, SK, valueItem } from "./member-items.ts";

const ABSENT = { ConditionExpression: "attribute_not_exists(pk)" };

/**
 * The writes of one commit, each with its condition: the head is active and at the `seq` that was read (or not there
 * yet), every item of value is at the version that was read, every claim, code and entry is new, and what was
 * found missing is missing still. Moves of allotments are made by `moveOf`, for all parts of a commit together. The head alone would not do: what was read beside it may have been older.
 */
export function memberTransaction(
  table: string,
  { memberId, head }: Loaded,
  change: Change,
  stamp: CommitStamp,
): TransactWriteItem[] {
  const seq = (head?.seq ?? 0) + 1;
  const announced = announcementsOf(memberId, seq, stamp.bookedOn, change.announce ?? []);
  const put = (item: object, condition: Partial<Put>): TransactWriteItem => ({
    Put: { TableName: table, Item: marshal(item), ...condition },
  });
  const unchanged = head === undefined ? ABSENT : atSeq(head.seq);
  return [
    put(headItem(memberId, { ...change.head, seq }), unchanged),
    ...(change.claims ?? []).map(({ key, result }) => put({ ...claimKey(key), memberId, result }, ABSENT)),
    ...(change.items ?? []).flatMap((item) => [
      put(valueItem(memberId, item), atVersion(item.version)),
      ...codePointer(memberId, item).map((pointer) => put(pointer, ABSENT)),
    ]),
    ...(change.unpark ?? []).map(({ orderKey, refundId }) => ({
      Delete: {
        TableName: table,
        Key: keyOf(memberId, SK.parked(orderKey, refundId)),
        ConditionExpression: "attribute_exists(pk)",
      },
    })),
    ...(change.unlessOrder === undefined
      ? []
      : [{ ConditionCheck: { TableName: table, Key: keyOf(memberId, SK.order(change.unlessOrder)), ...ABSENT } }]),
    ...(announced.length === 0 ? [] : [put(outboxItem(memberId, seq, announced), ABSENT)]),
  ];
}

const keyOf = (memberId: string, sk: string): Item => marshal({ pk: memberPk(memberId), sk });

const atSeq = (seq: number): Partial<Put> => ({
  ConditionExpression: "seq = :seq AND #status = :active",
  ExpressionAttributeNames: { "#status": "status" },
  ExpressionAttributeValues: marshal({ ":seq": seq, ":active": "active" }),
});

const atVersion = (version: number): Partial<Put> =>
  version === 0
    ? ABSENT
    : { ConditionExpression: "version = :version", ExpressionAttributeValues: marshal({ ":version": version }) };

/** The move of one shard of an allotment (docs/data-model.md), on condition that nothing in it falls below 0. */
export function moveOf(table: string, { allotment, shard, ...by }: AllotmentMove): TransactWriteItem {
  const moved = (["left", "pending", "posted"] as const).filter((name) => by[name] !== 0);
  const names = Object.fromEntries(moved.map((name) => [`#${name}`, name]));
  const least = moved.filter((name) => by[name] < 0);
  const values = Object.fromEntries([
    ...moved.map((name) => [`:${name}`, by[name]]),
    ...least.map((name) => [`:least${name}`, -by[name]]),
  ]);
  return {
    Update: {
      TableName: table,
      Key: marshal(allotmentKey(allotment, shard)),
      UpdateExpression: `ADD ${moved.map((name) => `#${name} :${name}`).join(", ")}`,
      ConditionExpression: ["attribute_exists(pk)", ...least.map((name) => `#${name} >= :least${name}`)].join(" AND "),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: marshal(values),
    },
  };
}

/** Where a shard of an allotment lies in the Programme table. */
export const allotmentKey = (allotment: string, shard: number): Key => ({
  pk: `ALLOT#${allotment}`,
  sk: `S#${String(shard).padStart(2, "0")}`,
});

/** A lottery's ticket as it is sold, in the Programme table; a ticket is sold once. */
export const ticketPut = (
  table: string,
  memberId: string,
  { lottery, ticket }: NonNullable<Change["tickets"]>[number],
  at: string,
): TransactWriteItem => ({
  Put: { TableName: table, Item: marshal({ ...lotteryKey(lottery, `T#${ticket}`), ticket, memberId, at }), ...ABSENT },
});

/** Where what is known of a lottery lies in the Programme table. */
export const lotteryKey = (lottery: string, sk: string): Key => ({ pk: `LOTTERY#${lottery}`, sk });

/** A new coupon claims its code, so that a code leads to one coupon for good. */
const codePointer = (memberId: string, item: MemberItem): object[] =>
  item.kind === "coupon" && item.version === 0 ? [{ ...codeKey(item.value.code), memberId }] : [];
