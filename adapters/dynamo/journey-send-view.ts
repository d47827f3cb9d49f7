import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import type { ContactItem } from "../../core/engagement/contact.ts";
import type { SendReaders } from "../../core/engagement/load-for-sending.ts";
import type { Enrolment, Message } from "../../core/journeys/enrolment.ts";
import { dynamo, marshal, unmarshal } from "./client.ts";
import { CONTACT, enrolmentKey, memberKey, messageKey, plainOf } from "./journey-items.ts";

/** The table held keys back in each try: it is throttled beyond what asking again cures. */
export class SendViewUnreadError extends Error {
  override readonly name = "SendViewUnreadError";
  constructor(table: string) {
    super(`${table}: not all items for a message could be read in ${TRIES} tries`);
  }
}

const TRIES = 4;

/** Enrolment, contact and messages of a step, consistently, in one request of the Journeys table. */
export function journeySendView(table: string): SendReaders["view"] {
  return async (memberId, enrolmentId, messageIds) => {
    const pk = memberKey(memberId);
    const sks = [enrolmentKey(enrolmentId), CONTACT, ...messageIds.map(messageKey)];
    const found = new Map<string, Parameters<typeof plainOf>[0]>();
    let keys = sks.map((sk) => marshal({ pk, sk }));
    for (let attempt = 0; keys.length > 0; attempt += 1) {
      if (attempt === TRIES) throw new SendViewUnreadError(table);
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of Responses?.[table] ?? []) found.set(unmarshal<{ sk: string }>(item).sk, item);
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    const at = <T>(sk: string): T | undefined => {
      const item = found.get(sk);
      return item && plainOf<T>(item);
    };
    return {
      enrolment: at<Enrolment>(enrolmentKey(enrolmentId)),
      contact: at<ContactItem>(CONTACT),
      messages: messageIds.flatMap((id) => at<Message>(messageKey(id)) ?? []),
    };
  };
}
