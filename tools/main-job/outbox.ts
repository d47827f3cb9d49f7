import * as z from "zod";
import type { SampleMember } from "../sample/sample-events.ts";

/**
 * What the local cloud kept of the messages that it was given (it sends nothing out): text messages by phone, mails by
 * account. Only recipients are read: the product's own record of messages is the export.
 */
const TextMessages = z.object({ sms_messages: z.record(z.string(), z.array(z.unknown())) });
const Mails = z.object({ messages: z.record(z.string(), z.array(z.looseObject({ To: z.array(z.string()) }))) });

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
  const read = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${endpoint}${path}`, { signal: AbortSignal.timeout(10_000) });
    return answer.json();
  };
  /** Messages by address, as of the last call. */
  const seen = new Map<string, number>();
  return {
    async newRecipients() {
      const texts = TextMessages.parse(await read("/_ministack/sns/sms-messages"));
      const mails = Mails.parse(await read("/_ministack/ses/messages"));
      const addresses = [
        ...Object.entries(texts.sms_messages).flatMap(([phone, kept]) => kept.map(() => phone)),
        ...Object.values(mails.messages).flatMap((kept) => kept.flatMap(({ To }) => To)),
      ];
      const counts = new Map<string, number>();
      for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
      const fresh = [...counts].filter(([address, count]) => count > (seen.get(address) ?? 0));
      for (const [address, count] of counts) seen.set(address, count);
      return [...new Set(fresh.flatMap(([address]) => byAddress.get(address) ?? []))].sort();
    },
  };
}
