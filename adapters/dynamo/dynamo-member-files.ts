import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { MemberFile, MemberFiles } from "../../core/insight/member-file.ts";
import type { Enrolment, Message, Refusal } from "../../core/journeys/enrolment.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import type { Accounts } from "../../core/loyalty/ledger/account.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import type { Order } from "../../core/members/member.ts";
import { shardsOfWorker } from "../../core/members/shard.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { plainOf } from "./journey-items.ts";
import { type HeadItem, type Key, memberIdOf, memberPk, SK, type StoredValue, valueOfItem } from "./member-items.ts";

/** Members read side by side: each is two queries, and the tables are shared with trading. */
const AT_ONCE = 8;
/** Pages of one query at most: a page is 1 MB, some 2,000 orders of thirty lines. */
const PAGES = 1_000;

/** A query did not end within its bound of pages. */
export class TooManyPagesError extends Error {
  constructor(table: string, what: string) {
    super(`${table}: ${what} holds more than ${PAGES} pages`);
    this.name = "TooManyPagesError";
  }
}

/** Every page of a query. */
async function queryAll(
  table: string,
  what: string,
  query: { condition: string; values: Record<string, string>; names?: Record<string, string>; index?: string },
): Promise<Item[]> {
  const found: Item[] = [];
  let from: Item | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ...(query.index === undefined ? { ConsistentRead: true } : { IndexName: query.index }),
        KeyConditionExpression: query.condition,
        ExpressionAttributeValues: marshal(query.values),
        ...(query.names ? { ExpressionAttributeNames: query.names } : {}),
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    found.push(...Items);
    if (LastEvaluatedKey === undefined) return found;
    from = LastEvaluatedKey;
  }
  throw new TooManyPagesError(table, what);
}

const between = (pk: string, first: string, last: string) => ({
  condition: "pk = :pk AND sk BETWEEN :first AND :last",
  values: { ":pk": pk, ":first": first, ":last": last },
});

/** Members' files from the tables: the index of shards names the members, two queries a member read what is theirs. */
export function dynamoMemberFiles(membersTable: string, journeysTable: string): MemberFiles {
  async function fileOf(memberId: string): Promise<MemberFile | undefined> {
    const pk = memberPk(memberId);
    const [own, acts] = await Promise.all([
      // From A# (the live part) by C# (coupons) to H# (history): parked events and the outbox stand behind.
      queryAll(membersTable, pk, between(pk, "A#", "H#~")),
      // From ENROL# by MSG# to REFUSED#: the contact stands before, the waits behind.
      queryAll(journeysTable, pk, between(pk, "ENROL#", "REFUSED#~")),
    ]);
    const head = own.find((item) => item.sk?.S === SK.head);
    if (head === undefined) return undefined;
    const { registeredAt } = unmarshal<HeadItem>(head);
    const file: MemberFile = {
      memberId,
      ...(registeredAt === undefined ? {} : { registeredAt }),
      entries: [],
      orders: [],
      coupons: [],
      enrolments: [],
      messages: [],
      refusals: [],
    };
    for (const item of own) addOwn(file, item);
    for (const item of acts) addAct(file, item);
    return file;
  }

  return {
    async *all() {
      for (const shard of shardsOfWorker(0, 1)) {
        const keys = await queryAll(membersTable, shard, {
          condition: "#shard = :shard",
          // A word that DynamoDB keeps for itself.
          names: { "#shard": "shard" },
          values: { ":shard": shard },
          index: "shard",
        });
        const ids = keys.map((item) => memberIdOf(unmarshal<Key>(item)));
        for (let at = 0; at < ids.length; at += AT_ONCE) {
          const files = await Promise.all(ids.slice(at, at + AT_ONCE).map(fileOf));
          yield files.filter((file) => file !== undefined);
        }
      }
    },
  };
}

function addOwn(file: MemberFile, item: Item): void {
  const stored = unmarshal<StoredValue>(item);
  const { sk } = stored;
  if (sk.startsWith("H#ENTRY#")) file.entries.push(valueOfItem<Entry>(stored).value);
  else if (sk.startsWith("H#ORDER#")) file.orders.push(valueOfItem<Order>(stored).value);
  else if (sk.startsWith("C#")) file.coupons.push(valueOfItem<Coupon>(stored).value);
  else if (sk === SK.accounts) file.accounts = valueOfItem<Accounts>(stored).value;
}

function addAct(file: MemberFile, item: Item): void {
  const sk = item.sk?.S ?? "";
  if (sk.startsWith("MSG#")) file.messages.push(plainOf<Message>(item));
  else if (sk.startsWith("ENROL#")) file.enrolments.push(plainOf<Enrolment>(item));
  else file.refusals.push(plainOf<Refusal>(item));
}
