import { type Problem, problem } from "../../contract/problem.ts";
import { MemberBusyError } from "../../members/change-member.ts";
import { answered, type Call, type CallOutcome, claimOf, keyReused } from "../idempotency.ts";
import { moneyOf, type OrderDiscrepancies, type Settlement } from "./discrepancy.ts";
import type { SettleAnswer, SettleRequest } from "./discrepancy-schemas.ts";
import type { DiscrepancyStore } from "./discrepancy-store.ts";

/** How often it is decided anew when somebody else was faster. */
const TRIES = 5;

export interface SettlePorts {
  store: Pick<DiscrepancyStore, "load" | "settle">;
  /** The product's clock, read once. */
  now: string;
  pause: (attempt: number) => Promise<void>;
}

/**
 * Settles an order's discrepancies by an operator's word, once: settled again by the same operator for the same reason
 * it is the first answer, under another it is refused. The facts stay as they were booked, and no value moves: what is
 * to be made good is an adjustment of its own.
 * @throws MemberBusyError after five conflicts.
 */
export async function settleDiscrepancy(asked: SettleRequest, call: Call, ports: SettlePorts): Promise<CallOutcome> {
  const { memberId, orderKey, operator, reason } = asked;
  const { store, now, pause } = ports;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await pause(attempt - 1);
    const { stored, claims } = await store.load(memberId, orderKey, [call.claim]);
    const before = answered({ claims }, call);
    if (before !== undefined) return before === "reused" ? { refused: keyReused() } : before;
    if (stored === undefined) return { refused: unknown(asked) };
    const { value } = stored;
    const settled = value.state === "settled" ? value.settled : { at: now, operator, reason };
    if (settled.operator !== operator || settled.reason !== reason) return { refused: already(orderKey, settled) };
    const answer = { status: 200, body: answerOf(memberId, value, settled) };
    const change = value.state === "settled" ? undefined : { ...stored, value: settledBy(value, settled) };
    if ((await store.settle(memberId, claimOf(call, answer), change)) === "committed") return answer;
  }
  throw new MemberBusyError(memberId);
}

const settledBy = (value: OrderDiscrepancies, settled: Settlement): OrderDiscrepancies => ({
  ...value,
  ...{ state: "settled", settled },
});

const answerOf = (
  memberId: string,
  { orderKey, bookedOn, discrepancies }: OrderDiscrepancies,
  settled: Settlement,
): SettleAnswer => ({ memberId, orderKey, bookedOn, ...moneyOf(discrepancies), state: "settled", settled });

const unknown = ({ memberId, orderKey }: SettleRequest): Problem =>
  problem(
    404,
    "discrepancy-unknown",
    "Discrepancy unknown",
    `no discrepancy of order ${orderKey} of ${memberId} is known`,
  );

const already = (orderKey: string, { at, operator, reason }: Settlement): Problem =>
  problem(
    409,
    "already-settled",
    "Already settled",
    `the discrepancies of order ${orderKey} were settled by ${operator} at ${at}: ${reason}`,
  );
