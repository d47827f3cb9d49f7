import { randomBytes } from "node:crypto";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { Announcement } from "../../core/contract/announcement.ts";
import type { Hold } from "../../core/loyalty/checkout/hold.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import type { AccountName, Accounts } from "../../core/loyalty/ledger/account.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import { emptyLedger } from "../../core/loyalty/ledger/ledger.ts";
import { Postings } from "../../core/loyalty/ledger/postings.ts";
import { rebuild } from "../../core/loyalty/ledger/rebuild.ts";
import type { MallRedemption } from "../../core/loyalty/mall/mall-redemption.ts";
import type { Referral } from "../../core/loyalty/referral/referral.ts";
import type { TierStanding } from "../../core/loyalty/tiers/tier.ts";
import { changeOf } from "../../core/loyalty/value-call.ts";
import type { Counts, Order } from "../../core/members/member.ts";
import type { Change } from "../../core/members/member-store.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
// The adapters' clients read where the cloud is when they are loaded; deployed-shop.ts says so.
import "./deployed-shop.ts";

const { bareDynamo, marshal, unmarshal } = await import("../../adapters/dynamo/client.ts");
const { dynamoAllotments } = await import("../../adapters/dynamo/dynamo-allotments.ts");
const { dynamoMemberStore } = await import("../../adapters/dynamo/dynamo-member-store.ts");
const { memberPk, SK, valueOfItem } = await import("../../adapters/dynamo/member-items.ts");

const outputs = inject("outputs");
const membersTable = outputOf(outputs, "MembersTable");
const programmeTable = outputOf(outputs, "ProgrammeTable");
export const deployedStore = dynamoMemberStore(membersTable, { allotments: programmeTable });
export const deployedAllotments = dynamoAllotments(programmeTable);

/** A lot that somebody is to begin with. Days are the shop's. */
export interface LotPut {
  account: AccountName;
  amount: number;
  expiresOn?: string;
  dueOn?: string;
}

/** Puts a member straight into the table: nobody is welcomed, and no handler is called. Answers the id. */
export async function memberPut(
  now: string,
  lots: readonly LotPut[] = [],
  more: Pick<Change, "items" | "tickets"> = {},
): Promise<string> {
  const memberId = `m_${[...randomBytes(20)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567".charAt(byte % 32)).join("")}`;
  const loaded = await deployedStore.load(memberId, { accounts: true });
  const bookedOn = now.slice(0, 10);
  const stamp = { now, bookedOn };
  const postings = new Postings(emptyLedger(memberId), sha256);
  for (const lot of lots) {
    const because = { source: `begun:${lot.account}`, rule: "operator", programme: 1 };
    postings.credit({ ...lot, kind: "adjust", because, occurredOn: bookedOn, bookedOn });
  }
  const { head, ...change } = changeOf(loaded, postings, stamp, more);
  const put = { ...change, head: { ...head, registeredAt: now } };
  const outcome = await deployedStore.commit(loaded, put, stamp);
  if (outcome !== "committed") throw new Error(`${memberId} was not put`);
  return memberId;
}

/** A code that no other coupon has. */
export const aCouponCode = (): string => couponCode(randomBytes(16).toString("base64url"));

/** An allotment's shards together. */
export async function allotted(name: string): Promise<{ left: number; pending: number; posted: number }> {
  const { shards = [] } = (await deployedAllotments.read(name)) ?? {};
  const sum = (of: "left" | "pending" | "posted") => shards.reduce((total, shard) => total + shard[of], 0);
  return { left: sum("left"), pending: sum("pending"), posted: sum("posted") };
}

type Stored = { pk: string; sk: string; version: number; announcements?: Announcement[] };

/**
 * Where a member stands whole, without the names of a run: every account with its lots, every entry in its order,
 * coupons, holds, orders, redemptions, tier, referral, counts and what was announced.
 * @throws LedgerError unless the accounts can be rebuilt from the entries alone; Error unless they come to what is kept
 */
export async function standingOf(memberId: string) {
  const { Items = [], LastEvaluatedKey } = await bareDynamo.send(
    new QueryCommand({
      TableName: membersTable,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: marshal({ ":pk": memberPk(memberId) }),
      ConsistentRead: true,
    }),
  );
  if (LastEvaluatedKey !== undefined) throw new Error(`${memberId} fills more than a page`);
  const items = Items.map((item) => unmarshal<Stored>(item));
  const values = <T>(prefix: string): T[] =>
    items.filter(({ sk }) => sk.startsWith(prefix)).map((item) => valueOfItem<T>(item).value);
  const entries = values<Entry>(SK.entry(0).slice(0, -9));
  const [accounts = {}] = values<Accounts>(SK.accounts);
  const { head } = await deployedStore.load(memberId, {});
  const rebuilt = rebuild(memberId, entries, sha256);
  const kept = { accounts, entries: head?.entries ?? 0, entryHash: head?.entryHash ?? memberId };
  if (figures(rebuilt.accounts) !== figures(kept.accounts) || rebuilt.entryHash !== kept.entryHash) {
    throw new Error(`${memberId}: entries and accounts differ: ${figures(rebuilt.accounts)}, ${figures(accounts)}`);
  }
  const points = (account: AccountName) => accounts[account]?.balance ?? 0;
  return {
    balances: {
      points: points("points"),
      pending: points("pending"),
      principal: points("principal"),
      bonus: points("bonus"),
    },
    accounts: figures(accounts),
    entries: entries.map(({ account, kind, amount, bookedOn }) => `${account} ${kind} ${amount} ${bookedOn}`),
    coupons: values<Coupon>(SK.coupon(""))
      .map(({ state }) => state)
      .toSorted(),
    holds: values<Hold>(SK.hold(""))
      .map(({ state }) => state)
      .toSorted(),
    orders: values<Order>(SK.order("")).map(({ lines, refunds }) => ({ lines, refunds: refunds.length })),
    redemptions: values<MallRedemption>(SK.redemption(""))
      .map(({ item, state, points: paid }) => `${item.replace(/-\d+$/, "")} ${state} ${paid}`)
      .toSorted(),
    tier: values<TierStanding>(SK.tier).map(({ tier, inGrace = false, moves }) => ({
      tier,
      inGrace,
      moves: moves.length,
    })),
    referral: values<Referral>(SK.referral).map(({ state }) => state),
    counts: values<Counts>(SK.counts).map((counts) => Object.values(counts)),
    announced: items.flatMap(({ announcements = [] }) => announcements.map(({ type }) => type)),
  };
}

/** Balances, what is owed and the lots of each account, as text that can be compared. */
const figures = (accounts: Accounts): string =>
  Object.entries(accounts)
    .filter(([, { balance, owed }]) => balance + owed > 0)
    .map(([name, { balance, owed, lots }]) => {
      const each = lots.map(({ left, dueOn, expiresOn }) => [left, dueOn, expiresOn].filter(Boolean).join(" "));
      return `${name} ${balance} owed ${owed}: ${each.join(", ")}`;
    })
    .toSorted()
    .join("; ");
