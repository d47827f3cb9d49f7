import * as z from "zod";
import { slug, sourceId } from "../contract/event.ts";
import { type Problem, problem } from "../contract/problem.ts";
import { MemberBusyError } from "../members/change-member.ts";
import { changeMembers } from "../members/change-members.ts";
import { actKeyOf, effectClaim } from "../members/claim-key.ts";
import type { Change, Loaded } from "../members/member-store.ts";
import type { Hold } from "./checkout/hold.ts";
import type { LedgerReader } from "./close/close-store.ts";
import { type Call, type CallOutcome, claimsOf, decidedOnce, effectOf, type FirstDecision } from "./idempotency.ts";
import { accountOf } from "./ledger/account.ts";
import type { Because, Entry } from "./ledger/entry.ts";
import { MERGED, type Merged, MOST_MOVES, movesOf, postMoves } from "./merge-moves.ts";
import { memberIdField, operator, reason } from "./request-fields.ts";
import { changeOf, groundOf, MOST_IN_ACCOUNT, memberGone, postingsOn, tooMuch, type ValuePorts } from "./value-call.ts";

/** Two members are one person: everything of value of the one goes to the other. Who decides it and why are on record. */
export const MergeRequest = z.strictObject({
  /** Who receives it. */
  into: memberIdField,
  channel: slug,
  mergeId: sourceId,
  operator,
  reason,
});
export type MergeRequest = z.infer<typeof MergeRequest>;

const amounts = z.strictObject({ points: z.int(), pending: z.int(), principal: z.int(), bonus: z.int() });

export const MergeAnswer = z.strictObject({
  mergeId: z.string(),
  from: z.string(),
  into: z.string(),
  moved: amounts.meta({ description: "by account: points in points, principal and bonus in minor units" }),
  owed: amounts.meta({ description: "what the sender owed and the receiver has taken over, by account" }),
  lots: z.int().meta({ description: "lots that this call moved, and debts" }),
  left: z.int().meta({ description: "lots that one call had no room for: above 0, the merge goes on" }),
  next: z.string().optional().meta({ description: "what to do when something is left" }),
  bookedOn: z.iso.date(),
});
export type MergeAnswer = z.infer<typeof MergeAnswer>;

export interface MergePorts extends ValuePorts {
  /** The entries that made the lots: what a lot is told by in a close stands there. */
  ledgers: Pick<LedgerReader, "entriesNamed">;
}

/** How often the sender is looked at anew when somebody changed it meanwhile. */
const TRIES = 5;

/** What was seen of the sender beside its items, and at which change of its: it holds while that is the last. */
interface Seen {
  seq: number | undefined;
  holds: Hold[];
  makers: ReadonlyMap<number, Entry>;
}

/**
 * Moves what stands in one member's accounts of points, pending points and stored value to another, in one
 * transaction: every lot with its source, its last day, its tier, campaign and store, so that close, release, expiry and
 * pay-out go on as they would have; what is owed goes along, and the receiver pays it with what is there.
 *
 * What is more than one transaction holds is `left`: the same asked again under a new Idempotency-Key goes on, and each
 * call is whole. A checkout's standing hold refuses it, since what is held would come back to the sender.
 *
 * Growth, tier, orders and coupons stay with their member until the members themselves are joined: growth counts orders,
 * and a refund takes it from its order's own lot. An order of the sender that is refunded afterwards finds its points
 * gone and owes them there, or gives back there what it used: another merge takes either along.
 * @throws MemberBusyError after five conflicts.
 */
export async function mergeAccounts(
  memberId: string,
  asked: MergeRequest,
  call: Call,
  ports: MergePorts,
): Promise<CallOutcome> {
  if (memberId === asked.into) {
    return { refused: problem(422, "merge-into-itself", "Merge into itself", "both are the same member") };
  }
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await ports.pause(attempt - 1);
    const outcome = await mergeSeen(memberId, asked, call, await lookAt(memberId, ports), ports);
    if (outcome !== "moved-on") return outcome;
  }
  throw new MemberBusyError(memberId);
}

