import * as z from "zod";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { check } from "../../core/journeys/check.ts";
import { envOf } from "../runtime/env.ts";
import { task } from "../runtime/task.ts";

const env = envOf("journeys/check");
const store = dynamoJourneyStore(env.JOURNEYS_TABLE);
const members = dynamoMemberStore(env.MEMBERS_TABLE);

const whose = { memberId: z.string(), enrolmentId: z.string() };
const Asked = z.discriminatedUnion("question", [
  z.object({ ...whose, question: z.literal("still-quiet") }),
  z.object({ ...whose, question: z.literal("has-bought") }),
  z.object({ ...whose, question: z.literal("coupon-unused"), step: z.string() }),
]);

/** Answers a machine's question, so that its Choice compares what a function decided. */
export const handler = task("journeys/check", Asked, async (asked, { now, log }) => {
  const answer = await check(asked, now, { store, members });
  log.info("asked", { memberId: asked.memberId, enrolmentId: asked.enrolmentId, question: asked.question, answer });
  return { answer };
});
