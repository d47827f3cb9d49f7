import {
  type ConsumedCapacity,
  GetItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { AllotmentMove } from "../../core/loyalty/allotment.ts";
import { movesOf } from "../../core/loyalty/allotments/moves-of.ts";
import type { Hold } from "../../core/loyalty/checkout/hold.ts";
import type { Parked } from "../../core/members/member.ts";
import { type Loaded, type MemberStore, UnstorableChangeError } from "../../core/members/member-store.ts";
import { lanesOf } from "../../core/members/shard.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import {
  codeKey,
  type HeadItem,
  headOfItem,
  type Key,
  memberIdOf,
  memberPk,
  SK,
  type StoredValue,
  valueOfItem,
} from "./member-items.ts";
import { readsOf } from "./member-reads.ts";
import { memberTransaction, moveOf, ticketPut } from "./member-transaction.ts";
import { noCounters, type RestCounters } from "./rest-counters.ts";

/** More refunds that overtook one order are no shop's doing; what is beyond stays parked, and is listed for ops. */
const PARKED_PAGE = 50;
/** Pages of a member's holds at most, those that stand no more among them: a page is 1 MB, some 1,000 checkouts. */
const HOLD_PAGES = 100;
/** A read that a transaction of somebody else's holds up is read again so often. */
const READ_TRIES = 5;

/** A member has more holds than are read at once. */
export class TooManyHoldsError extends Error {
  constructor(memberId: string) {
    super(`the holds of member ${memberId} fill more than ${HOLD_PAGES} pages`);
    this.name = "TooManyHoldsError";
  }
}

export interface DynamoMemberStoreOptions {
  /** Counts announcements in the transaction that stores them, in stages that prove rest. */
  counters?: RestCounters;
  /** The table that holds the allotments: the programme's. Needed by whoever moves any. */
  allotments?: string;
  /** Told what each request consumed; for tests and measurements. */
  meter?: (consumed: ConsumedCapacity[]) => void;
}

