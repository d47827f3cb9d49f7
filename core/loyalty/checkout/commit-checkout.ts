import type { StoredEvent } from "../../contract/event.ts";
import { type Problem, problem } from "../../contract/problem.ts";
import { outOfTime } from "../../ingestion/read-event.ts";
import type { Applied, ApplyContext } from "../../members/apply-context.ts";
import { applyEvent, wantedBy } from "../../members/apply-event.ts";
import { changeMember, type Decision, decideOn, type MoreWanted } from "../../members/change-member.ts";
import { orderKeyOf } from "../../members/claim-key.ts";
import type { KeptLine, Order } from "../../members/member.ts";
import type { CommitStamp, Loaded } from "../../members/member-store.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { answered, type Call, type CallAnswer, type CallOutcome, claimOf, keyReused } from "../idempotency.ts";
import { memberGone, type ValuePorts } from "../value-call.ts";
import type { CommitAnswer, CommitRequest, RefundAnswer, RefundRequest } from "./checkout-schemas.ts";
import { type Paying, usedIn } from "./used.ts";
import { payOutOf } from "./withhold-owed.ts";

export interface CommitPorts extends Omit<ValuePorts, "programmes"> {
  /** What was in force when the order was paid, or the lines came back. */
  rules: Saved<Programme>;
  stamp: CommitStamp;
  /** Appends an event to the log; the same again is a success. */
  append: (event: StoredEvent) => Promise<void>;
}

type Committed = Extract<StoredEvent, { type: "order.paid" | "order.refunded" }>;

/**
 * Counts a paid order now, in place of when its event comes by: the event is appended first, as every event is, then
 * applied in this call. Whoever applies it first, this call or the stream, takes the same decision on the same data
 * once; so a call that is killed half way is finished by the stream.
 * @throws MemberBusyError after five conflicts: the stream counts the order all the same.
 */
export function commitOrder(asked: CommitRequest, call: Call, ports: CommitPorts): Promise<CallOutcome> {
  const { memberId, channel, order } = asked;
  const event: Committed = {
    ...envelope(memberId, channel, `checkout.${order.orderId}`, asked.paidAt, ports),
    type: "order.paid",
    data: order,
  };
  return commit(event, call, ports, (paid) => ({ status: 201, body: paidAnswer(paid) }));
}

/** Takes lines of an order back now, in the same way. An order that isn't known yet is refused: nothing is half done. */
export function commitRefund(asked: RefundRequest, call: Call, ports: CommitPorts): Promise<CallOutcome> {
  const { memberId, channel, refund } = asked;
  const event: Committed = {
    ...envelope(memberId, channel, `checkout.${refund.orderId}.${refund.refundId}`, asked.refundedAt, ports),
    type: "order.refunded",
    // Said with the event, so that the stream, if it comes first, takes the decision that this call would have taken.
    payOutOpen: true,
    data: refund,
  };
  return commit(event, call, ports, (order) => ({ status: 201, body: refundAnswer(order, refund.refundId) }));
}

const envelope = (memberId: string, channel: string, eventId: string, at: string, { stamp }: CommitPorts) => ({
  memberId,
  channel,
  eventId,
  occurredAt: new Date(Date.parse(at)).toISOString(),
  receivedAt: stamp.now,
  historic: false,
});

async function commit(
  event: Committed,
  call: Call,
  ports: CommitPorts,
  answerOf: (order: Order) => CallAnswer,
): Promise<CallOutcome> {
  const context: ApplyContext = { rules: ports.rules, stamp: ports.stamp, hash: ports.hash };
  const orderKey = orderKeyOf(event.channel, event.data.orderId);
  const base = wantedBy(event, ports.rules.value);
  const wanted = { ...base, orderKey, claims: [...(base.claims ?? []), call.claim] };
  const decide = (loaded: Loaded): Decision<CallOutcome> | MoreWanted => {
    const before = answered(loaded, call);
    if (before !== undefined) return { answer: before === "reused" ? { refused: keyReused() } : before };
    const gone = memberGone(loaded);
    if (gone !== undefined || loaded.head === undefined) return { answer: { refused: gone ?? elsewhere(event) } };
    if (event.type === "order.refunded" && loaded.order === undefined) {
      const detail = `no order ${event.data.orderId} of this channel and member is known: commit it first`;
      return { answer: { refused: problem(404, "order-unknown", "Order unknown", detail) } };
    }
    const decided = applyEvent(event, loaded, context);
    if ("want" in decided) return decided;
    if (decided.answer.kind === "refused") return { answer: { refused: refusalOf(decided.answer) } };
    // Counted by the stream, or under another key: the order tells what it came to.
    const order = orderIn(decided.change?.items) ?? loaded.order?.value;
    if (order === undefined) return { answer: { refused: elsewhere(event) } };
    const answer = answerOf(order);
    const { seq: _, ...head } = loaded.head;
    const change = decided.change ?? { head };
    return { answer, change: { ...change, claims: [...(change.claims ?? []), claimOf(call, answer)] } };
  };
  const late = outOfTime(event.occurredAt, ports.now);
  if (late !== undefined) {
    return { refused: problem(422, late, "Checkout refused", `${event.occurredAt} can't be when it happened`) };
  }
  // Refused before anything is appended. What was read for that is committed on, if nobody was faster.
  const ahead = await decideOn(event.memberId, wanted, decide, ports);
  if (ahead.decision.change === undefined) return ahead.decision.answer;
  await ports.append(event);
  return changeMember(event.memberId, wanted, decide, ports, ahead);
}

const orderIn = (items: readonly { kind: string; value: unknown }[] | undefined): Order | undefined =>
  items?.find(({ kind }) => kind === "order")?.value as Order | undefined;

const elsewhere = ({ data }: Committed): Problem =>
  problem(409, "order-of-another", "Order of another", `order ${data.orderId} was counted for another member`);

function refusalOf({ because, detail }: Extract<Applied, { kind: "refused" }>): Problem {
  const status = because === "more-than-was-bought" || because === "more-than-was-paid" ? 409 : 422;
  return problem(status, because, "Checkout refused", detail);
}

const sumOf = (lines: readonly KeptLine[], of: (line: KeptLine) => number): number =>
  lines.reduce((sum, line) => sum + of(line), 0);

/** What an order came to when it was paid: from what is kept with it, so the same at any later time. */
function paidAnswer({ orderKey, used, lines, bookedOn }: Order): CommitAnswer {
  const of = (account: Paying): number => usedIn(used, account);
  return {
    orderKey,
    bookedOn,
    pointsEarned: sumOf(lines, (line) => line.earned),
    pointsSpent: of("points"),
    principalMinor: of("principal"),
    bonusMinor: of("bonus"),
    coupons: used?.coupons ?? [],
    discrepancies: used?.discrepancies ?? [],
  };
}

/** What one refund moved: kept with the order's refunds. */
function refundAnswer({ orderKey, refunds }: Order, refundId: string): RefundAnswer {
  const refund = refunds.find((one) => one.refundId === refundId);
  const given = refund?.givenBack;
  return {
    orderKey,
    refundId,
    bookedOn: refund?.bookedOn ?? "",
    refundedMinor: refund?.minor ?? 0,
    pointsTakenBack: refund?.pointsTakenBack ?? 0,
    pointsGivenBack: given?.points ?? 0,
    principalMinor: given?.principal ?? 0,
    bonusMinor: given?.bonus ?? 0,
    pointsWithheld: refund?.withheld?.points ?? 0,
    withheldMinor: refund?.withheld?.minor ?? 0,
    payOutMinor: refund === undefined ? 0 : payOutOf(refund),
  };
}
