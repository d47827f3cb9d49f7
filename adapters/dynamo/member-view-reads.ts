import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Enrolment, Message, Refusal } from "../../core/journeys/enrolment.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import type { MemberParts } from "../../core/members/member-view.ts";
import type { TimelineSources } from "../../core/members/timeline.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { plainOf } from "./journey-items.ts";
import {
  type HeadItem,
  headOfItem,
  type Key,
  memberPk,
  SK,
  type StoredValue,
  summaryOfItem,
  valueOfItem,
} from "./member-items.ts";

/** The reads of the 360° view: each is one bounded query, and they go side by side. */

/** Head, profile, summary, accounts, tier, classes and coupons: the live part, one query of 1 MB at most (some 2,000 coupons). */
export async function memberParts(table: string, memberId: string): Promise<MemberParts> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: marshal({ ":pk": memberPk(memberId), ":first": "A#", ":last": `${SK.coupon("")}~` }),
      ConsistentRead: true,
    }),
  );
  const parts: MemberParts = { coupons: [] };
  for (const item of Items) Object.assign(parts, partOf(item, parts));
  return parts;
}

function partOf(item: Item, { coupons }: MemberParts): Partial<MemberParts> {
  const stored = unmarshal<Key>(item);
  const valued = stored as StoredValue;
  switch (stored.sk) {
    case SK.head:
      return { head: headOfItem(stored as HeadItem) };
    case SK.summary:
      return { summary: summaryOfItem(valued).value };
    case SK.profile:
      return { profile: valueOfItem<NonNullable<MemberParts["profile"]>>(valued).value };
    case SK.accounts:
      return { accounts: valueOfItem<NonNullable<MemberParts["accounts"]>>(valued).value };
    case SK.tier:
      return { tier: valueOfItem<NonNullable<MemberParts["tier"]>>(valued).value };
    case SK.classes:
      return { classes: valueOfItem<NonNullable<MemberParts["classes"]>>(valued).value };
    default:
      return { coupons: [...coupons, valueOfItem<Coupon>(valued).value] };
  }
}

/** Ledger entries, the latest first, from below number `before` on. */
export async function entriesOf(table: string, memberId: string, limit: number, before?: number): Promise<Entry[]> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: marshal({
        ":pk": memberPk(memberId),
        ":first": SK.entry(1),
        ":last": SK.entry(before === undefined ? 999_999_999 : before - 1),
      }),
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items.map((item) => valueOfItem<Entry>(unmarshal(item)).value);
}

/** Enrolments, messages and refusals: all of a member's, one query of 1 MB at most. */
export async function journeyActs(
  table: string,
  memberId: string,
): Promise<{ enrolments: Enrolment[]; acts: TimelineSources["acts"] }> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      // From ENROL# by MSG# to REFUSED#: the contact stands before, the waits behind.
      ExpressionAttributeValues: marshal({ ":pk": `M#${memberId}`, ":first": "ENROL#", ":last": "REFUSED#~" }),
      ConsistentRead: true,
    }),
  );
  const acts = Items.map((item) => {
    const sk = item.sk?.S ?? "";
    if (sk.startsWith("MSG#")) return { message: plainOf<Message>(item) };
    if (sk.startsWith("ENROL#")) return { enrolment: plainOf<Enrolment>(item) };
    return { refusal: plainOf<Refusal>(item) };
  });
  return { acts, enrolments: acts.flatMap(({ enrolment }) => enrolment ?? []) };
}
