import { GetItemCommand, type TransactWriteItem, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { bareDynamo, unmarshal } from "./client.ts";

/**
 * The counters by which a local or test stage proves that it is at rest: one item, to which each hop adds what it took
 * in and what it put out. Where an effect has a transaction its count travels in it, so a crash can't part the two;
 * elsewhere it is added once, at the end of the invocation. Stages without a turned clock keep no counters.
 */
export const REST_COUNTERS = [
  "accepted", // events of members appended (in the transaction)
  "applied", // stream records that members.apply is done with
  "retryQueued", // records handed to the retry queue
  "retrySeen",
  "outbox", // announcements stored (in the transaction)
  "announced",
  "toContact", // announcements by the queue that they go to
  "toEnrol", // quiet steps by the sweep included
  "toGoal",
  "contactSeen",
  "enrolSeen",
  "goalSeen",
  "started", // machines whose enrolment was written as treated (in the transaction)
  "waiting", // open waits that have no reason yet: +1 opened, −1 reason given
  "closed", // treated enrolments closed
  "wakeQueued",
  "wakeSeen",
] as const;
export type RestCounter = (typeof REST_COUNTERS)[number];
export type Counts = Partial<Record<RestCounter, number>>;

const KEY = { pk: { S: "REST" }, sk: { S: "REST" } };

function addition(table: string, counts: Counts) {
  const named = Object.entries(counts).filter(([, by]) => by !== 0);
  if (named.length === 0) return undefined;
  return {
    TableName: table,
    Key: KEY,
    UpdateExpression: `ADD ${named.map((_, at) => `#${at} :${at}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(named.map(([name], at) => [`#${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(named.map(([, by], at) => [`:${at}`, { N: String(by) }])),
  };
}

export interface RestCounters {
  /** What a transaction adds to carry its own count: nothing where there are no counters. */
  inTransaction(counts: Counts): TransactWriteItem[];
  /** Adds at once. */
  add(counts: Counts): Promise<void>;
}

export const noCounters: RestCounters = { inTransaction: () => [], add: async () => {} };

/** Counters kept in the Programme table. */
export function dynamoRestCounters(table: string): RestCounters {
  return {
    inTransaction(counts) {
      const update = addition(table, counts);
      return update ? [{ Update: update }] : [];
    },
    async add(counts) {
      const update = addition(table, counts);
      if (update) await bareDynamo.send(new UpdateItemCommand(update));
    },
  };
}

/** One hop's account: at rest what went in has come out. */
export interface Hop {
  hop: string;
  in: number;
  out: number;
  lag: number;
}

/** The hops of the one path, from the counters. At rest every lag is 0. */
export function hopsOf(counts: Counts): Hop[] {
  const of = (counter: RestCounter) => counts[counter] ?? 0;
  const hop = (name: string, into: number, out: number): Hop => ({ hop: name, in: into, out, lag: into - out });
  return [
    hop("members.apply", of("accepted"), of("applied")),
    hop("members.retry", of("retryQueued"), of("retrySeen")),
    hop("members.announce", of("outbox"), of("announced")),
    hop("engagement.keep-contact", of("toContact"), of("contactSeen")),
    hop("journeys.enrol", of("toEnrol"), of("enrolSeen")),
    hop("journeys.goal", of("toGoal"), of("goalSeen")),
    hop("journeys.wake", of("wakeQueued"), of("wakeSeen")),
    hop("journeys.machines", of("started"), of("waiting") + of("closed")),
  ];
}

/** Reads the counters, consistently. */
export async function readCounters(table: string): Promise<Counts> {
  const { Item } = await bareDynamo.send(new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
  return Item ? unmarshal<Counts>(Item) : {};
}
