import * as z from "zod";
import { type Problem, problem } from "../../contract/problem.ts";
import { changeMember, type Decision } from "../../members/change-member.ts";
import type { Loaded } from "../../members/member-store.ts";
import type { Offer } from "../../programme/offer.ts";
import { readPublicCode } from "../../programme/offer-limits.ts";
import { type NoRoom, roomFor } from "../allotments/room-for-issue.ts";
import { offerIsOver } from "../coupons/coupon.ts";
import { answered, type Call, type CallOutcome, claimOf, claimsOf, keyReused } from "../idempotency.ts";
import { memberIdField } from "../request-fields.ts";
import { groundOf, memberGone } from "../value-call.ts";
import { giveOffer, type OfferPorts } from "./give-offer.ts";

/** Who claims. */
export const ClaimRequest = z.strictObject({ memberId: memberIdField });
export type ClaimRequest = z.infer<typeof ClaimRequest>;

/** The coupon that was claimed. */
export const ClaimAnswer = z.strictObject({
  code: z.string(),
  offer: z.string(),
  memberId: z.string(),
  lapsesAt: z.string(),
  issuedOn: z.iso.date(),
});

/**
 * Claims a coupon by a code for everybody, once for one Idempotency-Key, within the offer's limits: for each member, in
 * all, and by its budget, exactly, however many claim at once. A refusal for want of room is made only when nothing is
 * left in any shard at one moment.
 * @throws MemberBusyError, AllotmentBusyError: to be answered as busy, and sent again.
 */
export async function claimOffer(
  typed: string,
  { memberId }: ClaimRequest,
  call: Call,
  ports: OfferPorts,
): Promise<CallOutcome> {
  const { rules, stamp } = await groundOf(ports);
  const publicCode = readPublicCode(typed);
  const offer = rules.value.offers.find((one) => one.publicCode?.code === publicCode);
  if (offer === undefined) {
    return { refused: problem(404, "offer-unknown", "No such offer", "no offer has this code: is it mistyped?") };
  }
  const closed = whyClosed(offer, stamp.now, stamp.bookedOn);
  const room = closed ? undefined : await roomFor(offer, memberId, rules.version, ports.allotments);
  const code = await ports.codeOf(`claim#${offer.id}#${memberId}#${call.claim}`);

  const decide = (loaded: Loaded): Decision<CallOutcome> => {
    // Whoever comes again gets the first answer, also after the window and whatever is left.
    const before = answered(loaded, call);
    if (before !== undefined) return { answer: before === "reused" ? { refused: keyReused() } : before };
    const gone = memberGone(loaded) ?? closed;
    if (gone !== undefined || room === undefined) return { answer: { refused: gone ?? noRoom("limit-reached") } };
    const given = giveOffer(loaded, { offer, room, code, campaign: `claim#${publicCode}`, rules, stamp });
    if (given.kind === "had") return { answer: { refused: alreadyClaimed(room.perMember ?? 0) } };
    const { coupon, change, ifShort } = given;
    const body = {
      code,
      offer: offer.id,
      memberId,
      lapsesAt: coupon.lapsesAt,
      issuedOn: coupon.issuedOn,
    } satisfies z.infer<typeof ClaimAnswer>;
    const answer = { status: 201, body };
    return {
      answer,
      change: { ...change, claims: [claimOf(call, answer)] },
      ifShort: (allotment) => ({ refused: noRoom(ifShort(allotment)) }),
    };
  };
  return changeMember(memberId, { counts: true, claims: claimsOf(call) }, decide, { ...ports, stamp });
}

function whyClosed(offer: Offer, now: string, day: string): Problem | undefined {
  const { from = now, until = now } = offer.publicCode ?? {};
  if (Date.parse(now) < Date.parse(from)) {
    return problem(409, "claim-not-open", "Not open yet", `it can be claimed from ${from} on`);
  }
  if (Date.parse(now) >= Date.parse(until) || offerIsOver(offer, day)) {
    return problem(409, "claim-closed", "Closed", `it could be claimed until ${until}`);
  }
  return undefined;
}

const alreadyClaimed = (perMember: number): Problem =>
  problem(409, "already-claimed", "Already claimed", `the member has had ${perMember}, as many as each may have`);

const NO_ROOM: Record<NoRoom, [title: string, detail: string]> = {
  "limit-reached": ["Limit reached", "as many were given as there are"],
  "budget-exhausted": ["Budget exhausted", "what the offer may cost is given out"],
};

const noRoom = (because: NoRoom): Problem => problem(409, because, ...NO_ROOM[because]);
