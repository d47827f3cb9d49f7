import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { unmarshal } from "../../adapters/dynamo/client.ts";
import type { Counts } from "../../adapters/dynamo/rest-counters.ts";
import type { FunctionName } from "../catalog.ts";
import { type Invocation, invoked, restCounters } from "./invocation.ts";

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

/** A stream record reaches Lambda as JSON, so its bytes come as base64; the SDK's own shape has them as they are. */
const withBytes = (image: Image): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [
      name,
      (value.B === undefined ? value : { B: Buffer.from(value.B, "base64") }) as AttributeValue,
    ]),
  );

/** The new image of a stream record as a plain value; undefined where the record has none (a removal). */
const newImage = <T>(record: DynamoDBRecord): T | undefined =>
  record.dynamodb?.NewImage && unmarshal<T>(withBytes(record.dynamodb.NewImage));

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
