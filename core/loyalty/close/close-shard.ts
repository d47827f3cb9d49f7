import type { Entry, Hasher } from "../ledger/entry.ts";
import { GAPS_AT_MOST, NAMED_AT_MOST, type Named, type ShardClose } from "./close.ts";
import type { LedgerReader } from "./close-store.ts";
import { addToCohorts, type Cohorts, cohortsOf } from "./cohort.ts";
import type { Gap } from "./gap.ts";
import { type LotOrigin, makersNotAmong, originOf } from "./lot-origin.ts";
import { checkMemberChain } from "./member-chain.ts";
import { isUnmoved, type MemberDay, type MemberNow, memberDay } from "./member-day.ts";
import { type Net, NOTHING, plus } from "./net.ts";
import { rollsOn } from "./rolls-on.ts";
import { beginningOf, type Standing } from "./standing.ts";
import { addEntry, linesOf, type Tally } from "./tally.ts";

/** Members whose entries are read side by side. */
const AT_ONCE = 8;

export interface ShardRequest {
  shard: string;
  day: string;
  /** The day of the close before; undefined for the first close, whose opening is all that was booked earlier. */
  previousDay: string | undefined;
  /** Where the close before left the shard's members. */
  before: readonly Standing[];
}

export interface ShardPorts {
  ledgers: LedgerReader;
  hash: Hasher;
}

/** What a shard's close adds up to on the way. */
interface Sums {
  tally: Tally;
  cohorts: Cohorts;
  standings: Standing[];
  balances: Net;
  entries: number;
  moved: number;
  late: Named;
  strays: Named;
  rolled: { members: number; entries: number };
  gaps: Gap[];
  gapCount: number;
}

/**
 * Closes a day for the members of one shard. Everybody's head and balances are looked at; entries are read of those alone
 * who have new ones, or whose chain is this night's to roll through.
 */
export async function closeShard(
  request: ShardRequest,
  ports: ShardPorts,
): Promise<{ part: ShardClose; standings: Standing[] }> {
  const { shard, day } = request;
  const before = new Map(request.before.map((standing) => [standing.memberId, standing]));
  const seen = new Set<string>();
  const sums: Sums = {
    ...{ tally: new Map(), cohorts: new Map(), standings: [], balances: NOTHING },
    ...{ entries: 0, moved: 0, late: { count: 0, some: [] }, strays: { count: 0, some: [] } },
    ...{ rolled: { members: 0, entries: 0 }, gaps: [], gapCount: 0 },
  };
  for await (const members of ports.ledgers.glance(shard)) {
    // An index that was read page by page while members joined may name one twice.
    const fresh = members.filter(({ memberId }) => !seen.has(memberId));
    for (const { memberId } of fresh) seen.add(memberId);
    await closeMembers(fresh, before, request, ports, sums);
  }
  // The index leads to members and is no proof of their absence: who was in the last close is asked for by name.
  const unseen = request.before.filter(({ memberId }) => !seen.has(memberId));
  await closeMembers(
    unseen.map(({ memberId }) => ({ memberId, entries: -1, entryHash: "", accounts: {} })),
    ...([before, request, ports, sums] as const),
  );
  sums.standings.sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const part: ShardClose = {
    ...{ shard, day, members: sums.standings.length, moved: sums.moved, entries: sums.entries },
    ...{ lines: linesOf(sums.tally), balances: sums.balances },
    ...{ late: sums.late, strays: sums.strays, cohorts: cohortsOf(sums.cohorts), rolled: sums.rolled },
    ...{ gaps: sums.gaps.slice(0, GAPS_AT_MOST), gapCount: sums.gapCount },
  };
  return { part, standings: sums.standings };
}

