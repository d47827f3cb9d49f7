import { type Problem, problem } from "../../contract/problem.ts";
import { changeMember, type Decision } from "../../members/change-member.ts";
import type { MemberItem } from "../../members/member.ts";
import type { CommitStamp, Loaded } from "../../members/member-store.ts";
import type { Lottery, MallItem } from "../../programme/mall.ts";
import type { Offer } from "../../programme/offer.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { grantAllotment } from "../allotments/grant-allotment.ts";
import { countedItem, countItem, hasRoom, type Room, roomFor, withReservation } from "../allotments/room-for-issue.ts";
import { shardOfMember } from "../allotments/spread.ts";
import { newCoupon, offerIsOver } from "../coupons/coupon.ts";
import { answered, type Call, type CallOutcome, claimOf, claimsOf, keyReused } from "../idempotency.ts";
import { type LotteryStore, openLottery } from "../lottery/lottery-store.ts";
import type { OfferPorts } from "../offers/give-offer.ts";
import { changeOf, groundOf, memberGone, postingsOn, tooFew } from "../value-call.ts";
import type { MallRedemption } from "./mall-redemption.ts";
import type { MallRequest, RedemptionAnswer } from "./mall-schemas.ts";
import { stockMoves, stockOf } from "./mall-stock.ts";
import { isOnSale } from "./show-mall.ts";

export interface MallPorts extends OfferPorts {
  lotteries: LotteryStore;
  /** Who calls, for the record. */
  by: string;
}

/** What one article takes and brings, beside the points. */
interface Bringing {
  redemptionId: string;
  stock?: { allotment: string; shard: number };
  coupon?: { offer: Offer; room: Room; code: string };
  ticket?: { lottery: string; ticket: string };
}

/** The count of an article that is limited for each member. */
export const mallCount = (item: string): string => `mall#${item}`;

/**
 * Gives an article for a member's points, once for one Idempotency-Key: points (earliest expiry first), stock, the
 * coupon or the ticket, and the redemption itself in one transaction. Nothing is sold that isn't there.
 * @throws MemberBusyError, AllotmentBusyError: to be answered as busy, and sent again.
 */
export async function redeemInMall(asked: MallRequest, call: Call, ports: MallPorts): Promise<CallOutcome> {
  const { rules, stamp } = await groundOf(ports);
  const item = rules.value.mall.items.find(({ id }) => id === asked.item);
  if (item === undefined) return refuse(404, "item-unknown", `the mall has no ${asked.item}`);
  const bringing =
    whyNot(item, asked, rules.value, stamp) ?? (await bringingOf(item, asked.memberId, call, rules, ports));

  const decide = (loaded: Loaded): Decision<CallOutcome> => {
    const before = answered(loaded, call);
    if (before !== undefined) return { answer: before === "reused" ? { refused: keyReused() } : before };
    const gone = memberGone(loaded);
    if (gone !== undefined) return { answer: { refused: gone } };
    if ("status" in bringing) return { answer: { refused: bringing } };
    return sold(loaded, { item, asked, call, bringing, rules, stamp, ports });
  };
  const wanted = { accounts: true, counts: true, claims: claimsOf(call) };
  return changeMember(asked.memberId, wanted, decide, { ...ports, stamp });
}

/** Why an article can't be had now, or not so. */
function whyNot(item: MallItem, asked: MallRequest, { offers }: Programme, stamp: CommitStamp): Problem | undefined {
  const { now, bookedOn } = stamp;
  const offer = item.kind === "coupon" ? offers.find(({ id }) => id === item.offer) : undefined;
  if (!isOnSale(item, now) || (offer !== undefined && offerIsOver(offer, bookedOn))) return notOnSale(item);
  const ways = item.kind === "gift" ? item.handover : [];
  if (ways.length > 0 && (asked.handover === undefined || !ways.includes(asked.handover))) {
    return problem(422, "handover-missing", "Handover missing", `say how it reaches its member: ${ways.join(", ")}`);
  }
  if (asked.handover === "pick-up" && asked.storeId === undefined) {
    return problem(422, "store-missing", "Store missing", "say where it is picked up");
  }
  return undefined;
}

/** A lottery under the terms that it was opened with; it is opened by the first who asks from its opening on. */
async function lotteryOf(id: string, { mall }: Programme, { lotteries, now }: MallPorts): Promise<Lottery | undefined> {
  const configured = mall.lotteries.find((one) => one.id === id);
  if (configured === undefined || Date.parse(now) < Date.parse(configured.opensAt)) return configured;
  return (await openLottery(configured, lotteries)).lottery;
}

async function bringingOf(
  item: MallItem,
  memberId: string,
  call: Call,
  rules: Saved<Programme>,
  ports: MallPorts,
): Promise<Bringing | Problem> {
  const { value, version } = rules;
  const bringing: Bringing = { redemptionId: `r_${ports.hash(call.claim).slice(0, 24)}` };
  const offer = item.kind === "coupon" ? value.offers.find(({ id }) => id === item.offer) : undefined;
  if (offer !== undefined) {
    const code = await ports.codeOf(`mall#${memberId}#${call.claim}`);
    bringing.coupon = { offer, room: await roomFor(offer, memberId, version, ports.allotments), code };
  }
  const lottery = item.kind === "lottery" ? await lotteryOf(item.lottery, value, ports) : undefined;
  if (lottery !== undefined) {
    // By the terms that it was opened under, whatever the programme says now.
    if (!isOnSale({ from: lottery.opensAt, until: lottery.closesAt }, ports.now)) return notOnSale(item);
    const ticket = await ports.codeOf(`ticket#${lottery.id}#${memberId}#${call.claim}`);
    bringing.ticket = { lottery: lottery.id, ticket };
  }
  // Of tickets there are as many as the lottery says, or the article if that is fewer.
  const quantity = Math.min(item.stock ?? Number.POSITIVE_INFINITY, lottery?.tickets ?? Number.POSITIVE_INFINITY);
  if (Number.isFinite(quantity)) {
    const name = lottery === undefined ? stockOf(item.id) : `tickets#${lottery.id}`;
    const { shards } = await grantAllotment({ name, quantity, grain: 1, programme: version }, ports.allotments);
    bringing.stock = { allotment: name, shard: shardOfMember(memberId, shards) };
  }
  return bringing;
}

