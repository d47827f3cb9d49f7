import { setTimeout as pause } from "node:timers/promises";
import {
  ConditionalCheckFailedException,
  type Put,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type Update,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { dynamo } from "./client.ts";

export type ConditionalWrite = { Put: Put } | { Update: Update };

const TRIES = 6;
const SPREAD_MS = 40;

/**
 * Writes on condition, with whatever must be counted in the same breath: alone where nothing is (half the price), else in
 * one transaction. Answers whether the condition held.
 */
export async function writeIf(write: ConditionalWrite, counted: TransactWriteItem[] = []): Promise<boolean> {
  if (counted.length > 0) return (await transact([write, ...counted])) === undefined;
  try {
    await ("Put" in write
      ? dynamo.send(new PutItemCommand(write.Put))
      : dynamo.send(new UpdateItemCommand(write.Update)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Writes all or nothing. Undefined when it was written, else which items' conditions failed. Another transaction under
 * way on one of the items is waited for with full jitter, a few times; what else is wrong throws.
 */
export async function transact(items: TransactWriteItem[]): Promise<boolean[] | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamo.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const failed = items.map((_, at) => error.CancellationReasons?.[at]?.Code === "ConditionalCheckFailed");
      if (failed.includes(true)) return failed;
      const busy = error.CancellationReasons?.some(({ Code }) => Code === "TransactionConflict") ?? false;
      if (!busy || attempt === TRIES) throw error;
      await pause(Math.random() * SPREAD_MS * 2 ** attempt);
    }
  }
}