async function closeMembers(
  glanced: readonly MemberNow[],
  before: ReadonlyMap<string, Standing>,
  request: ShardRequest,
  ports: ShardPorts,
  sums: Sums,
): Promise<void> {
  const moved: MemberNow[] = [];
  for (const now of glanced) {
    const standing = before.get(now.memberId) ?? beginningOf(now.memberId);
    if (!isUnmoved(standing, now) || (now.entries > 0 && rollsOn(now.memberId, request.day))) moved.push(now);
    else keep(standing, standing.net, sums);
  }
  for (let at = 0; at < moved.length; at += AT_ONCE) {
    const some = moved.slice(at, at + AT_ONCE);
    const closed = await Promise.all(some.map(({ memberId }) => closeMember(memberId, before, request, ports)));
    for (const one of closed) addMember(one, request, sums);
  }
}

/** A member without a ledger stands in no close. */
function keep(standing: Standing, balances: Net, sums: Sums): void {
  if (standing.number === 0) return;
  sums.standings.push(standing);
  sums.balances = plus(sums.balances, balances);
}

type ClosedMember = Omit<MemberDay, "gaps"> & {
  gaps: Gap[];
  /** Origins of the lots that the counted entries touched, by number of the entry that made them. */
  origins: ReadonlyMap<number, LotOrigin>;
  rolled: number | undefined;
};

/** Reads a member at one moment, and closes the day on that. */
async function closeMember(
  memberId: string,
  before: ReadonlyMap<string, Standing>,
  { day }: ShardRequest,
  { ledgers, hash }: ShardPorts,
): Promise<ClosedMember> {
  const closed = before.get(memberId);
  const standing = closed ?? beginningOf(memberId);
  const now = await ledgers.look(memberId);
  if (now === undefined) {
    const gap: Gap = { check: "day", what: "member-missing", memberId };
    return { counted: [], standing, balances: NOTHING, gaps: [gap], origins: new Map(), rolled: undefined };
  }
  const rolls = rollsOn(memberId, day);
  const read = await ledgers.entries(memberId, rolls ? 1 : standing.number + 1, now.entries);
  const since = read.filter(({ number }) => number > standing.number);
  const ofDay = memberDay(standing, now, since, day, hash);
  // What the day's check has found, the chain's would find again.
  const chainGaps = rolls && ofDay.gaps.length === 0 ? checkMemberChain(now, read, closed, hash) : [];
  const makers = makersNotAmong(ofDay.counted);
  const made = makers.length === 0 ? [] : await ledgers.entriesNamed(memberId, makers);
  const origins = new Map([...ofDay.counted, ...made].map((entry) => [entry.number, originOf(entry)]));
  return { ...ofDay, gaps: [...ofDay.gaps, ...chainGaps], origins, rolled: rolls ? read.length : undefined };
}

function addMember(member: ClosedMember, { day, previousDay }: ShardRequest, sums: Sums): void {
  const { memberId } = member.standing;
  const originOfLot = (number: number): LotOrigin => member.origins.get(number) ?? {};
  let counted = 0;
  for (const entry of member.counted) {
    const earlier = previousDay === undefined && entry.bookedOn < day;
    addEntry(sums.tally, entry, originOfLot, earlier ? "opening" : "columns");
    addToCohorts(sums.cohorts, entry, originOfLot);
    if (earlier) continue;
    counted += 1;
    // Days are closed one after the other: what was stamped before this one should have been in an earlier close.
    if (entry.bookedOn < day) name(sums.strays, memberId, entry);
    else if (entry.occurredOn < entry.bookedOn) name(sums.late, memberId, entry);
  }
  sums.entries += counted;
  if (counted > 0) sums.moved += 1;
  if (member.rolled !== undefined) {
    sums.rolled.members += 1;
    sums.rolled.entries += member.rolled;
  }
  sums.gaps.push(...member.gaps.slice(0, GAPS_AT_MOST));
  sums.gapCount += member.gaps.length;
  keep(member.standing, member.balances, sums);
}

function name(among: Named, memberId: string, entry: Entry): void {
  const { number, account, kind, amount, occurredOn, bookedOn } = entry;
  among.count += 1;
  // Members come as the index sorts them, so the first are the same ones in a second run.
  if (among.some.length >= NAMED_AT_MOST) return;
  among.some.push({ memberId, number, account, kind, amount, occurredOn, bookedOn });
}