/** Members in DynamoDB: read by TransactGetItems, changed by one TransactWriteItems. */
export function dynamoMemberStore(
  table: string,
  { counters = noCounters, meter, allotments = "" }: DynamoMemberStoreOptions = {},
): MemberStore {
  const capacity = meter ? ({ ReturnConsumedCapacity: "TOTAL" } as const) : {};

  async function dueIn(lanes: string[], until: string, limit: number): Promise<(Key & { dueAt: string })[]> {
    const pages = await Promise.all(
      lanes.map((lane) =>
        dynamo.send(
          new QueryCommand({
            TableName: table,
            IndexName: "due",
            KeyConditionExpression: "lane = :lane AND dueAt <= :until",
            ExpressionAttributeValues: marshal({ ":lane": lane, ":until": until }),
            Limit: limit,
          }),
        ),
      ),
    );
    return pages
      .flatMap(({ Items = [] }) => Items.map((item) => unmarshal<Key & { dueAt: string }>(item)))
      .sort((a, b) => (a.dueAt === b.dueAt ? 0 : a.dueAt < b.dueAt ? -1 : 1))
      .slice(0, limit);
  }

  /** One item, consistently. */
  async function read<T>(key: Key): Promise<T | undefined> {
    const { Item, ConsumedCapacity } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: marshal(key), ConsistentRead: true, ...capacity }),
    );
    if (ConsumedCapacity) meter?.([ConsumedCapacity]);
    return Item && unmarshal<T>(Item);
  }

  /** Items as of one moment, by their keys. */
  async function readTogether(keys: Key[]): Promise<(Item | undefined)[]> {
    const TransactItems = keys.map((key) => ({ Get: { TableName: table, Key: marshal(key) } }));
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await dynamo.send(new TransactGetItemsCommand({ TransactItems, ...capacity }));
        if (answer.ConsumedCapacity) meter?.(answer.ConsumedCapacity);
        return keys.map((_, at) => answer.Responses?.[at]?.Item);
      } catch (cause) {
        if (attempt === READ_TRIES || !isConflict(cause)) throw cause;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
      }
    }
  }

  const store: MemberStore = {
    async load(memberId, wanted) {
      const reads = readsOf(memberId, wanted);
      const headKey: Key = { pk: memberPk(memberId), sk: SK.head };
      if (reads.length === 0) {
        const head = await read<HeadItem>(headKey);
        return { memberId, head: head && headOfItem(head), claims: {}, coupons: {} };
      }
      const [head, ...items] = await readTogether([headKey, ...reads.map(({ key }) => key)]);
      const loaded: Loaded = { memberId, head: head && headOfItem(unmarshal<HeadItem>(head)), claims: {}, coupons: {} };
      for (const [at, { as }] of reads.entries()) {
        const item = items[at];
        if (item !== undefined) Object.assign(loaded, as(unmarshal<StoredValue>(item), loaded));
      }
      return loaded;
    },

    commit: (loaded, change, stamp) => store.commitTogether([{ loaded, change }], stamp),

    async commitTogether(parts, stamp) {
      const moves = movesOf(parts);
      const members = parts.flatMap(({ loaded, change }) => memberTransaction(table, loaded, change, stamp));
      const tickets = parts.flatMap(({ loaded, change }) =>
        (change.tickets ?? []).map((sold) => ticketPut(allotments, loaded.memberId, sold, stamp.now)),
      );
      const TransactItems = [
        ...members,
        ...tickets,
        ...moves.map((move) => moveOf(allotments, move)),
        ...counters.inTransaction({
          outbox: parts.reduce((sum, { change }) => sum + (change.announce?.length ?? 0), 0),
        }),
      ];
      try {
        const { ConsumedCapacity } = await dynamo.send(new TransactWriteItemsCommand({ TransactItems, ...capacity }));
        if (ConsumedCapacity) meter?.(ConsumedCapacity);
        return "committed";
      } catch (cause) {
        const exhausted = exhaustedBy(cause, members.length + tickets.length, moves);
        if (exhausted.length > 0) return { exhausted };
        if (isConflict(cause)) return "conflict";
        if (isUnstorable(cause))
          throw new UnstorableChangeError(parts.map(({ loaded }) => loaded.memberId).join(", "), cause);
        throw cause;
      }
    },

    async parkedFor(memberId, orderKey) {
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :parked)",
          ExpressionAttributeValues: marshal({ ":pk": memberPk(memberId), ":parked": SK.parkedOf(orderKey) }),
          Limit: PARKED_PAGE,
        }),
      );
      return Items.map((item) => valueOfItem<Parked>(unmarshal(item)));
    },

    async standingHolds(memberId) {
      const found: Hold[] = [];
      let start: Item | undefined;
      for (let page = 0; page < HOLD_PAGES; page += 1) {
        const { Items = [], LastEvaluatedKey } = await dynamo.send(
          new QueryCommand({
            TableName: table,
            ConsistentRead: true,
            KeyConditionExpression: "pk = :pk AND begins_with(sk, :holds)",
            // What waits for a moment carries its lane: a hold that was settled or released has none.
            FilterExpression: "attribute_exists(lane)",
            ExpressionAttributeValues: marshal({ ":pk": memberPk(memberId), ":holds": SK.hold("") }),
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        );
        found.push(...Items.map((item) => valueOfItem<Hold>(unmarshal(item)).value));
        if (LastEvaluatedKey === undefined) return found;
        start = LastEvaluatedKey;
      }
      throw new TooManyHoldsError(memberId);
    },

    async ownerOfCoupon(code) {
      return (await read<{ memberId: string }>(codeKey(code)))?.memberId;
    },

    async dueCoupons(until, limit) {
      const due = await dueIn(lanesOf("COUPON"), until, limit);
      return due.map((item) => ({ memberId: memberIdOf(item), code: item.sk.slice("C#".length) }));
    },

    async due(kind, until, limit) {
      const due = await dueIn(lanesOf(kind), until, limit);
      return due.map((item) => ({ memberId: memberIdOf(item), id: item.sk.split("#")[1] ?? "", dueAt: item.dueAt }));
    },

    async dueParked(until, limit) {
      const due = await dueIn(lanesOf("PARKED"), until, limit);
      const parked = await Promise.all(due.map(({ pk, sk }) => read<StoredValue>({ pk, sk })));
      // The index only hints: what it names may be settled by now.
      return parked.flatMap((item) =>
        item === undefined ? [] : [{ memberId: memberIdOf(item), parked: valueOfItem<Parked>(item).value }],
      );
    },
  };
  return store;
}

const reasonsOf = (cause: unknown): string[] =>
  cause instanceof TransactionCanceledException ? (cause.CancellationReasons ?? []).map(({ Code }) => Code ?? "") : [];

/** Refused by a condition, or crossed by another transaction: read again and decide again. Nothing was stored. */
function isConflict(cause: unknown): boolean {
  const reasons = reasonsOf(cause).filter((reason) => reason !== "None");
  return (
    reasons.length > 0 &&
    reasons.every((reason) => reason === "ConditionalCheckFailed" || reason === "TransactionConflict")
  );
}

/** The moves, from place `from` of the transaction on, whose conditions failed; none when anything else failed too. */
function exhaustedBy(cause: unknown, from: number, moves: readonly AllotmentMove[]): AllotmentMove[] {
  const reasons = reasonsOf(cause);
  const failed = moves.filter((_, at) => reasons[from + at] === "ConditionalCheckFailed");
  return reasons.filter((reason) => reason !== "None").length === failed.length ? failed : [];
}

/** No try can store it: an item too large, more than a transaction holds. */
const isUnstorable = (cause: unknown): boolean =>
  (cause instanceof Error && cause.name === "ValidationException") ||
  reasonsOf(cause).some((reason) => reason === "ValidationError" || reason === "ItemCollectionSizeLimitExceeded");
