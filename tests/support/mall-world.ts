import { sha256 } from "../../adapters/identity/sha256.ts";
import { readCall } from "../../core/loyalty/idempotency.ts";
import { accountOf } from "../../core/loyalty/ledger/account.ts";
import { givePrizes } from "../../core/loyalty/lottery/give-prizes.ts";
import { publishLottery } from "../../core/loyalty/lottery/publish-lottery.ts";
import type { MallMove, MallRequest, RedemptionAnswer } from "../../core/loyalty/mall/mall-schemas.ts";
import { moveRedemption } from "../../core/loyalty/mall/move-redemption.ts";
import { type MallPorts, redeemInMall } from "../../core/loyalty/mall/redeem-in-mall.ts";
import { showMall } from "../../core/loyalty/mall/show-mall.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import { Lottery, type Mall, MallItem } from "../../core/programme/mall.ts";
import { Programme } from "../../core/programme/programme.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { anOrder } from "./builders/an-order.ts";
import { OfferWorld } from "./offer-world.ts";

const name = { en: "A thing", "zh-CN": "礼品" };

/** A mug for 100 points: five of them, two for each. */
export const aMug = (change: object = {}): MallItem =>
  MallItem.parse({
    ...{ id: "mug", kind: "gift", name, sku: "MUG", points: 100, stock: 5, perMember: 2 },
    handover: ["delivery", "pick-up"],
    ...change,
  });

/** A ticket for 10 points. */
export const aTicketItem = (change: object = {}): MallItem =>
  MallItem.parse({ id: "ticket", kind: "lottery", name, points: 10, lottery: "autumn", ...change });

/** Sells on the first of September 2011, draws on the second: one in ten wins a mug, one in five 50 points. */
export const aLottery = (change: object = {}): Lottery =>
  Lottery.parse({
    ...{ id: "autumn", name, tickets: 1_000 },
    ...{ opensAt: "2011-09-01T00:00:00Z", closesAt: "2011-09-02T00:00:00Z", drawAt: "2011-09-02T06:00:00Z" },
    prizes: [
      { id: "mug", name, perMillion: 100_000, stock: 2, gives: { kind: "gift", sku: "MUG" } },
      { id: "points", name, perMillion: 200_000, stock: 50, gives: { kind: "points", points: 50 } },
    ],
    ...change,
  });

/** Members with 500 points each, and a mall, in memory. */
export class MallWorld extends OfferWorld {
  mall: Mall = { items: [aMug()], lotteries: [] };
  #keys = 0;

  static async with(count: number, mall: Partial<Mall> = {}): Promise<MallWorld> {
    const world = new MallWorld();
    world.mall = { ...world.mall, ...mall };
    for (let at = 1; at <= count; at += 1) {
      const order = anOrder({ memberId: `m_${at}`, eventId: `o-${at}`, orderId: `o-${at}`, spendMinor: 50_000 });
      await world.members.apply(order);
    }
    return world;
  }

  mallPorts(store?: MemberStore): MallPorts {
    const ports = this.ports(store === undefined ? {} : { store });
    const programmes = {
      programme: async () => {
        const saved = await ports.programmes.programme();
        return { ...saved, value: Programme.parse(aProgramme({ offers: saved.value.offers, mall: this.mall })) };
      },
    };
    return { ...ports, programmes, lotteries: this.store.lotteries, by: "k_1" };
  }

  #call(act: string, body: object, key?: string) {
    this.#keys += 1;
    const call = readCall(
      { keyId: "k_1", headers: { "idempotency-key": key ?? `mall-${this.#keys}` }, act, body },
      sha256,
    );
    if ("code" in call) throw new Error(call.detail);
    return call;
  }

  redeem(change: Partial<MallRequest> = {}, { key, store }: { key?: string; store?: MemberStore } = {}) {
    const body: MallRequest = { memberId: "m_1", item: "mug", handover: "delivery", ...change };
    return redeemInMall(body, this.#call("redeem", body, key), this.mallPorts(store));
  }

  /** Tickets bought one after the other. */
  async buyTickets(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      const outcome = await this.redeem({ item: "ticket", memberId: `m_${(at % 5) + 1}` });
      if ("refused" in outcome) throw new Error(outcome.refused.detail);
    }
  }

  move(
    redemptionId: string,
    state: MallMove["state"],
    { memberId = "m_1", key, store }: { memberId?: string; key?: string; store?: MemberStore } = {},
  ) {
    const body: MallMove = { memberId, state };
    return moveRedemption(redemptionId, body, this.#call(`move ${redemptionId}`, body, key), this.mallPorts(store));
  }

  show() {
    return showMall(this.mall, this.now, this.store.allotments);
  }

  publish(id = "autumn") {
    const configured = this.mall.lotteries.find((lottery) => lottery.id === id);
    return publishLottery(id, configured, this.#lotteryPorts());
  }

  givePrizes(store?: MemberStore) {
    return givePrizes({ ...this.mallPorts(store), ...this.#lotteryPorts() });
  }

  #lotteryPorts() {
    return {
      lotteries: this.store.lotteries,
      seedOf: async (lottery: string) => sha256(`a secret of ${lottery}`),
      hash: sha256,
      now: this.now,
    };
  }

  async balance(memberId = "m_1"): Promise<number> {
    return accountOf((await this.store.load(memberId, { accounts: true })).accounts?.value ?? {}, "points").balance;
  }
}

/** A redemption that must have been made. */
export function redemptionIn(outcome: Awaited<ReturnType<MallWorld["redeem"]>>): RedemptionAnswer {
  if ("refused" in outcome) throw new Error(`${outcome.refused.code}: ${outcome.refused.detail}`);
  return outcome.body as RedemptionAnswer;
}

/** The code of a refusal, or the state of the redemption. */
export const cameTo = (outcome: Awaited<ReturnType<MallWorld["redeem"]>>): string =>
  "refused" in outcome ? outcome.refused.code : (outcome.body as RedemptionAnswer).state;
