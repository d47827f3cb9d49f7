import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { sqs } from "./clients.ts";

/** SQS takes ten messages a call. */
const PER_CALL = 10;
/** How often messages are sent that the queue refuses for the moment. */
const TRIES = 3;

/** The queue refuses messages again and again: whoever sends starts over, and what was taken comes twice. */
export class QueueSenderError extends Error {
  constructor(refused: number, code: string) {
    super(`the queue refused ${refused} messages: ${code}`);
    this.name = "QueueSenderError";
  }
}

export interface Outgoing {
  body: object;
  /** 900 at most. */
  delaySeconds?: number;
}

/**
 * Sends messages to a queue, by its URL.
 * @throws QueueSenderError
 */
export function queueSender(url: string): (messages: readonly Outgoing[]) => Promise<void> {
  const client = sqs();

  async function send(page: readonly Outgoing[]): Promise<void> {
    let left = page.map(({ body, delaySeconds }, at) => ({
      Id: String(at),
      MessageBody: JSON.stringify(body),
      ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
    }));
    let refusal = "";
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      // A call that succeeds may have refused some of its messages: they alone are sent again.
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: left }));
      left = left.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
      if (left.length === 0) return;
      refusal = Failed[0]?.Code ?? "";
    }
    throw new QueueSenderError(left.length, refusal);
  }

  return async (messages) => {
    for (let at = 0; at < messages.length; at += PER_CALL) await send(messages.slice(at, at + PER_CALL));
  };
}
