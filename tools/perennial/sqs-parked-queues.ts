import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { bodyToResend, type DeadLetter, type ParkedQueues, readDeadLetter, type SourceQueue } from "./parked-queues.ts";

/** Queue URLs of a deployment. */
export interface QueueUrls {
  deadLetters: string;
  retry: string;
  others: Record<Exclude<SourceQueue, "retry">, string>;
}

/** Long enough to read ten at a time to the end and to send them on; then an unfinished one shows up again. */
const HIDDEN_SECONDS = 60;
const PER_CALL = 10;

/** The name of a queue is the end of its URL and of its ARN. */
const nameOf = (urlOrArn: string): string => urlOrArn.split(/[/:]/).at(-1) ?? "";

interface Held {
  letter: DeadLetter;
  receipt: string;
}

/** The queues of a deployment in SQS. */
export function sqsParkedQueues({ deadLetters, retry, others }: QueueUrls): ParkedQueues {
  const client = new SQSClient();
  const urls: Record<SourceQueue, string> = { retry, ...others };
  const queueNamed = (arn: string | undefined): SourceQueue | undefined => {
    const found = Object.entries(urls).find(([, url]) => arn !== undefined && nameOf(url) === nameOf(arn));
    return found?.[0] as SourceQueue | undefined;
  };

  const heldOf = ({ MessageId = "", ReceiptHandle = "", Body = "", Attributes, MessageAttributes }: Message): Held => {
    // A queue's own redrive names the queue; the bus, where it couldn't deliver, names its target.
    const cameFrom = Attributes?.DeadLetterQueueSourceArn ?? MessageAttributes?.TARGET_ARN?.StringValue;
    return {
      receipt: ReceiptHandle,
      letter: {
        id: MessageId,
        sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
        ...readDeadLetter(Body, queueNamed(cameFrom)),
      },
    };
  };

  /** Takes letters out of sight until none is left, `limit` at most; each once. */
  async function take(limit: number): Promise<Held[]> {
    const held = new Map<string, Held>();
    while (held.size < limit) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLetters,
          MaxNumberOfMessages: Math.min(PER_CALL, limit - held.size),
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["TARGET_ARN"],
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) held.set(message.MessageId ?? "", heldOf(message));
    }
    return [...held.values()];
  }

  /** Puts letters back in sight at once. */
  async function putBack(held: readonly Held[]): Promise<void> {
    for (let at = 0; at < held.length; at += PER_CALL) {
      const Entries = held.slice(at, at + PER_CALL).map(({ receipt }, index) => ({
        Id: String(index),
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadLetters, Entries }));
    }
  }

  return {
    async look(limit) {
      const held = await take(limit);
      await putBack(held);
      return held.map(({ letter }) => letter);
    },
    async resend(which, limit) {
      const held = await take(limit);
      const resent: DeadLetter[] = [];
      const kept: Held[] = [];
      for (const one of held) {
        const { letter, receipt } = one;
        if (letter.goesTo === undefined || !which(letter)) {
          kept.push(one);
          continue;
        }
        await client.send(new SendMessageCommand({ QueueUrl: urls[letter.goesTo], MessageBody: bodyToResend(letter) }));
        await client.send(new DeleteMessageCommand({ QueueUrl: deadLetters, ReceiptHandle: receipt }));
        resent.push(letter);
      }
      await putBack(kept);
      return { resent, kept: kept.map(({ letter }) => letter) };
    },
    async depths() {
      const all = Object.entries({ ...urls, "dead letters": deadLetters });
      return Promise.all(
        all.map(async ([queue, QueueUrl]) => {
          const { Attributes = {} } = await client.send(
            new GetQueueAttributesCommand({
              QueueUrl,
              AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            }),
          );
          return {
            queue,
            waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
            underWay: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
          };
        }),
      );
    },
  };
}
