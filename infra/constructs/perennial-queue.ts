import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "../exceptions.ts";
import type { Stage } from "../stages.ts";

/** How often a record is tried before it is set aside. */
export const MAX_TRIES = 5;

export interface PerennialQueueProps {
  stage: Stage;
  /** How long a taken record stays hidden; six times its consumer's time-out, as Lambda advises. */
  visibility?: Duration;
  retention?: Duration;
  /** Where records go that were tried `MAX_TRIES` times; the dead-letter queue itself has none. */
  deadLetters?: Queue;
}

/** An encrypted queue that takes TLS alone, where there is any. */
export class PerennialQueue extends Queue {
  constructor(scope: Construct, id: string, { stage, visibility, retention, deadLetters }: PerennialQueueProps) {
    super(scope, `${id}Queue`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: !stage.plainHttp,
      visibilityTimeout: visibility ?? Duration.minutes(1),
      retentionPeriod: retention ?? Duration.days(4),
      ...(deadLetters ? { deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_TRIES } } : {}),
    });
    if (stage.plainHttp) acknowledge(this, "AwsSolutions-SQS4", "speaks-plain-http");
  }
}
