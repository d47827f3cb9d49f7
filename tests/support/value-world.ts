import { sha256 } from "../../adapters/identity/sha256.ts";
import { type AdjustmentRequest, adjustPoints } from "../../core/loyalty/adjust-points.ts";
import { type Call, type CallOutcome, readCall } from "../../core/loyalty/idempotency.ts";
import { type AccountName, accountOf } from "../../core/loyalty/ledger/account.ts";
import { type MergePorts, type MergeRequest, mergeAccounts } from "../../core/loyalty/merge-accounts.ts";
import { giveBackSpend, type SpendRequest, spendPoints } from "../../core/loyalty/spend-points.ts";
import { type PayOutRequest, payOutTopUp } from "../../core/loyalty/stored-value/pay-out.ts";
import { type TopUpRequest, topUp } from "../../core/loyalty/stored-value/top-up.ts";
import { type TransferRequest, transferPoints } from "../../core/loyalty/transfer-points.ts";
import type { ValuePorts } from "../../core/loyalty/value-call.ts";
import { MemberBusyError } from "../../core/members/change-member.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import { Programme } from "../../core/programme/programme.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { aRegistration } from "./builders/a-registration.ts";
import { InMemoryMemberStore } from "./in-memory-member-store.ts";
import { KilledError } from "./killed-store.ts";
import { MemberWorld } from "./member-world.ts";

/** Members whose value is moved by calls, in memory. `using` is the store that a call goes through: a killed one, say. */
export class ValueWorld {
  readonly store: InMemoryMemberStore;
  readonly members: MemberWorld;
  programme: Programme = Programme.parse(aProgramme());
  now = "2011-09-01T10:00:00.000Z";
  #calls = 0;

  constructor(store = new InMemoryMemberStore()) {
    this.store = store;
    this.members = new MemberWorld(store);
  }

  /** A world in which these members have registered. */
  static async withMembers(...memberIds: string[]): Promise<ValueWorld> {
    const world = new ValueWorld();
    for (const memberId of memberIds) {
      await world.members.apply(aRegistration({ memberId, eventId: `registered-${memberId}` }));
    }
    return world;
  }

  ports(using: MemberStore = this.store): ValuePorts {
    const saved = { version: 1, value: this.programme, savedAt: "2011-01-01T00:00:00.000Z", savedBy: "test" };
    return {
      store: using,
      programmes: { programme: async () => saved },
      now: this.now,
      hash: sha256,
      pause: async () => {},
    };
  }

  /** The call of this body: under a new Idempotency-Key unless one is named. */
  call(act: string, body: object, key?: string): Call {
    this.#calls += 1;
    const headers = { "idempotency-key": key ?? `call-${this.#calls}` };
    const call = readCall({ keyId: "k_1", headers, act, body }, sha256);
    if ("code" in call) throw new Error(call.detail);
    return call;
  }

  adjust(points: number, change: Partial<AdjustmentRequest> = {}, key?: string): Promise<CallOutcome> {
    const adjustmentId = change.adjustmentId ?? `adjustment-${this.#calls}`;
    const body = { memberId: "m_1", channel: "desk", points, operator: "Ann", reason: "test", ...change, adjustmentId };
    return adjustPoints(body, this.call("adjust", body, key), this.ports());
  }

  spend(change: Partial<SpendRequest> = {}, key?: string, using?: MemberStore): Promise<CallOutcome> {
    const body = { memberId: "m_1", channel: "till", spendId: "1", points: 100, because: "cash" as const, ...change };
    return spendPoints(body, this.call("spend", body, key), this.ports(using));
  }

  giveBack(spendId = "1", memberId = "m_1", key?: string, using?: MemberStore): Promise<CallOutcome> {
    const body = { memberId, channel: "till" };
    return giveBackSpend(spendId, body, this.call(`give back ${spendId}`, body, key), this.ports(using));
  }

  transfer(change: Partial<TransferRequest> = {}, key?: string, using?: MemberStore): Promise<CallOutcome> {
    const body = { from: "m_1", to: "m_2", channel: "app", transferId: "1", points: 100, ...change };
    return transferPoints(body, this.call("transfer", body, key), this.ports(using));
  }

  mergePorts(using?: MemberStore): MergePorts {
    const entriesNamed = async (memberId: string, numbers: readonly number[]) =>
      this.store.entriesOf(memberId).filter(({ number }) => numbers.includes(number));
    return { ...this.ports(using), ledgers: { entriesNamed } };
  }

  merge(
    { from = "m_1", ...change }: Partial<MergeRequest & { from: string }> = {},
    key?: string,
    using?: MemberStore,
  ): Promise<CallOutcome> {
    const by = { operator: "Ann", reason: "one person, two cards" };
    const body = { into: from === "m_1" ? "m_2" : "m_1", channel: "desk", mergeId: "1", ...by, ...change };
    return mergeAccounts(from, body, this.call(`merge ${from}`, body, key), this.mergePorts(using));
  }

  topUp(
    amountMinor: number,
    change: Partial<TopUpRequest> = {},
    key?: string,
    using?: MemberStore,
  ): Promise<CallOutcome> {
    const body = { memberId: "m_1", channel: "till", topUpId: "1", currency: "GBP", amountMinor, ...change };
    return topUp(body, this.call("top up", body, key), this.ports(using));
  }

  payOut(
    topUpId: string,
    change: Partial<PayOutRequest> = {},
    key?: string,
    using?: MemberStore,
  ): Promise<CallOutcome> {
    const body = { memberId: "m_1", channel: "till", refundId: "r1", ...change };
    return payOutTopUp(topUpId, body, this.call(`pay out ${topUpId}`, body, key), this.ports(using));
  }

  async account(memberId = "m_1", name: AccountName = "points") {
    return accountOf((await this.store.load(memberId, { accounts: true })).accounts?.value ?? {}, name);
  }

  async balance(memberId = "m_1", name: AccountName = "points"): Promise<number> {
    return (await this.account(memberId, name)).balance;
  }
}

/** The code of a refusal; undefined for what was done. */
export const codeOf = (outcome: CallOutcome): string | undefined =>
  "refused" in outcome ? outcome.refused.code : undefined;

/** The body of what was done. */
export function bodyOf(outcome: CallOutcome): Record<string, unknown> {
  if ("refused" in outcome) throw new Error(`refused: ${outcome.refused.code}, ${outcome.refused.detail}`);
  return { ...outcome.body };
}

/** `busy` for a call that others crowded out: it may be sent again. */
export const orBusy = (cause: unknown): "busy" => {
  if (cause instanceof MemberBusyError) return "busy";
  throw cause;
};

export const orKilled = (cause: unknown): "killed" => {
  if (cause instanceof KilledError) return "killed";
  throw cause;
};
