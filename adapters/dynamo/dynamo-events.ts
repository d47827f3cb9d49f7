import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { Appending, AppendingPage, AppendOutcome, EventLog } from "../../core/ingestion/event-log.ts";
import { dynamo, marshal, unmarshal } from "./client.ts";
import { claimWrite, joinWrite, personWrite } from "./dynamo-vault.ts";
import { type EventItem, eventItem, shownEventOf } from "./event-item.ts";
import type { RestCounters } from "./rest-counters.ts";

interface Tables {
  events: string;
  vault: string;
}

/** A transaction holds 100 items; one is kept for the count of what was accepted. */
const PAGE_WRITES = 99;
const APPEND_TRIES = 5;
/** Puts side by side, where a page needs no transaction. */
const LANES = 25;

const put = (tables: Tables, { event }: Appending) => ({
  TableName: tables.events,
  Item: marshal(eventItem(event)),
  ConditionExpression: "attribute_not_exists(pk)",
});

/**
 * The log of events in DynamoDB. A page is one transaction: requests cost more than items do. A page that holds nothing
 * but events, in a stage that keeps no counters, goes as single puts side by side instead: they need nothing of each
 * other, and a put costs half the write units of the same item in a transaction.
 */
export function dynamoEventLog(tables: Tables, counters: RestCounters): EventLog {
  return {
    pageWrites: PAGE_WRITES,
    append(page) {
      const accepted = page.appendings.filter(({ event }) => "memberId" in event).length;
      const count = counters.inTransaction({ accepted });
      const vaultWrites = vaultWritesOf(tables.vault, page);
      return count.length === 0 && vaultWrites.length === 0
        ? appendAlone(tables, page.appendings)
        : appendTogether(tables, page.appendings, [...vaultWrites, ...count]);
    },
  };
}

/** Appends one event of a known member that says nothing of a person: the vault isn't needed. The same again is a success. */
export function dynamoEventAppender(events: string, counters: RestCounters): (event: StoredEvent) => Promise<void> {
  const log = dynamoEventLog({ events, vault: events }, counters);
  return async (event) => {
    const appending = { event, claims: [], joins: [] };
    for (let attempt = 1; ; attempt += 1) {
      const { appended, duplicates } = await log.append({ appendings: [appending], people: [] });
      if (appended.length + duplicates.length === 1) return;
      if (attempt === APPEND_TRIES) throw new EventNotAppendedError(event);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 * attempt));
    }
  };
}

/** The log was too busy for this event each time that we tried. */
export class EventNotAppendedError extends Error {
  constructor({ memberId, channel, eventId }: StoredEvent) {
    super(`event ${channel}#${eventId} of ${memberId} could not be appended in ${APPEND_TRIES} tries`);
    this.name = "EventNotAppendedError";
  }
}

function vaultWritesOf(vault: string, { appendings, people }: AppendingPage): TransactWriteItem[] {
  return [
    ...appendings.flatMap(({ claims, event }) => claims.map((claim) => claimWrite(vault, claim, event.occurredAt))),
    ...appendings.flatMap(({ joins }) => joins.map((join) => joinWrite(vault, join))),
    ...people.map((person) => personWrite(vault, person)),
  ];
}

async function appendTogether(
  tables: Tables,
  appendings: Appending[],
  beside: TransactWriteItem[],
): Promise<AppendOutcome> {
  const events = appendings.map((appending) => ({ Put: put(tables, appending) }));
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...events, ...beside] }));
    return { appended: appendings.map((_, position) => position), duplicates: [], moved: false };
  } catch (cause) {
    if (!(cause instanceof TransactionCanceledException)) throw cause;
    const reasons = (cause.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
    const outage = reasons.find((code) => !REASONS.has(code));
    if (outage !== undefined || reasons.every((code) => code === "None")) throw cause;
    const duplicates = appendings.flatMap((_, position) =>
      reasons[position] === "ConditionalCheckFailed" ? [position] : [],
    );
    return { appended: [], duplicates, moved: duplicates.length === 0 };
  }
}

/** Reasons that reading anew and trying again, a little later, can cure. */
const REASONS = new Set([
  "None",
  "ConditionalCheckFailed",
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

async function appendAlone(tables: Tables, appendings: Appending[]): Promise<AppendOutcome> {
  const stored: boolean[] = [];
  for (let from = 0; from < appendings.length; from += LANES) {
    const lanes = appendings.slice(from, from + LANES);
    stored.push(...(await Promise.all(lanes.map((appending) => putOnce(tables, appending)))));
  }
  const positions = (was: boolean) => stored.flatMap((one, position) => (one === was ? [position] : []));
  return { appended: positions(true), duplicates: positions(false), moved: false };
}

async function putOnce(tables: Tables, appending: Appending): Promise<boolean> {
  try {
    await dynamo.send(new PutItemCommand(put(tables, appending)));
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw cause;
  }
}

/** Events of one member, newest first, from before the key `before` on; one that can't be read says so in its data. */
export async function eventsOf(
  table: string,
  memberId: string,
  limit: number,
  before?: string,
): Promise<{ event: StoredEvent; sk: string }[]> {
  const { Items } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: before === undefined ? "pk = :pk" : "pk = :pk AND sk < :before",
      ExpressionAttributeValues: marshal({ ":pk": `M#${memberId}`, ":before": before }),
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => {
    const stored = unmarshal<EventItem>(item);
    const event = shownEventOf(stored);
    return event === undefined ? [] : [{ event, sk: stored.sk }];
  });
}
