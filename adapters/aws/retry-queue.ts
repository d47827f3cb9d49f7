import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { RetryRecord } from "../../core/contract/retry-record.ts";
import { sqs } from "./clients.ts";

/** SQS takes ten messages a call. */
const PER_CALL = 10;

/** The queue didn't take every record: an outage, the batch must come again. */
export class RetryQueueError extends Error {
  constructor(failed: number, of: number) {
    super(`the retry queue refused ${failed} of ${of} records`);
    this.name = "RetryQueueError";
  }
}

/** Sends records to a queue of retry records, by its URL. */
export function retryQueue(url: string) {
  const client = sqs();
  return {
    /** @throws RetryQueueError when the queue didn't take them all; those that it took may come twice then. */
    async sendAll(records: readonly RetryRecord[]): Promise<void> {
      for (let at = 0; at < records.length; at += PER_CALL) {
        const page = records.slice(at, at + PER_CALL);
        const Entries = page.map((record, index) => ({ Id: String(index), MessageBody: JSON.stringify(record) }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
        if (Failed.length > 0) throw new RetryQueueError(Failed.length, page.length);
      }
    },
    async send(record: RetryRecord, restSeconds = 0): Promise<void> {
      await client.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(record), DelaySeconds: restSeconds }),
      );
    },
  };
}
