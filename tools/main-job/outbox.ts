import * as z from "zod";
import type { SampleMember } from "../sample/sample-events.ts";

/**
 * What the local cloud kept of the messages that it was given (it sends nothing out). Fields beyond the recipient are
 * not read: the product's own record of messages is the export.
 */
const SmsMessages = z.object({ messages: z.array(z.looseObject({})) });

export interface OutboxReader {
  /** Customer ids of those who got a message since the last call, each once, sorted. */
  newRecipients(): Promise<string[]>;
}

/** The outbox of the local cloud, by the addresses of the sample's made-up members. */
export function outboxOf(endpoint: string, members: readonly SampleMember[]): OutboxReader {
  const byAddress = new Map(
    members.flatMap((member) =>
      [member.phone, member.email].flatMap((address) =>
        address === null ? [] : [[address, member.customerId] as const],
      ),
    ),
  );
  const seen = { sms: 0, ses: 0 };
  async function addresses(path: string, lane: keyof typeof seen): Promise<string[]> {
    const answer = await fetch(`${endpoint}${path}`, { signal: AbortSignal.timeout(10_000) });
    const { messages } = SmsMessages.parse(await answer.json());
    const fresh = messages.slice(seen[lane]);
    seen[lane] = messages.length;
    // An address is looked for anywhere in the kept message: its shape is the emulator's own.
    return fresh.flatMap((message) => JSON.stringify(message).match(/\+\d{8,15}|[\w.+-]+@[\w.-]+\w/g) ?? []);
  }
  return {
    async newRecipients() {
      const found = [
        ...(await addresses("/_ministack/sns/sms-messages", "sms")),
        ...(await addresses("/_ministack/ses/messages", "ses")),
      ];
      return [...new Set(found.flatMap((address) => byAddress.get(address) ?? []))].sort();
    },
  };
}
