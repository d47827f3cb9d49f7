import { changeMember, type Decision } from "../../members/change-member.ts";
import { eachDue, unlessBusy } from "../../members/each-due.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import { ACCOUNTS, accountOf, type Lot } from "../ledger/account.ts";
import type { Hasher } from "../ledger/entry.ts";
import type { Postings } from "../ledger/postings.ts";
import { changeOf, postingsOn } from "../value-call.ts";

/** 100,000 members a run. */
const RUN = { pages: 500, page: 200, atOnce: 8 };
/** Entries of one commit at most: a transaction holds 100 items. */
const ENTRIES = 80;
/** Commits of one member at most: 4,000 entries a night. */
const COMMITS = 50;

export interface TurnPorts {
  store: MemberStore;
  stamp: CommitStamp;
  /** Version of the programme, for the entries. */
  programme: number;
  hash: Hasher;
  pause: (attempt: number) => Promise<void>;
}

/** What a run came to, and whether there is more to do. */
export interface Turned {
  members: number;
  released: number;
  expired: number;
  more: boolean;
}

/** What became of a member's lots; `more` of them are due still. */
type TurnedLots = Pick<Turned, "released" | "expired" | "more">;

const NOTHING: TurnedLots = { released: 0, expired: 0, more: false };

/**
 * Ends a day for a member's lots: pending ones whose return window is over become points, each as a lot of its own with
 * its own last day, and what has expired leaves its account. `day` is the shop's, and the last one that counts. What is
 * more than one commit holds is left. Each debit names one lot and what is left of it, so none can be short.
 */
function turnLots(
  postings: Postings,
  day: string,
  { programme, bookedOn }: { programme: number; bookedOn: string },
): TurnedLots {
  const turned = { released: 0, expired: 0, more: true };
  const because = (lot: Lot, rule: string) => ({ source: lot.source, rule, programme });
  const only = (lot: Lot) => ({ only: ({ entry }: Lot) => entry === lot.entry, shortfall: "refuse" as const });
  for (const lot of dueLots(postings, "pending", ({ dueOn }) => dueOn, day)) {
    if (postings.entries.length + 2 > ENTRIES) return turned;
    const { source: _, entry: __, left, dueOn = day, expiresOn, tier } = lot;
    const common = { kind: "release", amount: left, because: because(lot, "return-window-over") } as const;
    const days = { occurredOn: dueOn, bookedOn };
    postings.debit({ account: "pending", ...common, ...days, ...only(lot) });
    postings.credit({
      ...{ account: "points", ...common, ...days },
      ...(expiresOn === undefined ? {} : { expiresOn }),
      ...(tier === undefined ? {} : { tier }),
    });
    turned.released += left;
  }
  for (const account of ACCOUNTS) {
    for (const lot of dueLots(postings, account, ({ expiresOn }) => expiresOn, day)) {
      if (postings.entries.length + 1 > ENTRIES) return turned;
      const days = { occurredOn: lot.expiresOn ?? day, bookedOn };
      const posting = { account, kind: "expire", amount: lot.left, because: because(lot, "expiry") } as const;
      postings.debit({ ...posting, ...days, ...only(lot) });
      turned.expired += lot.left;
    }
  }
  return { ...turned, more: false };
}

function dueLots(
  { ledger }: Postings,
  account: (typeof ACCOUNTS)[number],
  dayOf: (lot: Lot) => string | undefined,
  day: string,
): Lot[] {
  return accountOf(ledger.accounts, account).lots.filter((lot) => (dayOf(lot) ?? "~") <= day);
}

/**
 * Ends a day for every member who has something due by it, and reads no other. Twice, or beside a till: what is done
 * isn't due any more. A member who is busy is left to the next run.
 */
export async function turnDueLots(day: string, ports: TurnPorts): Promise<Turned> {
  const sum = { members: 0, released: 0, expired: 0 };
  const { more } = await eachDue(
    RUN,
    (limit) => ports.store.due("ACCOUNTS", day, limit),
    ({ memberId }) => memberId,
    async ({ memberId }) => {
      const { released, expired } = await turnMember(memberId, day, ports);
      sum.members += released + expired > 0 ? 1 : 0;
      sum.released += released;
      sum.expired += expired;
    },
  );
  return { ...sum, more };
}

async function turnMember(memberId: string, day: string, ports: TurnPorts): Promise<TurnedLots> {
  const sum = { ...NOTHING, more: true };
  for (let commit = 1; sum.more && commit <= COMMITS; commit += 1) {
    const { released, expired, more } = await unlessBusy(turnOnce(memberId, day, ports), NOTHING);
    sum.released += released;
    sum.expired += expired;
    sum.more = more;
  }
  return sum;
}

function turnOnce(memberId: string, day: string, ports: TurnPorts): Promise<TurnedLots> {
  const { store, stamp, programme, hash, pause } = ports;
  const decide = (loaded: Loaded): Decision<TurnedLots> => {
    if (loaded.head?.status !== "active") return { answer: NOTHING };
    const postings = postingsOn(loaded, stamp, hash);
    const answer = turnLots(postings, day, { programme, bookedOn: stamp.bookedOn });
    return postings.entries.length === 0 ? { answer } : { answer, change: changeOf(loaded, postings, stamp) };
  };
  return changeMember(memberId, { accounts: true }, decide, { store, stamp, pause });
}
