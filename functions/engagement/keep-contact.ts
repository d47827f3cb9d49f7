import * as z from "zod";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { ContactChanged, MemberRegistered } from "../../core/contract/announcement.ts";
import { envOf } from "../runtime/env.ts";
import { queueConsumer } from "../runtime/queue.ts";

const store = dynamoJourneyStore(envOf("engagement/keep-contact").JOURNEYS_TABLE);

const WithContact = z.discriminatedUnion("type", [MemberRegistered, ContactChanged]);

/** Keeps the member as messages see it: consent, addresses by channel, zone and language. A later seq wins. */
export const handler = queueConsumer(
  "engagement/keep-contact",
  WithContact,
  async ({ memberId, contact, seq }, { log }) => {
    const outcome = await store.keepContact(memberId, contact, seq);
    log.info("contact", { memberId, seq, outcome });
  },
  "contactSeen",
);
