import { problem } from "../../contract/problem.ts";
import { changeMember, type Decision, type MoreWanted } from "../../members/change-member.ts";
import { headOf } from "../../members/member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../../members/member-ledger.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { type Call, type CallOutcome, claimsOf, decidedOnce, effectOf, type FirstDecision } from "../idempotency.ts";
import { accountOf } from "../ledger/account.ts";
import type { Hasher } from "../ledger/entry.ts";
import type { LotPart } from "../ledger/ledger.ts";
import { Postings } from "../ledger/postings.ts";
import { splitPayment } from "../stored-value/split-payment.ts";
import { type Hold, holdKey } from "./hold.ts";
import type { HoldAnswer, HoldRequest } from "./hold-schemas.ts";
import { PAYING, type Paying } from "./used.ts";
import { valueOfPoints } from "./value-of-points.ts";

/** A hold stands so long; then it is released by itself. */
export const HOLD_MINUTES = 15;

export interface CheckoutPorts {
  store: MemberStore;
  rules: Saved<Programme>;
  stamp: CommitStamp;
  hash: Hasher;
  pause: (attempt: number) => Promise<void>;
}

/**
 * Reserves points and stored value for fifteen minutes: they are out of the accounts until the checkout is committed,
 * released, or the time is over.
 * @throws MemberBusyError after five conflicts.
 */
export function holdCheckout(asked: HoldRequest, call: Call, ports: CheckoutPorts): Promise<CallOutcome> {
  const effect = effectOf(`C#${holdKey(asked.channel, asked.holdId)}#hold`, call);
  const decide = (loaded: Loaded): Decision<CallOutcome> | MoreWanted =>
    decidedOnce(loaded, call, effect, () => held(asked, loaded, ports));
  const wanted = { accounts: true, claims: claimsOf(call, effect) };
  return changeMember(asked.memberId, wanted, decide, ports);
}

function held(asked: HoldRequest, loaded: Loaded, { rules, stamp, hash }: CheckoutPorts): FirstDecision {
  if (loaded.head?.status !== "active") return { refused: memberUnknown(asked.memberId) };
  const { spend } = rules.value.points;
  if (asked.currency !== rules.value.currency) {
    return refuse(422, "other-currency", `the programme is in ${rules.value.currency}`);
  }
  if (asked.points + asked.storedValueMinor === 0) return refuse(422, "nothing-to-hold", "name points or stored value");
  const pointsValueMinor = valueOfPoints(asked.points, spend);
  if (pointsValueMinor > Math.floor(asked.goodsMinor * spend.maxShare)) {
    const most = `${spend.maxShare * 100} % of the goods at most`;
    return refuse(422, "points-beyond-share", `${asked.points} points are worth ${pointsValueMinor}: ${most}`);
  }
  const head = headOf(loaded, stamp.now);
  const before = ledgerOf(loaded, head);
  const there = accountOf(before.accounts, "points").balance;
  if (there < asked.points)
    return refuse(409, "too-few-points", `${there} points are there, ${asked.points} asked for`);
  const split = splitPayment(before.accounts, asked.storedValueMinor, rules.value.storedValue.paymentOrder);
  if (split.missingMinor > 0) {
    return refuse(409, "too-little-stored-value", `${split.missingMinor} of ${asked.storedValueMinor} is missing`);
  }

  const postings = new Postings(before, hash);
  const amounts: Record<Paying, number> = {
    points: asked.points,
    principal: split.principalMinor,
    bonus: split.bonusMinor,
  };
  const source = holdKey(asked.channel, asked.holdId);
  const store = asked.storeId === undefined ? {} : { storeId: asked.storeId };
  const because = { source, rule: "hold", programme: rules.version, holdId: asked.holdId, ...store };
  const today = stamp.bookedOn;
  const parts = Object.fromEntries(
    PAYING.map((account): [Paying, LotPart[]] => {
      const posting = { account, kind: "hold", amount: amounts[account], because, shortfall: "refuse" } as const;
      const taken = postings.debit({ ...posting, occurredOn: today, bookedOn: today });
      return [account, taken.kind === "posted" ? taken.taken : []];
    }),
  ) as Record<Paying, LotPart[]>;
  const hold: Hold = {
    holdId: source,
    state: "held",
    channel: asked.channel,
    at: stamp.now,
    dueAt: new Date(Date.parse(stamp.now) + HOLD_MINUTES * 60_000).toISOString(),
    currency: asked.currency,
    parts,
    pointsValueMinor,
    coupons: [],
    programme: rules.version,
  };
  return {
    answer: { status: 201, body: answerOf(asked.holdId, hold) },
    change: {
      head: { ...head, ...chainEnd(postings.ledger) },
      items: [...ledgerItems(loaded, postings.ledger, postings.entries), { kind: "hold", version: 0, value: hold }],
    },
  };
}

export function answerOf(holdId: string, hold: Hold): HoldAnswer {
  const sum = (account: Paying): number => hold.parts[account].reduce((total, { amount }) => total + amount, 0);
  return {
    holdId,
    state: hold.state === "released" ? "released" : "held",
    dueAt: hold.dueAt,
    points: sum("points"),
    pointsValueMinor: hold.pointsValueMinor,
    principalMinor: sum("principal"),
    bonusMinor: sum("bonus"),
  };
}

const refuse = (status: number, code: string, detail: string): FirstDecision => ({
  refused: problem(status, code, "Checkout refused", detail),
});

export const memberUnknown = (memberId: string) =>
  problem(404, "member-unknown", "Member unknown", `nobody active is called ${memberId}`);
