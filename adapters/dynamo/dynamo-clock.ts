import { BatchGetItemCommand, DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { bareDynamo, unmarshal } from "./client.ts";

/**
 * The turned clock of local and test stages: an item that a replay turns. Read once an invocation, together with a
 * fault that may be armed for the function.
 */
export interface Turned {
  now: string;
  fault: { afterCall: number } | undefined;
}

/** The clock was never turned in a stage that lives by it. */
export class ClockNotSetError extends Error {
  constructor(table: string) {
    super(`the clock of ${table} was never turned: put its item CLOCK before the first event`);
    this.name = "ClockNotSetError";
  }
}

/**
 * Reads the clock; takes the fault, once: whoever deletes its item dies by it.
 * @throws ClockNotSetError
 */
export async function readTurnedClock(table: string, functionName: string): Promise<Turned> {
  const clock = { pk: { S: "CLOCK" }, sk: { S: "CLOCK" } };
  const fault = { pk: { S: "FAULT" }, sk: { S: functionName } };
  const { Responses } = await bareDynamo.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [clock, fault], ConsistentRead: true } } }),
  );
  const items = (Responses?.[table] ?? []).map((item) =>
    unmarshal<{ pk: string; now?: string; afterCall?: number }>(item),
  );
  const now = items.find((item) => item.pk === "CLOCK")?.now;
  if (now === undefined) throw new ClockNotSetError(table);
  const afterCall = items.find((item) => item.pk === "FAULT")?.afterCall;
  if (afterCall === undefined) return { now, fault: undefined };
  const taken = await bareDynamo.send(new DeleteItemCommand({ TableName: table, Key: fault, ReturnValues: "ALL_OLD" }));
  return { now, fault: taken.Attributes ? { afterCall } : undefined };
}

/** Says that an armed fault was outlived, and how many calls the invocation made: so its points can be enumerated. */
export async function tellOutlived(table: string, functionName: string, calls: number): Promise<void> {
  await bareDynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: "FAULT" }, sk: { S: `${functionName}#outlived` } },
      UpdateExpression: "SET calls = :calls",
      ExpressionAttributeValues: { ":calls": { N: String(calls) } },
    }),
  );
}
