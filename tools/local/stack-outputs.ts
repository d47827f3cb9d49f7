import { readFileSync } from "node:fs";
import * as z from "zod";
import { LocalCloudError } from "./local-cloud-error.ts";
import { messages } from "./messages.ts";

const StackOutputs = z.record(z.string(), z.record(z.string(), z.string()));

/** What `cdk deploy --outputs-file` writes: stack name → output name → value. */
export type StackOutputs = z.infer<typeof StackOutputs>;

/** Reads an outputs file. */
export function readOutputs(file: string): StackOutputs {
  return StackOutputs.parse(JSON.parse(readFileSync(file, "utf8")));
}

/**
 * The value of an output, whichever stack gives it.
 * @throws LocalCloudError when no stack gives it; Error when two stacks give different values.
 */
export function outputOf(outputs: StackOutputs, key: string): string {
  const values = new Set(Object.values(outputs).flatMap((stack) => stack[key] ?? []));
  const [value, ...others] = values;
  if (value === undefined) throw new LocalCloudError(messages.outputMissing(key));
  if (others.length > 0) throw new Error(`output "${key}" has ${values.size} values: ${[...values].join(", ")}`);
  return value;
}

/**
 * Address of the deployed HTTP API on the local cloud. The host name that AWS would give (`<id>.execute-api.…`) stands
 * in the outputs and doesn't resolve here; the same API answers under a path.
 */
export function apiUrlOf(outputs: StackOutputs, endpoint: string): string {
  return `${endpoint}/_aws/execute-api/${outputOf(outputs, "ApiId")}/$default`;
}
