import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import {
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { dynamo } from "../../adapters/dynamo/client.ts";
import { dynamoEventAppender } from "../../adapters/dynamo/dynamo-events.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { noCounters } from "../../adapters/dynamo/rest-counters.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import { adjustPoints } from "../../core/loyalty/adjust-points.ts";
import { type CommitPorts, commitOrder } from "../../core/loyalty/checkout/commit-checkout.ts";
import { newCoupon } from "../../core/loyalty/coupons/coupon.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { type Call, type CallOutcome, readCall } from "../../core/loyalty/idempotency.ts";
import { applyToMember } from "../../core/members/apply-to-member.ts";
import { changeMember } from "../../core/members/change-member.ts";
import { headOf } from "../../core/members/member-beginning.ts";
import type { Offer } from "../../core/programme/offer.ts";
import { shopDay } from "../../core/programme/shop-day.ts";
import { Tiers } from "../../core/programme/tiers.ts";
import { outputOf } from "../local/stack-outputs.ts";
import type { BenchStack } from "./bench-stack.ts";
import { stopReadingEvents } from "./stop-reading-events.ts";

/** Checkouts a second, beside the same requests issued bare. */
export interface CheckoutRate {
  checkouts: number;
  inFlight: number;
  perSecond: number;
  barePerSecond: number;
  /** Requests to DynamoDB of one checkout. */
  requests: number;
  /** Items of its transaction. */
  written: number;
}

/** A checkout of the benchmark was refused: nothing that may be measured. */
export class BenchCheckoutError extends Error {
  override readonly name = "BenchCheckoutError";
}

/** Rounds of both in turn: what else the machine does meanwhile falls on both. */
const ROUNDS = 6;

type Request = { name: string; input: object };

/**
 * Commits checkouts with a coupon, points and a tier's counter, each of a member of its own; then issues the very same
 * requests, with other members' ids in them, bare: no decision, no packing, no hash. Quote and hold are not counted, nor
 * is HTTP. Both go through the same client to the same store.
 */
export async function measureCheckouts(
  stack: BenchStack,
  { perRound, inFlight, say }: { perRound: number; inFlight: number; say: (text: string) => void },
): Promise<CheckoutRate> {
  const { session, now } = stack;
  const tables = {
    members: outputOf(session.outputs, "MembersTable"),
    events: outputOf(session.outputs, "EventsTable"),
    programme: outputOf(session.outputs, "ProgrammeTable"),
  };
  const programmes = dynamoProgrammeStore(tables.programme);
  const store = dynamoMemberStore(tables.members, { allotments: tables.programme });
  const saved = await programmes.programme();
  const tiers = Tiers.parse({
    levels: [{ id: "silver", name: { en: "Silver", "zh-CN": "银卡" }, threshold: 10_000_000, benefits: {} }],
  });
  const rules = { ...saved, value: { ...saved.value, tiers } };
  const stamp = { now, bookedOn: shopDay(now, rules.value.timeZone) };
  const pause = async (): Promise<void> => {};
  const common = { store, now, hash: sha256, pause };
  const append = dynamoEventAppender(tables.events, noCounters);
  const ports: CommitPorts = { ...common, rules, stamp, append };

  const member = async (at: number, kind: string) => {
    const memberId = `m_${idOf(`${kind}${at}`)}`;
    const history = { current: async () => rules, at: async () => rules };
    const applied = await applyToMember(registration(memberId, now), {
      ...{ store, programme: history, now, hash: sha256, pause },
      setAside: async () => {},
    });
    if (!("kind" in applied)) throw new BenchCheckoutError(applied.because);
    const adjust = { memberId, channel: "bench", adjustmentId: memberId, points: 3_000, operator: "b", reason: "b" };
    done(
      await adjustPoints(adjust, callOf(`adjust-${memberId}`, adjust), {
        ...common,
        programmes: { programme: async () => rules },
      }),
    );
    const code = couponCode(Buffer.from(sha256(memberId)).toString("base64url"));
    const coupon = newCoupon({
      code,
      offer: OFFER,
      currency: rules.value.currency,
      timeZone: rules.value.timeZone,
      now,
    });
    await changeMember(
      memberId,
      {},
      (loaded) => ({
        answer: undefined,
        change: { head: headOf(loaded, now), items: [{ kind: "coupon", version: 0, value: coupon }] },
      }),
      { store, stamp, pause },
    );
    return { memberId, code };
  };
  const pointsValueMinor = Math.floor((1_000 * rules.value.points.spend.minor) / rules.value.points.spend.points);
  const checkout = ({ memberId, code }: { memberId: string; code: string }) => {
    const order = {
      orderId: `o-${memberId}`,
      currency: rules.value.currency,
      lines: [1, 2, 3].map((line) => ({
        ...{ lineId: String(line), sku: `SKU-${line}`, quantity: 1, unitPriceMinor: 3_000 },
        ...{ discountMinor: 0, amountMinor: 3_000, goods: true },
      })),
      deliveryMinor: 0,
      discountMinor: 500 + pointsValueMinor,
      totalMinor: 8_500 - pointsValueMinor,
      uses: { coupons: [{ code, valueMinor: 500 }], points: 1_000, pointsValueMinor, storedValueMinor: 0 },
    };
    const asked = { memberId, channel: "bench", paidAt: now, order };
    return { asked, call: callOf(`commit-${memberId}`, asked) };
  };

  // Whoever appends an event is followed by the stream, which would do the same work beside.
  await stopReadingEvents(stack);
  const took = { ours: 0, bare: 0 };
  let requests = 0;
  let written = 0;
  const recorder = recording();
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const ours = await each(perRound, inFlight, (at) => member(round * perRound + at, "ours"));
      const bare = await each(perRound, inFlight, (at) => member(round * perRound + at, "bare"));
      const asked = ours.map(checkout);
      recorder.start();
      const began = performance.now();
      await each(perRound, inFlight, async (at) => {
        const one = asked[at];
        if (one) done(await commitOrder(one.asked, one.call, ports));
      });
      const oursTook = performance.now() - began;
      const recorded = recorder.stop();
      const twins = ours.map((one, at) => {
        const twin = bare[at];
        if (twin === undefined) throw new BenchCheckoutError("a twin is missing");
        const own = recorded.filter(({ input }) => JSON.stringify(input).includes(one.memberId));
        return own.map(({ name, input }) => ({
          name,
          input: renamed(input, [
            [one.memberId, twin.memberId],
            [one.code, twin.code],
          ]) as object,
        }));
      });
      const bareBegan = performance.now();
      await each(perRound, inFlight, async (at) => {
        for (const request of twins[at] ?? []) await issue(request);
      });
      const bareTook = performance.now() - bareBegan;
      requests = twins[0]?.length ?? 0;
      written =
        twins[0]?.reduce(
          (sum, { input }) =>
            sum +
            ("TransactItems" in input && Array.isArray(input.TransactItems) && "Put" in (input.TransactItems[0] ?? {})
              ? input.TransactItems.length
              : 0),
          0,
        ) ?? 0;
      // The first round warms both.
      if (round === 0) continue;
      took.ours += oursTook;
      took.bare += bareTook;
      say(`checkouts, round ${round}: ${rate(perRound, oursTook)}/s, bare ${rate(perRound, bareTook)}/s`);
    }
  } finally {
    recorder.remove();
  }
  const checkouts = ROUNDS * perRound;
  return {
    ...{ checkouts, inFlight, requests, written },
    perSecond: (checkouts * 1_000) / took.ours,
    barePerSecond: (checkouts * 1_000) / took.bare,
  };
}

