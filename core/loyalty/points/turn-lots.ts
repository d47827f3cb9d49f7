import { changeMember, type Decision, MemberBusyError } from "../../members/change-member.ts";
import { headOf } from "../../members/member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../../members/member-ledger.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import { ACCOUNTS, accountOf, type Lot } from "../ledger/account.ts";
import type { Hasher } from "../ledger/entry.ts";
import { Postings } from "../ledger/postings.ts";

/** Pages of one run, and members of a page: 100,000 members a run. The rest is the next run's. */
const PAGES = 500;
const PAGE = 200;
/** Members that are worked on side by side. */
const AT_ONCE = 8;
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

type TurnedCounts = Pick<Turned, "released" | "expired">;

/** What a member's accounts came to by the end of a day; nothing where nothing was due. */
export interface TurnedLots {
  postings: Postings;
  released: number;
  expired: number;
}

/**
 * Ends a day for a member's lots: pending ones whose return window is over become points, each as a lot of its own with
 * its own last day, and what has expired leaves its account. `day` is the shop's, and the last one that counts. What is
 * more than one commit holds is left, and due still.
 */
export function turnLots(
  postings: Postings,
  day: string,
  { programme, bookedOn }: { programme: number; bookedOn: string },
): TurnedLots {
  const turned = { released: 0, expired: 0 };
  const because = (lot: Lot, rule: string) => ({ source: lot.source, rule, programme });
  const only = (lot: Lot) => ({ only: ({ entry }: Lot) => entry === lot.entry, shortfall: "refuse" as const });
  for (const lot of dueLots(postings, "pending", ({ dueOn }) => dueOn, day)) {
    if (postings.entries.length + 2 > ENTRIES) return { postings, ...turned };
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
      if (postings.entries.length + 1 > ENTRIES) return { postings, ...turned };
      const days = { occurredOn: lot.expiresOn ?? day, bookedOn };
      const posting = { account, kind: "expire", amount: lot.left, because: because(lot, "expiry") } as const;
      postings.debit({ ...posting, ...days, ...only(lot) });
      turned.expired += lot.left;
    }
  }
  return { postings, ...turned };
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
  const { store } = ports;
  const seen = new Set<string>();
  const sum = { members: 0, released: 0, expired: 0 };
  for (let page = 0; page < PAGES; page += 1) {
    const due = await store.due("ACCOUNTS", day, PAGE);
    const fresh = due.filter(({ memberId }) => !seen.has(memberId));
    if (fresh.length === 0) return { ...sum, more: false };
    for (const { memberId } of fresh) seen.add(memberId);
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const some = fresh.slice(at, at + AT_ONCE);
      const done = await Promise.all(some.map(({ memberId }) => turnMember(memberId, day, ports)));
      for (const { released, expired } of done) {
        sum.members += released + expired > 0 ? 1 : 0;
        sum.released += released;
        sum.expired += expired;
      }
    }
  }
  return { ...sum, more: true };
}

async function turnMember(memberId: string, day: string, ports: TurnPorts): Promise<TurnedCounts> {
  const sum = { released: 0, expired: 0 };
  for (let commit = 1; commit <= COMMITS; commit += 1) {
    const { released, expired } = await turnOnce(memberId, day, ports);
    if (released + expired === 0) break;
    sum.released += released;
    sum.expired += expired;
  }
  return sum;
}

async function turnOnce(
  memberId: string,
  day: string,
  { store, stamp, programme, hash, pause }: TurnPorts,
): Promise<TurnedCounts> {
  const decide = (loaded: Loaded): Decision<TurnedCounts> => {
    if (loaded.head?.status !== "active") return { answer: { released: 0, expired: 0 } };
    const head = headOf(loaded, stamp.now);
    const postings = new Postings(ledgerOf(loaded, head), hash);
    const { released, expired } = turnLots(postings, day, { programme, bookedOn: stamp.bookedOn });
    if (postings.entries.length === 0) return { answer: { released, expired } };
    return {
      answer: { released, expired },
      change: {
        head: { ...head, ...chainEnd(postings.ledger) },
        items: ledgerItems(loaded, postings.ledger, postings.entries),
      },
    };
  };
  try {
    return await changeMember(memberId, { accounts: true }, decide, { store, stamp, pause });
  } catch (cause) {
    if (cause instanceof MemberBusyError) return { released: 0, expired: 0 };
    throw cause;
  }
}
