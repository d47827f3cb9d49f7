import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dueMoment } from "../../core/journeys/due-moment.ts";
import type { Enrolment, Refusal } from "../../core/journeys/enrolment.ts";
import type { JourneyStore } from "../../core/journeys/journey-store.ts";
import { dynamo, marshal } from "./client.ts";
import { writeIf } from "./conditional-write.ts";
import {
  dueKeys,
  enrolmentKey,
  laneOf,
  memberItems,
  memberKey,
  partsOf,
  plainOf,
  refusalKey,
} from "./journey-items.ts";
import type { RestCounters } from "./rest-counters.ts";

type EnrolmentPart = Pick<
  JourneyStore,
  | "enrolment"
  | "enrolments"
  | "enrol"
  | "markStarted"
  | "close"
  | "refuse"
  | "refusals"
  | "dropRefusal"
  | "dueEnrolments"
>;

/** An enrolment was there when it was to be written, and gone when it was to be read: they are never deleted. */
export class EnrolmentVanishedError extends Error {
  constructor(enrolmentId: string) {
    super(`enrolment ${enrolmentId} was a duplicate and then not there`);
    this.name = "EnrolmentVanishedError";
  }
}

/** Enrolments and refusals in the Journeys table. What starts and closes a machine carries its count with it. */
export function journeyEnrolments(table: string, counters: RestCounters): EnrolmentPart {
  const keyOf = (memberId: string, enrolmentId: string) =>
    marshal({ pk: memberKey(memberId), sk: enrolmentKey(enrolmentId) });

  async function enrolment(memberId: string, enrolmentId: string): Promise<Enrolment | undefined> {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: keyOf(memberId, enrolmentId), ConsistentRead: true }),
    );
    return Item && plainOf<Enrolment>(Item);
  }

  return {
    enrolment,

    async enrolments(memberId) {
      return (await memberItems(table, memberId, enrolmentKey(""))).map((item) => plainOf<Enrolment>(item));
    },

    async enrol(added, dueAt) {
      const { memberId, enrolmentId } = added;
      const due = added.state === "enrolled" ? { lane: laneOf("ENROL", memberId), dueAt: dueMoment(dueAt) } : {};
      const written = await writeIf(
        {
          Put: {
            TableName: table,
            Item: marshal({ pk: memberKey(memberId), sk: enrolmentKey(enrolmentId), ...added, ...due }),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        counters.inTransaction({ started: added.arm === "treated" ? 1 : 0 }),
      );
      if (written) return { kind: "enrolled" };
      const standing = await enrolment(memberId, enrolmentId);
      if (standing === undefined) throw new EnrolmentVanishedError(enrolmentId);
      return { kind: "duplicate", enrolment: standing };
    },

    async markStarted(memberId, enrolmentId) {
      await writeIf({
        Update: {
          TableName: table,
          Key: keyOf(memberId, enrolmentId),
          UpdateExpression: "SET #state = :started REMOVE lane, dueAt",
          ConditionExpression: "#state = :enrolled",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: marshal({ ":started": "started", ":enrolled": "enrolled" }),
        },
      });
    },

    async close(memberId, enrolmentId, why, at) {
      const closed = await writeIf(
        {
          Update: {
            TableName: table,
            Key: keyOf(memberId, enrolmentId),
            UpdateExpression: "SET #state = :closed, leftAt = :at, why = :why REMOVE lane, dueAt",
            ConditionExpression: "attribute_exists(pk) AND #state <> :closed",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: marshal({ ":closed": "closed", ":at": at, ":why": why }),
          },
        },
        counters.inTransaction({ closed: 1 }),
      );
      return closed ? "closed" : "was-closed";
    },

    async refuse(refusal) {
      const { memberId, journey, occasion } = refusal;
      const key = { pk: memberKey(memberId), sk: refusalKey(journey, occasion) };
      await dynamo.send(new PutItemCommand({ TableName: table, Item: marshal({ ...key, ...refusal }) }));
    },

    async refusals(memberId) {
      return (await memberItems(table, memberId, "REFUSED#")).map((item) => plainOf<Refusal>(item));
    },

    async dropRefusal({ memberId, journey, occasion }) {
      const key = { pk: memberKey(memberId), sk: refusalKey(journey, occasion) };
      await dynamo.send(new DeleteItemCommand({ TableName: table, Key: marshal(key) }));
    },

    async dueEnrolments(until, limit) {
      return (await dueKeys(table, "ENROL", until, limit)).map(({ pk, sk }) => {
        const [memberId = ""] = partsOf(pk);
        const [enrolmentId = ""] = partsOf(sk);
        return { memberId, enrolmentId };
      });
    },
  };
}
