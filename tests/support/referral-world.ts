import { createHmac } from "node:crypto";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import type { CallOutcome } from "../../core/loyalty/idempotency.ts";
import { type ReferRequest, referFriend } from "../../core/loyalty/referral/refer-friend.ts";
import { referralCode } from "../../core/loyalty/referral/referral-code.ts";
import { type RewardPorts, rewardDueReferrals } from "../../core/loyalty/referral/reward-referral.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import { ReferralRules } from "../../core/programme/referral.ts";
import { aCancellation } from "./builders/a-refund.ts";
import { aRegistration } from "./builders/a-registration.ts";
import { anOrder } from "./builders/an-order.ts";
import { bodyOf, ValueWorld } from "./value-world.ts";

/** Members who bring each other, in memory. */
export class ReferralWorld {
  readonly world = new ValueWorld();

  /** A world in which these have registered on 2011-09-01, with £10 of points for either side. */
  static async withMembers(...memberIds: string[]): Promise<ReferralWorld> {
    const referral = new ReferralWorld();
    referral.rules({});
    for (const memberId of memberIds) {
      await referral.world.members.apply(
        aRegistration({ memberId, eventId: `registered-${memberId}`, occurredAt: "2011-09-01T08:00:00.000Z" }),
      );
    }
    return referral;
  }

  rules(change: Partial<ReferralRules>): void {
    const referrer = { kind: "points" as const, points: 500 };
    const friend = { kind: "points" as const, points: 200 };
    const referral = ReferralRules.parse({ enabled: true, referrer, friend, ...change });
    this.world.programme = { ...this.world.programme, referral };
    this.world.members.programme = this.world.programme;
  }

  set now(now: string) {
    this.world.now = now;
    this.world.members.now = now;
  }

  ports(using: MemberStore = this.world.store): RewardPorts {
    return {
      ...this.world.ports(using),
      allotments: this.world.store.allotments,
      codeOf: async (cause) => couponCode(createHmac("sha256", "key").update(cause).digest("base64url")),
    };
  }

  async codeOf(memberId: string): Promise<string> {
    return String(bodyOf(await referralCode(memberId, this.ports())).code);
  }

  /** `friend` names the code of `referrer`. */
  async refer(
    friend: string,
    referrer: string,
    { key, using, ...change }: Partial<ReferRequest> & { key?: string; using?: MemberStore } = {},
  ): Promise<CallOutcome> {
    const body = { code: await this.codeOf(referrer), memberId: friend, channel: "app", ...change };
    return referFriend(body, this.world.call("refer", body, key), this.ports(using));
  }

  order(memberId: string, orderId: string, occurredAt = "2011-09-02T10:00:00.000Z") {
    return this.world.members.apply(anOrder({ memberId, eventId: `order-${orderId}`, orderId, occurredAt }));
  }

  cancel(memberId: string, orderId: string) {
    return this.world.members.apply(aCancellation({ memberId, eventId: `cancel-${orderId}`, orderId }));
  }

  settle(using?: MemberStore) {
    return rewardDueReferrals(this.ports(using));
  }

  async referral(memberId: string) {
    return (await this.world.store.load(memberId, { referral: true })).referral?.value;
  }

  /** Points by referral alone. */
  async given(memberId: string): Promise<number> {
    return this.world.store
      .entriesOf(memberId)
      .filter(({ because }) => because.rule === "referral")
      .reduce((sum, { amount }) => sum + amount, 0);
  }
}
