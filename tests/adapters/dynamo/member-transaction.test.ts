import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { unmarshal } from "../../../adapters/dynamo/client.ts";
import { memberTransaction } from "../../../adapters/dynamo/member-transaction.ts";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import type { StoredEvent } from "../../../core/contract/event.ts";
import { applyEvent, wantedBy } from "../../../core/members/apply-event.ts";
import { headOf } from "../../../core/members/member-beginning.ts";
import type { Change, Loaded } from "../../../core/members/member-store.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { aRefund } from "../../support/builders/a-refund.ts";
import { aLine, anOrder } from "../../support/builders/an-order.ts";
import { MemberWorld } from "../../support/member-world.ts";

const NOW = "2011-09-05T12:00:00.000Z";
const stamp = { now: NOW, bookedOn: "2011-09-05" };
const rules = { version: 1, value: aProgramme(), savedAt: NOW, savedBy: "test" };

/** The transaction that an event makes of a member as some events before have made them. */
async function transactionOf(event: StoredEvent, ...before: StoredEvent[]): Promise<TransactWriteItem[]> {
  const world = new MemberWorld();
  await world.apply(...before);
  const loaded = await world.store.load(event.memberId, wantedBy(event, world.programme));
  const decided = applyEvent(event, loaded, { rules, stamp, hash: sha256 });
  if ("want" in decided) throw new Error("these events are decided on what they ask for at first");
  const { change } = decided;
  return change === undefined ? [] : memberTransaction("members", loaded, change, stamp);
}
const transactionFor = (loaded: Loaded, change: Partial<Change>) =>
  memberTransaction("members", loaded, { head: headOf(loaded, NOW), ...change }, stamp);

const keyOf = ({ Put, Delete, ConditionCheck }: TransactWriteItem): string => {
  const { pk, sk } = unmarshal<{ pk: string; sk: string }>(Put?.Item ?? Delete?.Key ?? ConditionCheck?.Key ?? {});
  return `${pk} ${sk}`;
};
const conditionOf = ({ Put, Delete, ConditionCheck }: TransactWriteItem) =>
  (Put ?? Delete ?? ConditionCheck)?.ConditionExpression;
const shape = (items: TransactWriteItem[]) => items.map((item) => [keyOf(item), conditionOf(item)]);

const ABSENT = "attribute_not_exists(pk)";

describe("the transaction of a commit", () => {
  it("holds seven items for an order of a known member, each with its own condition", async () => {
    expect(shape(await transactionOf(anOrder({ orderId: "2" }), anOrder()))).toEqual([
      ["M#m_1 A#HEAD", "seq = :seq AND #status = :active"],
      ["C#web:2#paid CLAIM", ABSENT],
      ["M#m_1 H#ORDER#web:2", ABSENT],
      ["M#m_1 A#SUMMARY", "version = :version"],
      ["M#m_1 A#ACCOUNTS", "version = :version"],
      ["M#m_1 H#ENTRY#000000002", ABSENT],
      ["M#m_1 O#000000000002", ABSENT],
    ]);
  });

  it("makes the member with a first order, on condition that nobody else does", async () => {
    const items = await transactionOf(anOrder());
    expect(items).toHaveLength(8);
    expect(items.map(conditionOf)).toEqual(Array.from({ length: 8 }, () => ABSENT));
  });

  it("parks a refund only while its order isn't there", async () => {
    expect(shape(await transactionOf(aRefund()))).toEqual([
      ["M#m_1 A#HEAD", ABSENT],
      ["M#m_1 A#PROFILE", ABSENT],
      ["M#m_1 P#web:1#r1", ABSENT],
      ["M#m_1 H#ORDER#web:1", ABSENT],
    ]);
  });

  it("never writes without a condition, and never one item twice", async () => {
    const lines = [aLine({ quantity: 2 }), aLine()];
    for (const items of [
      await transactionOf(anOrder({ lines })),
      await transactionOf(aRefund(), anOrder({ lines })),
      await transactionOf(aRefund()),
      transactionFor(await new MemberWorld().store.load("m_1", {}), {
        items: [{ kind: "coupon", version: 0, value: aCoupon() }],
        unpark: [{ orderKey: "web:1", refundId: "r1" }],
      }),
    ]) {
      expect(items.map(conditionOf).every((condition) => condition !== undefined)).toBe(true);
      expect(new Set(items.map(keyOf)).size).toBe(items.length);
    }
  });

  it("puts a coupon into the lane of what lapses while it is issued, and its code only once", async () => {
    const loaded = await new MemberWorld().store.load("m_1", {});
    const put = (items: TransactWriteItem[], sk: string) =>
      items.map(({ Put }) => unmarshal<Record<string, unknown>>(Put?.Item ?? {})).find((item) => item.sk === sk);
    const coupon = aCoupon();
    const issued = transactionFor(loaded, { items: [{ kind: "coupon", version: 0, value: coupon }] });
    expect(put(issued, `C#${coupon.code}`)).toMatchObject({ lane: "COUPON#0", dueAt: coupon.lapsesAt });
    expect(put(issued, "CODE")).toEqual({ pk: `CODE#${coupon.code}`, sk: "CODE", memberId: "m_1" });
    const used = transactionFor(loaded, {
      items: [{ kind: "coupon", version: 1, value: { ...coupon, state: "redeemed" } }],
    });
    expect(put(used, `C#${coupon.code}`)).not.toHaveProperty("lane");
    expect(put(used, "CODE")).toBeUndefined();
  });

  it("keeps everything of 500 lines within one item that a transaction takes", async () => {
    const lines = Array.from({ length: 500 }, (_, at) =>
      aLine({ lineId: `line-${at}-${"x".repeat(80)}`, sku: `sku-${at}-${"y".repeat(50)}`, category: "kitchen" }),
    );
    const items = await transactionOf(anOrder({ lines }));
    const sizes = items.map(({ Put }) => JSON.stringify(Put?.Item).length);
    expect(Math.max(...sizes)).toBeLessThan(100_000);
  });
});
