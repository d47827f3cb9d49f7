import * as z from "zod";
import { ses, sns } from "../../adapters/aws/clients.ts";
import { sesMail } from "../../adapters/aws/mail.ts";
import { snsSms } from "../../adapters/aws/sms.ts";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { dynamoVault } from "../../adapters/dynamo/dynamo-vault.ts";
import { journeySendView } from "../../adapters/dynamo/journey-send-view.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import { type SendPorts, sendMessage } from "../../core/engagement/send-message.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { task } from "../runtime/task.ts";

const env = envOf("engagement/send");
const ports: SendPorts = {
  view: journeySendView(env.JOURNEYS_TABLE),
  store: dynamoJourneyStore(env.JOURNEYS_TABLE, restCounters),
  members: dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters }),
  programme: dynamoProgrammeStore(env.PROGRAMME_TABLE),
  vault: dynamoVault(env.VAULT_TABLE),
  providers: { sms: snsSms(sns()), email: sesMail(ses(), env.MAIL_FROM) },
  texts: liquidTemplates(),
  hash: sha256,
  systemNow: () => new Date().toISOString(),
};

const SendRequest = z.object({
  memberId: z.string(),
  enrolmentId: z.string(),
  step: z.string(),
  since: z.iso.datetime({ offset: true }).optional(),
});

/** Sends the message of a journey's step, at most once. */
export const handler = task("engagement/send", SendRequest, async (request, { now, log }) => {
  const answer = await sendMessage(request, now, ports);
  const { memberId, enrolmentId, step } = request;
  log.info("message asked for", { memberId, enrolmentId, step, ...answer });
  return answer;
});
