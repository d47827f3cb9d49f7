import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { dueMoment } from "../../core/journeys/due-moment.ts";
import type { Wait } from "../../core/journeys/enrolment.ts";
import { type JourneyStore, WaitContendedError, type WaitKey } from "../../core/journeys/journey-store.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { writeIf } from "./conditional-write.ts";
import { dueKeys, laneOf, memberItems, memberKey, partsOf, waitKey } from "./journey-items.ts";
import type { Counts, RestCounters } from "./rest-counters.ts";

type WaitPart = Pick<JourneyStore, "openWait" | "arm" | "waits" | "wait" | "giveReason" | "closeWait" | "dueWaits">;

/** How often a reason is offered when the wait changes meanwhile: a new token, an arming. Both happen once or twice. */
const TRIES = 5;

/** A wait as it is read: its due moment is its own, the rest of the keys are the table's. */
function waitOf(item: Item): Wait {
  const { pk: _pk, sk: _sk, lane: _lane, ...wait } = unmarshal<Wait & { pk: string; sk: string; lane: string }>(item);
  return wait;
}

/**
 * Open waits in the Journeys table. A wait that is armed and has no reason is one machine at rest: the count of those
 * moves with the wait.
 */
export function journeyWaits(table: string, counters: RestCounters): WaitPart {
  const keyOf = ({ memberId, enrolmentId, step }: WaitKey) =>
    marshal({ pk: memberKey(memberId), sk: waitKey(enrolmentId, step) });

  async function wait(memberId: string, enrolmentId: string, step: string): Promise<Wait | undefined> {
    const Key = keyOf({ memberId, enrolmentId, step });
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && waitOf(Item);
  }

  /** Sets fields of a wait that nobody moved since it was read. */
  const setIfAsRead = (read: Wait, set: Partial<Wait>, counts: Counts): Promise<boolean> =>
    writeIf(
      {
        Update: {
          TableName: table,
          Key: keyOf(read),
          UpdateExpression: `SET ${Object.keys(set)
            .map((name) => `#${name} = :${name}`)
            .join(", ")}`,
          ConditionExpression: "#token = :asRead AND armed = :wasArmed AND attribute_not_exists(#reason)",
          ExpressionAttributeNames: {
            "#token": "token",
            "#reason": "reason",
            ...Object.fromEntries(Object.keys(set).map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: marshal({
            ":asRead": read.token,
            ":wasArmed": read.armed,
            ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
          }),
        },
      },
      counters.inTransaction(counts),
    );

  return {
    wait,

    async openWait(opened) {
      const { token, ...rest } = { ...opened, dueAt: dueMoment(opened.dueAt), lane: laneOf("WAIT", opened.memberId) };
      const names = Object.keys(rest);
      // One write that is also the read: the first call of a wait is the one that makes it findable.
      const { Attributes = {} } = await dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(opened),
          UpdateExpression: `SET #token = :token, ${names.map((name) => `#${name} = if_not_exists(#${name}, :${name})`).join(", ")}`,
          ExpressionAttributeNames: {
            "#token": "token",
            ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: marshal({
            ":token": token,
            ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [`:${name}`, value])),
          }),
          ReturnValues: "ALL_NEW",
        }),
      );
      return waitOf(Attributes);
    },

    async arm(read, dueAt) {
      const counts = { waiting: read.armed ? 0 : 1 };
      return (await setIfAsRead(read, { armed: true, dueAt: dueMoment(dueAt) }, counts)) ? "armed" : "moved-on";
    },

    async waits(memberId) {
      return (await memberItems(table, memberId, "WAIT#")).map(waitOf);
    },

    async giveReason(read, reason, dueAt) {
      let standing: Wait | undefined = read;
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        if (standing === undefined || standing.reason !== undefined) return standing;
        const given = { reason, dueAt: dueMoment(dueAt) };
        if (await setIfAsRead(standing, given, { waiting: standing.armed ? -1 : 0 })) return { ...standing, ...given };
        standing = await wait(read.memberId, read.enrolmentId, read.step);
      }
      throw new WaitContendedError(read);
    },

    async closeWait(answered) {
      try {
        await dynamo.send(
          new DeleteItemCommand({
            TableName: table,
            Key: keyOf(answered),
            ConditionExpression: "attribute_not_exists(pk) OR #token = :token",
            ExpressionAttributeNames: { "#token": "token" },
            ExpressionAttributeValues: marshal({ ":token": answered.token }),
          }),
        );
      } catch (error) {
        // A retried state has taken its place with a new token: that one is somebody else's to answer.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async dueWaits(until, limit) {
      return (await dueKeys(table, "WAIT", until, limit)).map(({ pk, sk }) => {
        const [memberId = ""] = partsOf(pk);
        const [enrolmentId = "", step = ""] = partsOf(sk);
        return { memberId, enrolmentId, step };
      });
    },
  };
}
