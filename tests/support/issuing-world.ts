import { createHmac } from "node:crypto";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { Enrolment } from "../../core/journeys/enrolment.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { type IssuePorts, issueCoupon } from "../../core/loyalty/coupons/issue-coupon.ts";
import { lapseCoupons } from "../../core/loyalty/coupons/lapse-coupons.ts";
import { type RedeemRequest, redeemCoupon } from "../../core/loyalty/coupons/redeem-coupon.ts";
import { readCall } from "../../core/loyalty/idempotency.ts";
import type { Journey, Programme } from "../../core/programme/programme.ts";
import { aJourney } from "./builders/a-journey.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { aRegistration } from "./builders/a-registration.ts";
import { anEnrolment } from "./builders/an-enrolment.ts";
import { InMemoryMemberStore } from "./in-memory-member-store.ts";
import { MemberWorld } from "./member-world.ts";

/** Members who are enrolled and get coupons: every field may be changed between two calls. */
export class IssuingWorld {
  readonly store = new InMemoryMemberStore();
  readonly members = new MemberWorld(this.store);
  programmes: Programme[] = [aProgramme()];
  journey: Journey | undefined = aJourney();
  enrolments: Enrolment[] = [anEnrolment()];
  now = "2011-09-01T10:00:00.000Z";

  /** A world in which `m_1` has registered. */
  static async withMember(...events: StoredEvent[]): Promise<IssuingWorld> {
    const world = new IssuingWorld();
    await world.members.apply(aRegistration(), ...events);
    return world;
  }

  get ports(): IssuePorts {
    const saved = <T>(value: T, version: number) => ({ value, version, savedAt: this.now, savedBy: "test" });
    const versions = this.programmes;
    return {
      store: this.store,
      allotments: this.store.allotments,
      journeys: { enrolment: async (_, id) => this.enrolments.find(({ enrolmentId }) => enrolmentId === id) },
      programmes: {
        programme: async () => saved(versions.at(-1) ?? aProgramme(), versions.length),
        programmeAt: async (version) => {
          const value = versions[version - 1];
          return value && saved(value, version);
        },
        journey: async () => this.journey && saved(this.journey, 1),
      },
      now: this.now,
      codeOf: async (cause) => couponCode(createHmac("sha256", "key").update(cause).digest("base64url")),
      pause: async () => {},
    };
  }

  issue(step = "welcome", enrolmentId = "e_1", memberId = "m_1") {
    return issueCoupon({ memberId, enrolmentId, step }, this.ports);
  }

  /** `key` is the Idempotency-Key, where the call has one. */
  redeem(code: string, change: Partial<RedeemRequest> = {}, key?: string) {
    const request = { channel: "till", orderId: "1", currency: "GBP", goodsMinor: 3_000, simulated: false, ...change };
    if (key === undefined) return redeemCoupon(code, request, this.ports);
    const asked = {
      keyId: "k_1",
      headers: { "idempotency-key": key },
      act: "redeem",
      parameters: { code },
      body: request,
    };
    const call = readCall(asked, sha256);
    if ("code" in call) throw new Error(call.detail);
    return redeemCoupon(code, request, { ...this.ports, call });
  }

  lapse(until: string) {
    const stamp = { now: this.now, bookedOn: this.now.slice(0, 10) };
    return lapseCoupons(until, { store: this.store, stamp, pause: async () => {} });
  }

  async coupon(code: string) {
    return (await this.store.load("m_1", { couponCodes: [code] })).coupons[code]?.value;
  }
}

/** The code of a coupon that must have been issued. */
export function codeIn(issued: Awaited<ReturnType<IssuingWorld["issue"]>>): string {
  if (issued.outcome !== "issued") throw new Error(`withheld: ${issued.because}`);
  return issued.code;
}