const rate = (count: number, ms: number): string => ((count * 1_000) / ms).toFixed(0);

/** Keeps the inputs of the client's commands while it is told to. */
function recording() {
  let kept: Request[] | undefined;
  const name = `bench-${randomUUID()}`;
  dynamo.middlewareStack.add(
    (next, context) => (args) => {
      kept?.push({ name: String(context.commandName), input: args.input as object });
      return next(args);
    },
    { step: "initialize", name },
  );
  return {
    start: () => {
      kept = [];
    },
    stop: () => {
      const all = kept ?? [];
      kept = undefined;
      return all;
    },
    remove: () => void dynamo.middlewareStack.remove(name),
  };
}

async function issue({ name, input }: Request): Promise<void> {
  switch (name) {
    case "TransactGetItemsCommand":
      return void (await dynamo.send(new TransactGetItemsCommand(input as never)));
    case "TransactWriteItemsCommand":
      return void (await dynamo.send(new TransactWriteItemsCommand(input as never)));
    case "GetItemCommand":
      return void (await dynamo.send(new GetItemCommand(input as never)));
    case "PutItemCommand":
      return void (await dynamo.send(new PutItemCommand(input as never)));
    default:
      throw new BenchCheckoutError(`a checkout sends ${name}, which isn't issued bare yet`);
  }
}

/** The same request with other ids in its texts; bytes are kept, since what they hold doesn't matter to the store. */
function renamed(value: unknown, names: readonly (readonly [string, string])[]): unknown {
  if (typeof value === "string") return names.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((one) => renamed(one, names));
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, renamed(field, names)]));
}

/** So many acts, `inFlight` at a time, in their order of answers. */
async function each<T>(count: number, inFlight: number, act: (at: number) => Promise<T>): Promise<T[]> {
  const outcomes: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const at = next;
      next += 1;
      outcomes[at] = await act(at);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return outcomes;
}

const idOf = (text: string): string =>
  sha256(text)
    .slice(0, 20)
    .replaceAll(/[0189]/g, (digit) => "zyxw"["0189".indexOf(digit)] ?? "z");

const registration = (memberId: string, at: string): StoredEvent => ({
  ...{ memberId, channel: "bench", eventId: `r-${memberId}`, type: "member.registered", occurredAt: at },
  ...{ receivedAt: at, historic: true, data: { reachable: { sms: false, email: false } } },
});

const OFFER: Offer = {
  ...{
    id: "bench",
    name: { en: "Bench", "zh-CN": "测" },
    kind: "amount-off",
    faceMinor: 500,
    thresholdMinor: 0,
    validDays: 30,
  },
};

function callOf(act: string, body: object): Call {
  const call = readCall({ keyId: "bench", headers: { "idempotency-key": act }, act, body }, sha256);
  if ("code" in call) throw new BenchCheckoutError(call.detail);
  return call;
}

function done(outcome: CallOutcome): void {
  if ("refused" in outcome) throw new BenchCheckoutError(`${outcome.refused.code}: ${outcome.refused.detail}`);
}