interface Selling {
  item: MallItem;
  asked: MallRequest;
  call: Call;
  bringing: Bringing;
  rules: Saved<Programme>;
  stamp: CommitStamp;
  ports: MallPorts;
}

function sold(loaded: Loaded, { item, asked, call, bringing, rules, stamp, ports }: Selling): Decision<CallOutcome> {
  const { memberId } = asked;
  const { redemptionId, stock, coupon, ticket } = bringing;
  const key = mallCount(item.id);
  const had = loaded.counts?.value[key] ?? 0;
  if (item.perMember !== undefined && had >= item.perMember)
    return refusedAs("member-limit-reached", `each may have ${item.perMember}`);
  if (coupon !== undefined && !hasRoom(loaded, coupon.room))
    return refusedAs("member-limit-reached", "the member has had this offer as often as each may");

  const { bookedOn, now } = stamp;
  const postings = postingsOn(loaded, stamp, ports.hash);
  const taken = postings.debit({
    account: "points",
    kind: "spend",
    amount: item.points,
    because: { source: `mall#${redemptionId}`, rule: `mall-${item.kind}`, programme: rules.version, campaign: item.id },
    occurredOn: bookedOn,
    bookedOn,
    shortfall: "refuse",
  });
  if (taken.kind === "short")
    return { answer: { refused: tooFew("too-few-points", "points", taken.there, item.points) } };
  const atOnce = item.kind === "coupon" || item.kind === "lottery";
  const state = atOnce ? "delivered" : "ordered";
  const code = coupon?.code ?? ticket?.ticket;
  const redemption: MallRedemption = {
    redemptionId,
    item: item.id,
    kind: item.kind,
    state,
    handover: atOnce ? "at-once" : item.kind === "gift" ? (asked.handover ?? "pick-up") : "pick-up",
    ...(asked.storeId === undefined ? {} : { storeId: asked.storeId }),
    points: item.points,
    parts: taken.taken,
    ...(stock === undefined ? {} : { stock }),
    ...(code === undefined ? {} : { code }),
    programme: rules.version,
    orderedAt: now,
    orderedOn: bookedOn,
    history: [{ state, at: now, by: ports.by }],
  };
  const answer = { status: 201, body: redemptionAnswer(memberId, redemption) };
  const { currency, timeZone } = rules.value;
  const given: MemberItem[] = coupon
    ? [
        {
          kind: "coupon",
          version: 0,
          value: withReservation(
            newCoupon({ ...{ code: coupon.code, offer: coupon.offer, currency, timeZone }, campaign: key, now }),
            coupon.room,
          ),
        },
      ]
    : [];
  return {
    answer,
    change: changeOf(loaded, postings, stamp, {
      claims: [claimOf(call, answer)],
      items: [
        { kind: "redemption", version: 0, value: redemption },
        ...given,
        ...countsAfter(loaded, item.perMember === undefined ? undefined : key, coupon?.room),
      ],
      allotments: [...stockMoves(undefined, redemption), ...(coupon?.room.moves ?? [])],
      ...(ticket === undefined ? {} : { tickets: [ticket] }),
    }),
    ifShort: () => ({ refused: soldOut(item) }),
  };
}

/** The member's counts with one more of the article, and of the offer, where each is limited. */
function countsAfter(loaded: Loaded, key: string | undefined, room: Room | undefined): MemberItem[] {
  const offer = room === undefined ? [] : countedItem(loaded, room);
  if (key === undefined) return offer;
  const [counted] = offer;
  const before =
    counted?.kind === "counts" ? { ...loaded, counts: { value: counted.value, version: counted.version } } : loaded;
  return [countItem(before, key, 1)];
}

/** A redemption as it is answered. */
export function redemptionAnswer(memberId: string, redemption: MallRedemption): RedemptionAnswer {
  const { redemptionId, item, kind, state, handover, storeId, points, code, history } = redemption;
  return {
    ...{ redemptionId, memberId, item, kind, state, handover },
    ...(storeId === undefined ? {} : { storeId }),
    points,
    ...(code === undefined ? {} : { code }),
    history,
  };
}

const refuse = (status: number, code: string, detail: string): CallOutcome => ({
  refused: problem(status, code, "Refused", detail),
});
const refusedAs = (code: string, detail: string): Decision<CallOutcome> => ({ answer: refuse(409, code, detail) });
const notOnSale = ({ id }: MallItem): Problem => problem(409, "not-on-sale", "Not on sale", `${id} can't be had now`);
const soldOut = ({ id }: MallItem): Problem => problem(409, "sold-out", "Sold out", `no ${id} is left`);
