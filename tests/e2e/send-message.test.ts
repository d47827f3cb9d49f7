import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { type SendPorts, sendMessage } from "../../core/engagement/send-message.ts";
import { aStep } from "../support/builders/a-journey.ts";
import { anEnrolment } from "../support/builders/an-enrolment.ts";
import { aSendingWorld, portsOf } from "../support/sending-world.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { ses, sns } = await import("../../adapters/aws/clients.ts");
const { sesMail } = await import("../../adapters/aws/mail.ts");
const { snsSms } = await import("../../adapters/aws/sms.ts");
const { bareDynamo } = await import("../../adapters/dynamo/client.ts");
const { dynamoJourneyStore } = await import("../../adapters/dynamo/dynamo-journey-store.ts");
const { journeySendView } = await import("../../adapters/dynamo/journey-send-view.ts");

/** A table of its own: what these tests leave due must not be swept up by the deployed functions. */
const table = `send-message-${process.pid}`;
const from = "hello@send-message.example.org";
const run = process.pid;

beforeAll(async () => {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" as const });
  await bareDynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [text("pk"), text("sk")],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  await ses().send(new VerifyEmailIdentityCommand({ EmailAddress: from }));
});
afterAll(async () => {
  await bareDynamo.send(new DeleteTableCommand({ TableName: table }));
});

/** What the local cloud kept of what it was given: by account for mail, by number for SMS. */
interface Outbox {
  messages?: Record<string, object[]>;
  sms_messages?: Record<string, object[]>;
}

/** Messages that the local cloud was given for an address, as one text each. */
async function kept(what: "sns/sms-messages" | "ses/messages", to: string): Promise<string[]> {
  const answer = (await (await fetch(`${inject("endpoint")}/_ministack/${what}`)).json()) as Outbox;
  return Object.values(answer.messages ?? answer.sms_messages ?? {})
    .flat()
    .map((message) => JSON.stringify(message))
    .filter((message) => message.includes(to));
}

/** Real stores and providers; programme, member and vault as the test says. */
async function deployedPorts(memberId: string, enrolmentId: string, mode: "first" | "all") {
  const steps = { welcome: aStep({ offer: "newcomer", channelMode: mode }) };
  const enrolment = anEnrolment({ memberId, enrolmentId, state: "enrolled", plan: { ...anEnrolment().plan, steps } });
  const world = await aSendingWorld({ ...enrolment, enrolmentId: "e_1" });
  world.fields = { givenName: "Zoë {{ x }}", phone: `+4477009${run}`, email: `zoe.${run}@example.org` };
  const store = dynamoJourneyStore(table);
  const contact = await world.store.contact(memberId);
  if (!contact) throw new Error("the world has no contact");
  await store.keepContact(memberId, contact, 1);
  await store.enrol(enrolment, "2011-09-01T10:01:00Z");
  if (world.coupon) world.coupon = { ...world.coupon, enrolmentId };
  const ports: SendPorts = {
    ...portsOf(world),
    view: journeySendView(table),
    store,
    providers: { sms: snsSms(sns()), email: sesMail(ses(), from) },
    hash: sha256,
  };
  return { world, store, ports };
}

test("asked ten times at once, one SMS and one mail reach their providers, as UTF-8", async () => {
  const { world, store, ports } = await deployedPorts(`m_${run}`, `e_${run}`, "all");
  const request = { memberId: `m_${run}`, enrolmentId: `e_${run}`, step: "welcome" };
  const answers = await Promise.all(Array.from({ length: 10 }, () => sendMessage(request, world.now, ports)));
  expect(answers).toEqual(Array.from({ length: 10 }, () => ({ outcome: "sent" })));

  const texts = await kept("sns/sms-messages", `+4477009${run}`);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain("Hi Zoë {{ x }}, £5 off");
  const mails = await kept("ses/messages", `zoe.${run}@example.org`);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toContain("A gift from Corner Shop");

  const messages = await store.messages(`m_${run}`);
  expect(messages.map(({ state, providerId }) => [state, typeof providerId])).toEqual([
    ["sent", "string"],
    ["sent", "string"],
  ]);
  expect((await store.contact(`m_${run}`))?.sentOn).toEqual({ "2011-09-02": 2 });
});

test("a sender that isn't verified is a matter for ops, not for the member: the mail waits", async () => {
  const { world, store, ports } = await deployedPorts(`m_u${run}`, `e_u${run}`, "first");
  world.fields = { email: `nobody.${run}@example.org` };
  ports.providers.email = sesMail(ses(), "unknown@nowhere.example.com");
  const request = { memberId: `m_u${run}`, enrolmentId: `e_u${run}`, step: "welcome" };
  expect(await sendMessage(request, world.now, ports)).toMatchObject({ outcome: "deferred", because: "provider-busy" });
  expect((await store.contact(`m_u${run}`))?.sentOn).toEqual({ "2011-09-02": 0 });
});
