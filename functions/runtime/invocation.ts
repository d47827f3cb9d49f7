import { Logger } from "@aws-lambda-powertools/logger";
import middy, { type MiddlewareObj } from "@middy/core";
import type { Context } from "aws-lambda";
import { armFault, outlivedCalls } from "../../adapters/aws/fault.ts";
import { readTurnedClock, tellOutlived } from "../../adapters/dynamo/dynamo-clock.ts";
import { dynamoRestCounters, type RestCounters } from "../../adapters/dynamo/rest-counters.ts";
import type { FunctionName } from "../catalog.ts";
import { hopMetrics } from "./hop-metrics.ts";
import { runtimeEnv } from "./runtime-env.ts";

/** What every wrapper hands to its use case beside the input. */
export interface Invocation {
  functionName: FunctionName;
  /** The product's clock, read once: RFC 3339, UTC. */
  now: string;
  stage: string;
  log: Logger;
}

/** The counters of this stage: by which rest is proven where the clock is turned, metrics elsewhere. One a process. */
export const restCounters: RestCounters =
  runtimeEnv.CLOCK === "turned" ? dynamoRestCounters(runtimeEnv.PROGRAMME_TABLE) : hopMetrics(runtimeEnv.STAGE);

export type Handled<E, R> = (event: E, invocation: Invocation) => Promise<R>;

interface Opened extends Context {
  invocation: Invocation;
}

/** Reads the clock and arms a fault before, logs what failed after; once an invocation. */
function observed<E, R>(functionName: FunctionName, logger: Logger): MiddlewareObj<E, R, Error, Opened> {
  return {
    before: async ({ context }) => {
      logger.resetKeys();
      logger.appendKeys({ function: functionName, requestId: context.awsRequestId });
      if (runtimeEnv.CLOCK === "turned") {
        const { now, fault } = await readTurnedClock(runtimeEnv.PROGRAMME_TABLE, functionName);
        armFault(fault?.afterCall);
        context.invocation = { functionName, now, stage: runtimeEnv.STAGE, log: logger };
      } else {
        armFault(undefined);
        context.invocation = { functionName, now: new Date().toISOString(), stage: runtimeEnv.STAGE, log: logger };
      }
    },
    after: async () => {
      const calls = outlivedCalls();
      if (calls !== undefined) await tellOutlived(runtimeEnv.PROGRAMME_TABLE, functionName, calls);
    },
    onError: async ({ error }) => {
      if (error) logger.error("failed", error);
    },
  };
}

/** The base of every wrapper: a Lambda handler that gives the use case its invocation. */
export function invoked<E, R>(functionName: FunctionName, handle: Handled<E, R>) {
  const logger = new Logger({ serviceName: functionName });
  return middy<E, R, Error, Opened>()
    .use(observed<E, R>(functionName, logger))
    .handler((event: E, context: Opened) => handle(event, context.invocation));
}
