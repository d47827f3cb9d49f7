import { type AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, type marshallOptions, unmarshall } from "@aws-sdk/util-dynamodb";
import { hooked } from "../aws/fault.ts";

/**
 * One client a process: connections are kept and shared by all adapters. The region and endpoint come from the
 * environment, so that the same code speaks to AWS and to the local cloud.
 */
export const dynamo = hooked(new DynamoDBClient({ maxAttempts: 4 }));

/** As `dynamo`, without the fault hook: for the runtime's own reads (clock, counters), which are no product's calls. */
export const bareDynamo = new DynamoDBClient({ maxAttempts: 4 });

const options: marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: false };

export type Item = Record<string, AttributeValue>;

/** A plain value as DynamoDB's attributes; undefined fields are left out. */
export const marshal = (value: object): Item => marshall(value, options);

/** DynamoDB's attributes as a plain value. The caller names the type that its own puts guarantee. */
export const unmarshal = <T>(item: Item): T => unmarshall(item) as T;
