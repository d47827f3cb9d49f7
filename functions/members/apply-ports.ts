import { queueSender } from "../../adapters/aws/queue-sender.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { eventKey } from "../../adapters/dynamo/event-item.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { RetryRecord } from "../../core/contract/retry-record.ts";
import type { ApplyPorts, Poison } from "../../core/members/apply-to-member.ts";
import { programmeHistory } from "../../core/programme/programme-history.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

/** A poisonous event as the retry queue holds it. */
export const retryRecordOf = ({ event, because }: Poison): RetryRecord => ({
  from: "members/apply",
  because,
  record: eventKey(event),
  tries: 0,
  resent: false,
});

/** What applying needs, for as long as the process lives: the clock and the programme are read anew by each call. */
export function applyPorts(env: { MEMBERS_TABLE: string; PROGRAMME_TABLE: string; RETRY_QUEUE_URL: string }) {
  const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
  const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
  const send = queueSender(env.RETRY_QUEUE_URL);
  const known = new Map();
  return {
    send,
    /** @param now the product's clock */
    at: (now: string): ApplyPorts => ({
      store,
      programme: programmeHistory(programmes, known),
      now,
      hash: sha256,
      pause,
      setAside: (poison) => send(poison.map((one) => ({ body: retryRecordOf(one) }))),
    }),
  };
}
