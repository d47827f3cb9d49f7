import { Duration } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { EventSourceMapping, FilterCriteria, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { AnnouncementType } from "../../core/contract/announcement.ts";
import { pascalOf } from "../outputs.ts";
import type { Capability, Platform } from "../platform.ts";
import { type Impact, ImpactAlarm } from "./impact-alarm.ts";
import type { PerennialFunction } from "./perennial-function.ts";
import { PerennialQueue } from "./perennial-queue.ts";
import type { PerennialTable } from "./perennial-table.ts";

/** Five minutes behind is when members begin to notice, and longer than any deploy or throttle that heals by itself. */
const LAG_ALARM = Duration.minutes(5);

const capabilityOf = (lambda: PerennialFunction) => lambda.catalogName.split("/")[0] as Capability;

export interface QueueConsumerProps extends Impact {
  platform: Platform;
  handler: PerennialFunction;
  /** Announcements that a rule puts on the queue; none where only functions of ours write to it. */
  listensTo?: readonly AnnouncementType[];
  /** Calls at a time; the stage's pace unless said. */
  concurrency?: number;
  /** A queue that stands already; its own otherwise. */
  queue?: Queue;
}

/**
 * A function behind a queue of its own: five tries, then the dead-letter queue; an alarm when it lags. Batches of five
 * at a low concurrency keep machine starts under Step Functions' quotas, and an emulator's workers few.
 */
export class QueueConsumer extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    const { platform, handler, listensTo } = props;
    const timeout = handler.timeout ?? Duration.seconds(10);
    this.queue =
      props.queue ??
      new PerennialQueue(this, id, {
        stage: platform.stage,
        visibility: Duration.seconds(timeout.toSeconds() * 6),
        deadLetters: platform.deadLetters,
      });
    handler.may(
      ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      [this.queue.queueArn],
    );
    const mapping = new EventSourceMapping(this, "Mapping", {
      target: handler,
      eventSourceArn: this.queue.queueArn,
      batchSize: 5,
      maxConcurrency: props.concurrency ?? platform.stage.queueConcurrency,
      reportBatchItemFailures: true,
    });
    // Lambda tries the role when the mapping is made, so the permission must be there first.
    mapping.node.addDependency(handler.executionRole);
    if (listensTo) {
      new Rule(this, "Rule", {
        eventBus: platform.stateful.bus,
        description: `${listensTo.join(", ")} for ${handler.catalogName}`,
        eventPattern: { source: ["perennial"], detailType: [...listensTo] },
        targets: [new SqsQueue(this.queue, { deadLetterQueue: platform.deadLetters })],
      });
    }
    new ImpactAlarm(this, "Alarm", {
      ...props,
      capability: capabilityOf(handler),
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: "Maximum" }),
      threshold: LAG_ALARM.toSeconds(),
      periods: 3,
    });
  }
}

export interface StreamConsumerProps extends Impact {
  platform: Platform;
  handler: PerennialFunction;
  table: PerennialTable;
  /** Which new items it is for: keys that begin so. */
  newItems: Partial<Record<"pk" | "sk", string>>;
}

/**
 * A function behind a table's stream. It sets poison aside itself and throws on an outage, whereupon Lambda brings the
 * whole batch again for as long as the stream keeps it (a day); what even then wasn't taken is named in the
 * dead-letter queue. At most two readers per stream.
 */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, props: StreamConsumerProps) {
    const { platform, handler, table, newItems } = props;
    super(scope, `${pascalOf(handler.catalogName)}Consumer`);
    const streamArn = table.tableStreamArn;
    if (streamArn === undefined) throw new Error(`${handler.catalogName}: ${table.node.id} has no stream`);
    handler.may(
      ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
      [streamArn],
    );
    handler.may(["sqs:SendMessage"], [platform.deadLetters.queueArn]);
    const keys = Object.fromEntries(Object.entries(newItems).map(([key, prefix]) => [key, { S: [{ prefix }] }]));
    const mapping = new EventSourceMapping(this, "Mapping", {
      target: handler,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: platform.stage.streamBatch,
      onFailure: new SqsDlq(platform.deadLetters),
      filters: [FilterCriteria.filter({ eventName: ["INSERT"], dynamodb: { Keys: keys } })],
    });
    mapping.node.addDependency(handler.executionRole);
    new ImpactAlarm(this, "Alarm", {
      ...props,
      capability: capabilityOf(handler),
      metric: iteratorAge(handler),
      threshold: LAG_ALARM.toMilliseconds(),
      periods: 3,
    });
  }
}

function iteratorAge(handler: PerennialFunction): Metric {
  return handler.metric("IteratorAge", { period: Duration.minutes(1), statistic: "Maximum" });
}
