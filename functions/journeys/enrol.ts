import { machines } from "../../adapters/aws/machines.ts";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { Occasion } from "../../core/contract/announcement.ts";
import { enrolMember } from "../../core/journeys/enrol-member.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { queueConsumer } from "../runtime/queue.ts";

const env = envOf("journeys/enrol");
const ports = {
  store: dynamoJourneyStore(env.JOURNEYS_TABLE, restCounters),
  members: dynamoMemberStore(env.MEMBERS_TABLE),
  programme: dynamoProgrammeStore(env.PROGRAMME_TABLE),
  engine: machines(env.MACHINE_ARN_PREFIX),
  hash: sha256,
};

/** Enrols members in the journeys that listen to what happened, and starts their machines. */
export const handler = queueConsumer(
  "journeys/enrol",
  Occasion,
  async (input, { now, log }) => {
    const outcomes = await enrolMember(input, now, ports);
    log.info("occasion", { memberId: input.memberId, type: input.type, outcomes });
  },
  "enrolSeen",
);
