import {
  ConditionalCheckFailedException,
  GetItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { ContactItem } from "../../core/engagement/contact.ts";
import { dueMoment } from "../../core/journeys/due-moment.ts";
import type { Message } from "../../core/journeys/enrolment.ts";
import type { JourneyStore } from "../../core/journeys/journey-store.ts";
import { dynamo, marshal } from "./client.ts";
import { transact, writeIf } from "./conditional-write.ts";
import { CONTACT, dueKeys, laneOf, memberItems, memberKey, messageKey, partsOf, plainOf } from "./journey-items.ts";

type MessagePart = Pick<
  JourneyStore,
  "contact" | "keepContact" | "message" | "messages" | "claimMessage" | "settleMessage" | "dueMessages"
>;

/** Contacts and messages in the Journeys table. */
export function journeyMessages(table: string): MessagePart {
  const contactKey = (memberId: string) => ({ pk: memberKey(memberId), sk: CONTACT });
  const keyOf = ({ memberId, messageId }: Pick<Message, "memberId" | "messageId">) => ({
    pk: memberKey(memberId),
    sk: messageKey(messageId),
  });

  /** What is known of a message is never overwritten; an unclear one may still become known. */
  const settling = (message: Message) => ({
    Put: {
      TableName: table,
      Item: marshal({ ...keyOf(message), ...message }),
      ConditionExpression: "#state = :claimed OR (#state = :unclear AND :unclear <> :next)",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: marshal({ ":claimed": "claimed", ":unclear": "unclear", ":next": message.state }),
    },
  });

  const givingBack = ({ memberId, journey }: Message, localDay: string): TransactWriteItem => ({
    Update: {
      TableName: table,
      Key: marshal(contactKey(memberId)),
      UpdateExpression:
        "SET sentOn.#day = sentOn.#day - :one, sentOnByJourney.#of = sentOnByJourney.#of - :one, #version = #version + :one",
      // Days that are no longer counted have nothing to give back to.
      ConditionExpression: "attribute_exists(sentOn.#day) AND attribute_exists(sentOnByJourney.#of)",
      ExpressionAttributeNames: { "#day": localDay, "#of": `${journey}#${localDay}`, "#version": "version" },
      ExpressionAttributeValues: marshal({ ":one": 1 }),
    },
  });

  return {
    async contact(memberId) {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: marshal(contactKey(memberId)), ConsistentRead: true }),
      );
      return Item && plainOf<ContactItem>(Item);
    },

    async keepContact(memberId, { marketingConsent, reachable, timeZone, language }, seq) {
      try {
        await dynamo.send(
          new UpdateItemCommand({
            TableName: table,
            Key: marshal(contactKey(memberId)),
            UpdateExpression: `SET memberId = :memberId, marketingConsent = :marketingConsent, reachable = :reachable,
              #timeZone = :timeZone, #language = :language, seq = :seq, sentOn = if_not_exists(sentOn, :none),
              sentOnByJourney = if_not_exists(sentOnByJourney, :none), #version = if_not_exists(#version, :zero) + :one`,
            ConditionExpression: "attribute_not_exists(pk) OR seq < :seq",
            ExpressionAttributeNames: { "#timeZone": "timeZone", "#language": "language", "#version": "version" },
            ExpressionAttributeValues: marshal({
              ":memberId": memberId,
              ":marketingConsent": marketingConsent,
              ":reachable": reachable,
              ":timeZone": timeZone,
              ":language": language,
              ":seq": seq,
              ":none": {},
              ":zero": 0,
              ":one": 1,
            }),
          }),
        );
        return "kept";
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return "older";
        throw error;
      }
    },

    async message(memberId, messageId) {
      const Key = marshal(keyOf({ memberId, messageId }));
      const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item && plainOf<Message>(Item);
    },

    async messages(memberId) {
      return (await memberItems(table, memberId, messageKey(""))).map((item) => plainOf<Message>(item));
    },

    async claimMessage(message, contact, counted) {
      const { memberId, leaseUntil } = message;
      const failed = await transact([
        {
          Put: {
            TableName: table,
            Item: marshal({ ...contactKey(memberId), ...counted, version: contact.version + 1 }),
            ConditionExpression: "#version = :asRead",
            ExpressionAttributeNames: { "#version": "version" },
            ExpressionAttributeValues: marshal({ ":asRead": contact.version }),
          },
        },
        {
          Put: {
            TableName: table,
            Item: marshal({
              ...keyOf(message),
              ...message,
              lane: laneOf("SEND", memberId),
              dueAt: dueMoment(leaseUntil),
            }),
            ConditionExpression: "attribute_not_exists(pk) OR #state = :refused",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: marshal({ ":refused": "refused" }),
          },
        },
      ]);
      if (failed === undefined) return "claimed";
      return failed[1] ? "duplicate" : "conflict";
    },

    async settleMessage(message, giveBack) {
      if (giveBack === undefined) return (await writeIf(settling(message))) ? "settled" : "was-settled";
      const failed = await transact([settling(message), givingBack(message, giveBack.localDay)]);
      if (failed === undefined) return "settled";
      if (failed[0]) return "was-settled";
      return (await writeIf(settling(message))) ? "settled" : "was-settled";
    },

    async dueMessages(until, limit) {
      return (await dueKeys(table, "SEND", until, limit)).map(({ pk, sk }) => {
        const [memberId = ""] = partsOf(pk);
        const [messageId = ""] = partsOf(sk);
        return { memberId, messageId };
      });
    },
  };
}
