import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { hmacIdentity } from "../../adapters/identity/hmac-identity.ts";
import type { AcceptAnswer, MemberViewAnswer } from "../../core/contract/answers.ts";
import { stageOf } from "../../infra/stages.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { sqsParkedQueues } from "../../tools/perennial/sqs-parked-queues.ts";
import { aChannelEvent, aLine, aPaidOrder } from "../support/builders/channel-events.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, turnClock, until } from "../support/deployed-shop.ts";

/** The road from the Events table to the member's books, cut at each of its calls, and with a record that it can't take. */
const { bareDynamo, marshal } = await import("../../adapters/dynamo/client.ts");
const { eventItem, storedEventOf } = await import("../../adapters/dynamo/event-item.ts");

const NOW = "2011-10-03T10:00:00.000Z";
const run = `${process.pid}-${Date.now().toString(36)}`;
const outputs = inject("outputs");
const eventsTable = outputOf(outputs, "EventsTable");
const programmeTable = outputOf(outputs, "ProgrammeTable");
let key = "";
let nr = 0;
const fresh = (word: string): string => `${word}-${run}-${++nr}`;

const order = (customerId: string, orderId: string, quantity = 8) =>
  aPaidOrder(
    { eventId: fresh("o"), occurredAt: "2011-10-03T09:00:00Z", identity: { customerId } },
    { orderId, lines: [aLine({ quantity, amountMinor: quantity * 125 })], totalMinor: quantity * 125 },
  );
const refund = (customerId: string, orderId: string) =>
  aChannelEvent({
    type: "order.refunded",
    eventId: fresh("r"),
    occurredAt: "2011-10-03T09:30:00Z",
    identity: { customerId },
    data: { refundId: "r1", orderId, currency: "GBP", lines: [{ lineId: "1", quantity: 4, amountMinor: 500 }] },
  });
const post = (...events: unknown[]) => call<AcceptAnswer>("POST", "/v1/events", { key, body: { events } });
const member = (customerId: string) => call<MemberViewAnswer>("GET", `/v1/members?customerId=${customerId}`, { key });

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  key = (await aKey("events:write", "members:read")).text;
});

const queues = sqsParkedQueues({
  deadLetters: outputOf(outputs, "DeadLetterQueueUrl"),
  retry: outputOf(outputs, "RetryQueueUrl"),
  others: {
    contact: outputOf(outputs, "ContactQueueUrl"),
    enrol: outputOf(outputs, "EnrolQueueUrl"),
    goal: outputOf(outputs, "GoalQueueUrl"),
    wake: outputOf(outputs, "WakeQueueUrl"),
  },
});
const fault = (name: string) => ({ pk: "FAULT", sk: name });
const drop = (key_: { pk: string; sk: string }) =>
  bareDynamo.send(new DeleteItemCommand({ TableName: programmeTable, Key: marshal(key_) }));

afterAll(async () => {
  for (const name of ["members/apply", "members/announce"]) await drop(fault(name));
  await until(queues.depths, (all) => all.every(({ waiting, underWay }) => waiting + underWay === 0));
  // What was published twice was seen twice, and an event came in by no door: the hops' counts prove rest no more.
  await drop({ pk: "REST", sk: "REST" });
});

describe("a killed function", () => {
  const isArmed = async (name: string) => {
    const Key = marshal(fault(name));
    return (await bareDynamo.send(new GetItemCommand({ TableName: programmeTable, Key, ConsistentRead: true }))).Item;
  };
  const arm = (name: string, afterCall: number) =>
    bareDynamo.send(new PutItemCommand({ TableName: programmeTable, Item: marshal({ ...fault(name), afterCall }) }));

  // Of an order with a parked refund: the programme; the order read and committed; what is parked; the refund the same.
  test.each([1, 2, 3, 4, 5, 6])(
    "members.apply, after its call %i, leaves an order counted once",
    { timeout: 60_000 },
    async (calls) => {
      const customerId = fresh("killed");
      const orderId = fresh("order");
      await post(refund(customerId, orderId));
      await until(
        () => member(customerId),
        ({ status }) => status === 200,
      );
      await arm("members/apply", calls);
      await post(order(customerId, orderId));
      const { body } = await until(
        () => member(customerId),
        (one) => one.body.points?.balance === 5,
        40,
      );
      expect(await isArmed("members/apply")).toBeUndefined();
      expect(body.summary).toMatchObject({ frequency: 1, monetaryMinor: 500 });
      expect(body.timeline.items.filter(({ kind }) => kind === "entry")).toHaveLength(2);
    },
  );

  test("members.announce, after its only call, leaves what was announced heard", { timeout: 60_000 }, async () => {
    const customerId = fresh("told");
    await arm("members/announce", 1);
    const registered = aChannelEvent({
      type: "member.registered",
      eventId: fresh("reg"),
      occurredAt: NOW,
      identity: { customerId },
      data: { marketingConsent: { sms: true } },
    });
    await post(registered);
    await until(
      () => isArmed("members/announce"),
      (armed) => armed === undefined,
    );
    // The enrolment (or its refusal) is what hearing of the joining comes to.
    const heard = ({ body }: { body: MemberViewAnswer }) =>
      body.journeys?.length > 0 || body.timeline?.items.some(({ kind }) => kind === "refusal");
    await until(() => member(customerId), heard, 40);
  });
});

describe("a record that can't be applied", () => {
  test("is parked with its reason after five tries, and applied when it is sent again after the cause is gone", {
    timeout: 90_000,
  }, async () => {
    const customerId = fresh("poison");
    await post(order(customerId, fresh("sound")));
    await until(
      () => member(customerId),
      ({ body }) => body.points?.balance === 10,
    );

    // An order whose lines somebody's tool has lost, straight in the table: no door would have let it in.
    const memberId = hmacIdentity(stageOf({ stage: "test" }).identityKey ?? "").memberOf("customerId", customerId);
    const sound = storedEventOf(
      eventItem({
        memberId,
        channel: "web",
        eventId: fresh("hollow"),
        type: "order.paid",
        occurredAt: "2011-10-03T09:00:00.000Z",
        receivedAt: NOW,
        historic: false,
        data: {
          orderId: fresh("hollow-order"),
          currency: "GBP",
          deliveryMinor: 0,
          discountMinor: 0,
          totalMinor: 2_000,
          lines: [
            { sku: "22670", quantity: 1, unitPriceMinor: 2_000, discountMinor: 0, amountMinor: 2_000, goods: true },
          ],
        },
      }),
    );
    const item = eventItem(sound);
    const put = (data: string) =>
      bareDynamo.send(new PutItemCommand({ TableName: eventsTable, Item: marshal({ ...item, data }) }));
    await put(JSON.stringify({ ...sound.data, lines: undefined }));

    const mine = (letter: { what: string }) => letter.what === `${item.pk} ${item.sk}`;
    const letters = await until(
      () => queues.look(100),
      (all) => all.some(mine),
      60,
    );
    expect(letters.find(mine)).toMatchObject({
      goesTo: "retry",
      from: "members/apply",
      because: expect.stringContaining("broken-assumption: TypeError"),
    });
    expect((await member(customerId)).body.points).toMatchObject({ balance: 10 });

    await put(JSON.stringify(sound.data));
    expect((await queues.resend(mine, 100)).resent).toHaveLength(1);
    await until(
      () => member(customerId),
      ({ body }) => body.points?.balance === 30,
    );
    expect((await queues.look(100)).filter(mine)).toEqual([]);
  });
});
