import type { Claim, Line } from "../claim.ts";
import { rowsOf, type SampleRun, sampleRun } from "./sample-runs.ts";

const sameDigest = (claim: string, one: SampleRun, other: SampleRun): Line => ({
  claim,
  figure: `${one.digest.slice(0, 16)}… and ${other.digest.slice(0, 16)}…`,
  bar: "equal",
  passed: one.digest === other.digest && /^[0-9a-f]{64}/.test(one.digest),
});

/** Two runs, and a third with other repeats and another disorder, come to the same. */
export const digests: Claim = {
  name: "digest",
  says: "the outcome doesn't depend on when, how often or in which order events come",
  async run(ground) {
    const first = await sampleRun(ground, "plain");
    const second = await sampleRun(ground, "again");
    const third = await sampleRun(ground, "other-seeds");
    return [
      sameDigest("two runs end in the same digest", first, second),
      sameDigest("other repeats and another disorder within the day: the same digest", first, third),
    ];
  },
};

interface MemberRow {
  memberId: string;
  pointsBalance: number;
  pointsOwed: number;
  recencyDays: number | null;
  frequency: number;
  monetaryMinor: number;
  segment: string | null;
}
interface EnrolmentRow {
  memberId: string;
  journey: string;
  occasion: string;
  arm: string;
  enteredAt: string;
  leftAt: string | null;
  why: string | null;
}
interface MessageRow {
  memberId: string;
  journey: string;
  step: string;
  channel: string;
  at: string;
}

/** The state that must not depend on lateness. */
const balanceAndSummary = (row: MemberRow) =>
  JSON.stringify([row.pointsBalance, row.pointsOwed, row.recencyDays, row.frequency, row.monetaryMinor]);

/** What differs between two runs, by key. */
function changes<T>(before: T[], after: T[], keyOf: (row: T) => string, factOf: (row: T) => string): string[] {
  const was = new Map(before.map((row) => [keyOf(row), factOf(row)]));
  const is = new Map(after.map((row) => [keyOf(row), factOf(row)]));
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key)).sort();
}

/** Orders delivered days late: balances and summaries equal, and each changed decision has a late order as its cause. */
export const lateness: Claim = {
  name: "late-orders",
  says: "orders that come days late change no balance and no summary; what they do change is listed with its cause",
  async run(ground) {
    const punctual = await sampleRun(ground, "plain");
    const late = await sampleRun(ground, "late-orders");
    const lateOrders = rowsOf<{ memberId: string; orderId: string; occurredOn: string; arrivedOn: string }>(
      late.out,
      "late-events.jsonl",
    );
    const before = rowsOf<MemberRow>(punctual.out, "members.jsonl");
    const after = rowsOf<MemberRow>(late.out, "members.jsonl");
    const moved = changes(before, after, (row) => row.memberId, balanceAndSummary);
    const causes = new Map(lateOrders.map((order) => [order.memberId, order]));
    const enrolments = changes(
      rowsOf<EnrolmentRow>(punctual.out, "enrolments.jsonl"),
      rowsOf<EnrolmentRow>(late.out, "enrolments.jsonl"),
      (row) => `${row.memberId} ${row.journey} ${row.occasion}`,
      (row) => JSON.stringify([row.arm, row.enteredAt, row.leftAt, row.why]),
    );
    const messages = changes(
      rowsOf<MessageRow>(punctual.out, "messages.jsonl"),
      rowsOf<MessageRow>(late.out, "messages.jsonl"),
      (row) => `${row.memberId} ${row.journey} ${row.step} ${row.channel} ${row.at}`,
      (row) => row.at,
    );
    const decisions = [...enrolments.map((key) => `enrolment ${key}`), ...messages.map((key) => `message ${key}`)];
    const unexplained = decisions.filter((decision) => !causes.has(decision.split(" ")[1] ?? ""));
    for (const decision of decisions.slice(0, 40)) {
      const cause = causes.get(decision.split(" ")[1] ?? "");
      ground.say(
        `changed: ${decision} ← ${cause ? `order ${cause.orderId} of ${cause.occurredOn} came on ${cause.arrivedOn}` : "no cause found"}`,
      );
    }
    return [
      {
        claim: "orders came late",
        figure: String(lateOrders.length),
        bar: "at least 20",
        passed: lateOrders.length >= 20,
      },
      {
        claim: "balances and summaries are equal",
        figure: `${moved.length} of ${before.length} members differ`,
        bar: "0",
        passed: moved.length === 0 && before.length === after.length && before.length > 0,
      },
      {
        claim: "every changed decision has a late order of the same member as its cause",
        figure: `${decisions.length} changed, ${unexplained.length} without cause`,
        bar: "0 without cause",
        passed: unexplained.length === 0,
      },
    ];
  },
};