/** Reads what can't be read beside the head: afterwards the head tells whether it still holds. */
async function lookAt(memberId: string, { store, ledgers }: MergePorts): Promise<Seen> {
  const { head, accounts } = await store.load(memberId, { accounts: true });
  const moves = movesOf(accounts?.value ?? {}).slice(0, MOST_MOVES);
  const numbers = moves.flatMap(({ lot }) => (lot === undefined ? [] : [lot.entry]));
  const [holds, entries] = await Promise.all([
    store.standingHolds(memberId),
    numbers.length === 0 ? [] : ledgers.entriesNamed(memberId, [...new Set(numbers)]),
  ]);
  return { seq: head?.seq, holds, makers: new Map(entries.map((entry) => [entry.number, entry])) };
}

/** The merge on what was seen; `moved-on` when the sender has changed since. */
async function mergeSeen(
  memberId: string,
  asked: MergeRequest,
  call: Call,
  seen: Seen,
  ports: MergePorts,
): Promise<CallOutcome | "moved-on"> {
  const { channel, mergeId, into } = asked;
  const effect = effectOf(effectClaim(channel, mergeId, "merge"), call);
  const { rules, stamp } = await groundOf(ports);

  const merged = (sender: Loaded, receiver: Loaded): FirstDecision & { receiving?: Change; left?: number } => {
    const refusal = memberGone(sender) ?? memberGone(receiver) ?? holdStands(seen.holds);
    if (refusal !== undefined) return { refused: refusal };
    const [given, received] = [postingsOn(sender, stamp, ports.hash), postingsOn(receiver, stamp, ports.hash)];
    const all = movesOf(given.ledger.accounts);
    const moves = all.slice(0, MOST_MOVES);
    if (moves.length === 0) {
      return { refused: problem(409, "nothing-to-merge", "Nothing to merge", `nothing stands with ${memberId}`) };
    }
    const { bookedOn } = stamp;
    const decision = { rule: actKeyOf("merge", channel, mergeId), programme: rules.version };
    const because: Because = { source: decision.rule, ...decision, operator: asked.operator, reason: asked.reason };
    const { moved, owed } = postMoves(moves, { given, received, because, bookedOn, makers: seen.makers });
    const full = MERGED.find((name) => accountOf(received.ledger.accounts, name).balance > MOST_IN_ACCOUNT);
    if (full !== undefined) return { refused: tooMuch(unitOf(full)) };
    const left = all.length - moves.length;
    const body: MergeAnswer = {
      ...{ mergeId, from: memberId, into, moved, owed, lots: moves.length, left },
      ...(left === 0 ? {} : { next: "send the same again under a new Idempotency-Key: it goes on" }),
      bookedOn,
    };
    return {
      answer: { status: 200, body },
      change: changeOf(sender, given, stamp),
      receiving: changeOf(receiver, received, stamp),
      left,
    };
  };

  return changeMembers<CallOutcome | "moved-on">(
    [
      { memberId, wanted: { accounts: true, claims: claimsOf(call, effect) } },
      { memberId: into, wanted: { accounts: true } },
    ],
    ([sender, receiver]) => {
      if (sender === undefined || receiver === undefined) throw new RangeError("two members were asked for");
      if (sender.head?.seq !== seen.seq) return { answer: "moved-on" };
      let receiving: Change | undefined;
      let left = 0;
      const { answer, change } = decidedOnce(sender, call, effect, () => {
        const { receiving: theirs, left: rest = 0, ...decided } = merged(sender, receiver);
        [receiving, left] = [theirs, rest];
        return decided;
      });
      // The merge's own name is spoken for by the call that ends it: until then it goes on under other keys.
      const claims = change?.claims?.filter(({ key }) => left === 0 || key !== effect.claim);
      return { answer, changes: [change && { ...change, ...(claims ? { claims } : {}) }, receiving] };
    },
    { ...ports, stamp },
  );
}

function holdStands(holds: readonly Hold[]): Problem | undefined {
  const [hold] = holds;
  if (hold === undefined) return undefined;
  const detail = `a checkout holds ${hold.holdId}: commit or release it, or wait until it is released at ${hold.dueAt}`;
  return problem(409, "hold-stands", "Hold stands", detail);
}

const unitOf = (account: Merged): string =>
  account === "points" || account === "pending" ? "points" : `minor units of ${account}`;
