import { createHmac } from "node:crypto";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { AllotmentStore } from "../../core/loyalty/allotments/allotment-store.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { type Call, readCall } from "../../core/loyalty/idempotency.ts";
import { claimOffer } from "../../core/loyalty/offers/claim-offer.ts";
import type { OfferPorts } from "../../core/loyalty/offers/give-offer.ts";
import { issueToAudience } from "../../core/loyalty/offers/issue-to-audience.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import type { Offer } from "../../core/programme/offer.ts";
import type { PublicCode } from "../../core/programme/offer-limits.ts";
import { Programme } from "../../core/programme/programme.ts";
import { anOffer, aProgramme } from "./builders/a-programme.ts";
import { aRegistration } from "./builders/a-registration.ts";
import { InMemoryMemberStore } from "./in-memory-member-store.ts";
import { MemberWorld } from "./member-world.ts";

/** A code that is good on the first of September 2011. */
export const aPublicCode = (change: Partial<PublicCode> = {}): PublicCode => ({
  code: "AUTUMN",
  from: "2011-09-01T00:00:00Z",
  until: "2011-09-02T00:00:00Z",
  ...change,
});

/** £5 off from £25 that everybody may claim once as AUTUMN. */
export const aClaimableOffer = (change: Partial<Offer> = {}): Offer =>
  anOffer({ id: "autumn", publicCode: aPublicCode(), limits: { perMember: 1 }, ...change });

/** What a world's calls go through: killed or scheduled ones, say. */
export interface Using {
  store?: MemberStore;
  allotments?: AllotmentStore;
}

/** Members who claim and are given coupons of offers within their limits, in memory. */
export class OfferWorld {
  readonly store = new InMemoryMemberStore();
  readonly members = new MemberWorld(this.store);
  programmes: Programme[];
  now = "2011-09-01T10:00:00.000Z";
  #calls = 0;

  constructor(...offers: Offer[]) {
    this.programmes = [Programme.parse(aProgramme({ offers }))];
  }

  /** A world with `m_1`, `m_2`, … */
  static async withMembers(count: number, ...offers: Offer[]): Promise<OfferWorld> {
    const world = new OfferWorld(...offers);
    for (let at = 1; at <= count; at += 1) {
      await world.members.apply(aRegistration({ memberId: `m_${at}`, eventId: `registered-${at}` }));
    }
    return world;
  }

  /** Puts other offers in force, as a version of its own. */
  change(...offers: Offer[]): void {
    this.programmes.push(Programme.parse(aProgramme({ offers })));
  }

  ports({ store = this.store, allotments = this.store.allotments }: Using = {}): OfferPorts {
    const version = this.programmes.length;
    const value = this.programmes.at(-1) ?? Programme.parse(aProgramme());
    const saved = { version, value, savedAt: "2011-01-01T00:00:00.000Z", savedBy: "test" };
    return {
      store,
      allotments,
      programmes: { programme: async () => saved },
      now: this.now,
      hash: sha256,
      pause: async () => {},
      codeOf: async (cause) => couponCode(createHmac("sha256", "key").update(cause).digest("base64url")),
    };
  }

  call(act: string, body: object, key?: string): Call {
    this.#calls += 1;
    const headers = { "idempotency-key": key ?? `call-${this.#calls}` };
    const call = readCall({ keyId: "k_1", headers, act, body }, sha256);
    if ("code" in call) throw new Error(call.detail);
    return call;
  }

  claim(memberId = "m_1", { code = "AUTUMN", key, using }: { code?: string; key?: string; using?: Using } = {}) {
    const call = this.call(`claim ${code}`, { memberId }, key);
    return claimOffer(code, { memberId }, call, this.ports(using));
  }

  issue(
    memberIds: string[],
    { offer = "autumn", issue = "mailing", using }: { offer?: string; issue?: string; using?: Using } = {},
  ) {
    return issueToAudience(offer, { issue, memberIds }, this.ports(using));
  }

  /** The shards of an allotment, summed. */
  async totals(allotment: string) {
    const { shards = [] } = (await this.store.allotments.read(allotment)) ?? {};
    const sum = (of: "left" | "pending" | "posted") => shards.reduce((total, shard) => total + shard[of], 0);
    return { left: sum("left"), pending: sum("pending"), posted: sum("posted") };
  }

  async coupon(memberId: string, code: string) {
    return (await this.store.load(memberId, { couponCodes: [code] })).coupons[code]?.value;
  }
}

/** The code of a refusal, or what was answered. */
export const outcomeOf = (outcome: Awaited<ReturnType<OfferWorld["claim"]>>): string =>
  "refused" in outcome ? outcome.refused.code : "claimed";

/** The coupon's code in the answer of a claim that must have succeeded. */
export function codeOfClaim(outcome: Awaited<ReturnType<OfferWorld["claim"]>>): string {
  if ("refused" in outcome) throw new Error(outcome.refused.detail);
  return (outcome.body as { code: string }).code;
}
