import { performance } from "node:perf_hooks";
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamo, marshal } from "../../adapters/dynamo/client.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { headItem, valueItem } from "../../adapters/dynamo/member-items.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { turnDueLots } from "../../core/loyalty/points/turn-lots.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import { outputOf } from "../local/stack-outputs.ts";
import type { BenchStack } from "./bench-stack.ts";

/** One run of the job that ends a day for lots. */
export interface ExpiryRate {
  /** Members whose lots ended, and members who had lots that don't end yet. */
  due: number;
  notDue: number;
  expired: number;
  /** Members that were read. */
  read: number;
  seconds: number;
}

const LAST_DAY = "2011-08-30";

/** Ends a day for so many members who have a lot that expires on it, among others who have none. */
export async function measureExpiry({ session, now }: BenchStack, due: number, notDue: number): Promise<ExpiryRate> {
  const table = outputOf(session.outputs, "MembersTable");
  for (let from = 0; from < due + notDue; from += 12) {
    const items = Array.from({ length: Math.min(12, due + notDue - from) }, (_, at) =>
      itemsOf(`m_expiry${from + at}`, from + at < due ? LAST_DAY : "2012-08-30", now),
    ).flat();
    await dynamo.send(
      new BatchWriteItemCommand({
        RequestItems: { [table]: items.map((item) => ({ PutRequest: { Item: marshal(item) } })) },
      }),
    );
  }
  const inner = dynamoMemberStore(table);
  let read = 0;
  const store: MemberStore = {
    ...inner,
    load: (memberId, wanted) => {
      read += 1;
      return inner.load(memberId, wanted);
    },
  };
  const stamp = { now, bookedOn: now.slice(0, 10) };
  const began = performance.now();
  const turned = await turnDueLots(LAST_DAY, { store, stamp, programme: 1, hash: sha256, pause: async () => {} });
  return { due, notDue, expired: turned.members, read, seconds: (performance.now() - began) / 1_000 };
}

/** A member's head and accounts, with one lot of 100 points. */
const itemsOf = (memberId: string, expiresOn: string, now: string): object[] => {
  const lots = [{ entry: 1, left: 100, source: "bench:1", expiresOn }];
  return [
    headItem(memberId, { status: "active", seq: 1, createdAt: now, entries: 1, entryHash: "0".repeat(64), parked: 0 }),
    valueItem(memberId, { kind: "accounts", version: 0, value: { points: { balance: 100, owed: 0, lots } } }),
  ];
};
