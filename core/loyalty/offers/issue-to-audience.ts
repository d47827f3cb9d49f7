import * as z from "zod";
import { type Problem, problem } from "../../contract/problem.ts";
import { changeMember, type Decision } from "../../members/change-member.ts";
import type { Loaded } from "../../members/member-store.ts";
import type { Offer } from "../../programme/offer.ts";
import { type NoRoom, roomFor } from "../allotments/room-for-issue.ts";
import { offerIsOver } from "../coupons/coupon.ts";
import { memberIdField } from "../request-fields.ts";
import { groundOf } from "../value-call.ts";
import { giveOffer, type OfferPorts } from "./give-offer.ts";

/** Members of one call; larger audiences come page by page. */
export const MOST_ISSUED_TOGETHER = 100;
/** Members that are worked on side by side. */
const AT_ONCE = 4;

/** One page of an audience. */
export const IssueRequest = z.strictObject({
  /** Names the issue: each member gets one coupon under it, however often it is sent. */
  issue: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  memberIds: z.array(memberIdField).min(1).max(MOST_ISSUED_TOGETHER),
});
export type IssueRequest = z.infer<typeof IssueRequest>;

const ISSUED = ["issued", "issued-before", "member-gone", "had", "limit-reached", "budget-exhausted"] as const;

/** What became of each, in the order in which they were named. */
export const IssueAnswer = z.strictObject({
  issue: z.string(),
  offer: z.string(),
  issued: z.int(),
  before: z.int(),
  withheld: z.int(),
  results: z.array(z.strictObject({ memberId: z.string(), outcome: z.enum(ISSUED), code: z.string().optional() })),
});
export type IssueAnswer = z.infer<typeof IssueAnswer>;
type Result = IssueAnswer["results"][number];

/** Claim on one member's coupon of one issue: sent again, killed half way or in parallel, it is given once. */
export const audienceClaim = (offer: string, issue: string, memberId: string): string =>
  `C#issue#${offer}#${issue}#${memberId}#coupon`;

/**
 * Issues an offer to a page of an audience. It can be sent again at any time: who was given a coupon under this issue
 * gets the same code as the answer and no second one; who was withheld for want of room is tried again.
 * @throws MemberBusyError, AllotmentBusyError: what is done stays done, send the same again.
 */
export async function issueToAudience(
  offerId: string,
  { issue, memberIds }: IssueRequest,
  ports: OfferPorts,
): Promise<IssueAnswer | Problem> {
  const { rules, stamp } = await groundOf(ports);
  const offer = rules.value.offers.find(({ id }) => id === offerId);
  if (offer === undefined) return problem(404, "offer-unknown", "No such offer", "the programme has none of this id");
  if (offerIsOver(offer, stamp.bookedOn)) {
    return problem(409, "offer-over", "Offer over", `it is good until ${offer.validUntil}: nobody could use it`);
  }
  const give = (memberId: string): Promise<Result> => giveTo(memberId, { offer, issue, rules, stamp }, ports);
  const named = [...new Set(memberIds)];
  const results: Result[] = [];
  for (let at = 0; at < named.length; at += AT_ONCE) {
    results.push(...(await Promise.all(named.slice(at, at + AT_ONCE).map(give))));
  }
  const count = (...outcomes: Result["outcome"][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const issued = count("issued");
  const before = count("issued-before");
  return { issue, offer: offer.id, issued, before, withheld: results.length - issued - before, results };
}

interface Issuing extends Awaited<ReturnType<typeof groundOf>> {
  offer: Offer;
  issue: string;
}

async function giveTo(memberId: string, { offer, issue, rules, stamp }: Issuing, ports: OfferPorts): Promise<Result> {
  const claim = audienceClaim(offer.id, issue, memberId);
  const code = await ports.codeOf(claim);
  const room = await roomFor(offer, memberId, rules.version, ports.allotments);
  const decide = (loaded: Loaded): Decision<Result> => {
    if (loaded.claims[claim] !== undefined) return { answer: { memberId, outcome: "issued-before", code } };
    if (loaded.head?.status !== "active") return { answer: { memberId, outcome: "member-gone" } };
    const given = giveOffer(loaded, { offer, room, code, campaign: issue, rules, stamp });
    if (given.kind === "had") return { answer: { memberId, outcome: "had" } };
    return {
      answer: { memberId, outcome: "issued", code },
      change: { ...given.change, claims: [{ key: claim, result: { code } }] },
      ifShort: (allotment): Result => ({ memberId, outcome: given.ifShort(allotment) satisfies NoRoom }),
    };
  };
  return changeMember(memberId, { counts: true, claims: [claim] }, decide, { ...ports, stamp });
}
