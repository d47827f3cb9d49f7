import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { unmarshal } from "../../adapters/dynamo/client.ts";
import type { Counts } from "../../adapters/dynamo/rest-counters.ts";
import type { FunctionName } from "../catalog.ts";
import { type Invocation, invoked, restCounters } from "./invocation.ts";

/** The new image of a stream record as a plain value; undefined where the record has none (a removal). */
export const newImage = <T>(record: DynamoDBRecord): T | undefined =>
  record.dynamodb?.NewImage === undefined
    ? undefined
    : unmarshal<T>(record.dynamodb.NewImage as Record<string, AttributeValue>);

/**
 * A consumer of a table's stream. The handler sets poison aside itself and never throws for a record; what it throws is an
 * outage, and the whole batch comes again. It answers what to count, once the batch is done.
 */
export function streamConsumer<T>(
  name: FunctionName,
  handle: (images: T[], invocation: Invocation) => Promise<Counts>,
) {
  return invoked<DynamoDBStreamEvent, void>(name, async (event, invocation) => {
    const images = event.Records.flatMap((record) => newImage<T>(record) ?? []);
    await restCounters.add(await handle(images, invocation));
  });
}
