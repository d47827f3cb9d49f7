import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RestCounters } from "../../adapters/dynamo/rest-counters.ts";

/**
 * Where the clock is the system's, what each hop took in and put out goes to CloudWatch as metrics (one log line an
 * invocation, in the embedded format): the same names as the counters of a turned stage, so that the same question, what
 * went in and did not come out, is asked of both. What travels in a transaction there is seen here at the next hop.
 */
export function hopMetrics(stage: string): RestCounters {
  const metrics = new Metrics({ namespace: "Perennial", serviceName: stage });
  return {
    inTransaction: () => [],
    async add(counts) {
      const named = Object.entries(counts).filter(([, by]) => by !== 0);
      for (const [name, by] of named) metrics.addMetric(name, MetricUnit.Count, by);
      if (named.length > 0) metrics.publishStoredMetrics();
    },
  };
}
