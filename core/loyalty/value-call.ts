import { type Problem, problem } from "../contract/problem.ts";
import { changeMember } from "../members/change-member.ts";
import { liveStamp } from "../members/live-stamp.ts";
import type { Head } from "../members/member.ts";
import { headOf } from "../members/member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../members/member-ledger.ts";
import type { Change, CommitStamp, Loaded, MemberStore, Wanted } from "../members/member-store.ts";
import type { Programme } from "../programme/programme.ts";
import type { ProgrammeStore, Saved } from "../programme/programme-store.ts";
import { type Call, type CallOutcome, claimsOf, decidedOnce, type FirstDecision } from "./idempotency.ts";
import type { Hasher } from "./ledger/entry.ts";
import { Postings } from "./ledger/postings.ts";

/** The most that an account may hold, so that no sum of accounts leaves whole numbers behind: 10^12. */
export const MOST_IN_ACCOUNT = 1_000_000_000_000;

export interface ValuePorts {
  store: MemberStore;
  programmes: Pick<ProgrammeStore, "programme">;
  /** The product's clock, read once. */
  now: string;
  /** How long ago that was: of jobs that may work for longer than a stamp is good. */
  elapsedMs?: () => number;
  hash: Hasher;
  pause: (attempt: number) => Promise<void>;
}

/** What a decision that moves one member's value stands on. */
export interface Ground {
  loaded: Loaded;
  postings: Postings;
  rules: Saved<Programme>;
  stamp: CommitStamp;
}

export interface ValueCall {
  memberId: string;
  call: Call;
  effect: Call;
  /** Beside the accounts and the claims of the call and its effect. */
  wanted?: Wanted;
}

/**
 * A call that moves the value of one member, decided and stored once: `decide` posts on the member's ledger and answers.
 * @throws MemberBusyError after five conflicts.
 */
export async function valueCall(
  { memberId, call, effect, wanted = {} }: ValueCall,
  decide: (ground: Ground) => FirstDecision,
  ports: ValuePorts,
): Promise<CallOutcome> {
  const { rules, stamp } = await groundOf(ports);
  const claims = [...claimsOf(call, effect), ...(wanted.claims ?? [])];
  return changeMember(
    memberId,
    { ...wanted, accounts: true, claims },
    (loaded) =>
      decidedOnce(loaded, call, effect, () => {
        const gone = memberGone(loaded);
        return gone === undefined
          ? decide({ loaded, postings: postingsOn(loaded, stamp, ports.hash), rules, stamp })
          : { refused: gone };
      }),
    { ...ports, stamp },
  );
}

/** The rules in force now, and when what is decided now is booked. */
export async function groundOf({
  programmes,
  now,
  elapsedMs = () => 0,
}: Pick<ValuePorts, "programmes" | "now" | "elapsedMs">): Promise<{ rules: Saved<Programme>; stamp: CommitStamp }> {
  const rules = await programmes.programme();
  return { rules, stamp: liveStamp(now, rules.value.timeZone, elapsedMs) };
}

export const postingsOn = (loaded: Loaded, { now }: CommitStamp, hash: Hasher): Postings =>
  new Postings(ledgerOf(loaded, headOf(loaded, now)), hash);

/** The change that stores what was posted. */
export function changeOf(
  loaded: Loaded,
  { ledger, entries }: Postings,
  { now }: CommitStamp,
  more: Partial<Change> = {},
): Change {
  const head: Omit<Head, "seq"> = { ...headOf(loaded, now), ...chainEnd(ledger) };
  return { ...more, head, items: [...ledgerItems(loaded, ledger, entries), ...(more.items ?? [])] };
}

/** Why a member's value can't be moved: unknown, erased, or merged into another. */
export function memberGone({ memberId, head }: Loaded): Problem | undefined {
  if (head === undefined || head.status === "erased") {
    return problem(404, "member-unknown", "No such member", `nobody is known as ${memberId}`);
  }
  if (head.status === "active") return undefined;
  return problem(
    409,
    "member-merged",
    "Member merged",
    `${memberId} has become part of ${head.status.mergedInto}: call again with that id, under a new Idempotency-Key`,
  );
}

/** Stored value is in the programme's currency alone. */
export const otherCurrency = (named: string, { value }: Saved<Programme>): Problem | undefined =>
  named === value.currency
    ? undefined
    : problem(422, "other-currency", "Other currency", `${named} was named, the programme is in ${value.currency}`);

/** The refusal of a debit that its account doesn't hold. */
export const tooFew = (code: string, what: string, there: number, asked: number): Problem =>
  problem(409, code, "Too few", `${asked} ${what} were asked for, ${there} are there`);

/** The refusal of a credit that its account can't hold. */
export const tooMuch = (what: string): Problem =>
  problem(409, "account-full", "Account full", `an account holds ${MOST_IN_ACCOUNT} ${what} at most`);
