import { changeMember, type Decision } from "../../members/change-member.ts";
import type { CommitStamp, Loaded } from "../../members/member-store.ts";
import type { Lottery, Prize } from "../../programme/mall.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { daysAfter } from "../../programme/shop-day.ts";
import type { AllotmentStore } from "../allotments/allotment-store.ts";
import { grantAllotment } from "../allotments/grant-allotment.ts";
import { shardOfMember } from "../allotments/spread.ts";
import type { MallRedemption } from "../mall/mall-redemption.ts";
import { changeOf, groundOf, postingsOn, type ValuePorts } from "../value-call.ts";
import { draw, type Winner } from "./draw.ts";
import type { LotteryPorts } from "./publish-lottery.ts";
import { stageOf } from "./publish-lottery.ts";

/** Winners who are given their prizes side by side. */
const AT_ONCE = 4;

export interface PrizePorts extends ValuePorts, LotteryPorts {
  allotments: AllotmentStore;
}

/** What a run came to. `gone`: the winner is no member any more, and the prize stays. */
export interface PrizesGiven {
  lotteries: number;
  given: number;
  before: number;
  gone: number;
}

/**
 * Draws every lottery whose moment has come, and gives the prizes, each once: killed half way, the next run goes on.
 * @throws MemberBusyError, AllotmentBusyError: what is done stays done, run it again.
 */
export async function givePrizes(ports: PrizePorts): Promise<PrizesGiven> {
  const { rules, stamp } = await groundOf(ports);
  const sum: PrizesGiven = { lotteries: 0, given: 0, before: 0, gone: 0 };
  for (const id of await ports.lotteries.unsettled()) {
    const terms = await ports.lotteries.terms(id);
    if (terms === undefined) continue;
    const lottery = JSON.parse(terms) as Lottery;
    if (stageOf(lottery, ports.now) !== "drawn") continue;
    const sold = await ports.lotteries.tickets(id);
    const holder = new Map(sold.map(({ ticket, memberId }) => [ticket, memberId]));
    const seed = await ports.seedOf(id);
    const winners = draw({ lottery, terms, tickets: [...holder.keys()], seed }, ports.hash);
    for (let at = 0; at < winners.length; at += AT_ONCE) {
      const page = winners.slice(at, at + AT_ONCE);
      const outcomes = await Promise.all(
        page.map((winner) => give(holder.get(winner.ticket) ?? "", { lottery, winner, rules, stamp }, ports)),
      );
      for (const outcome of outcomes) sum[outcome] += 1;
    }
    await ports.lotteries.settle(id);
    sum.lotteries += 1;
  }
  return sum;
}

interface Giving {
  lottery: Lottery;
  winner: Winner;
  rules: Saved<Programme>;
  stamp: CommitStamp;
}

/** The draw gave more of a prize than its stock: a fault of ours. */
export class PrizeShortError extends Error {
  constructor({ id }: Lottery, { prize }: Winner) {
    super(`lottery ${id} has drawn more of ${prize} than there are`);
    this.name = "PrizeShortError";
  }
}

async function give(memberId: string, giving: Giving, ports: PrizePorts): Promise<"given" | "before" | "gone"> {
  const { lottery, winner, rules, stamp } = giving;
  const prize = lottery.prizes.find(({ id }) => id === winner.prize);
  if (prize === undefined) throw new PrizeShortError(lottery, winner);
  const allotment = `prize#${lottery.id}#${prize.id}`;
  const grant = { name: allotment, quantity: prize.stock, grain: 1, programme: rules.version };
  const { shards } = await grantAllotment(grant, ports.allotments);
  const move = { allotment, shard: shardOfMember(memberId, shards), left: -1, pending: 0, posted: 1 };
  const claim = `C#lottery#${lottery.id}#${winner.ticket}#prize`;
  const decide = (loaded: Loaded): Decision<"given" | "before" | "gone"> => {
    if (loaded.claims[claim] !== undefined) return { answer: "before" };
    if (loaded.head?.status !== "active") return { answer: "gone" };
    const change = prizeChange(loaded, prize, giving, ports);
    const result = { prize: prize.id, draw: winner.draw };
    return {
      answer: "given",
      change: { ...change, claims: [{ key: claim, result }], allotments: [move] },
      ifShort: () => {
        throw new PrizeShortError(lottery, winner);
      },
    };
  };
  return changeMember(memberId, { accounts: true, claims: [claim] }, decide, { ...ports, stamp });
}

function prizeChange(
  loaded: Loaded,
  { id, gives }: Prize,
  { lottery, winner, rules, stamp }: Giving,
  ports: PrizePorts,
) {
  const postings = postingsOn(loaded, stamp, ports.hash);
  const { bookedOn, now } = stamp;
  const source = `lottery#${lottery.id}:${winner.ticket}`;
  if (gives.kind === "points") {
    postings.credit({
      account: "points",
      kind: "earn",
      amount: gives.points,
      because: { source, rule: "lottery-prize", programme: rules.version, campaign: lottery.id },
      occurredOn: bookedOn,
      bookedOn,
      expiresOn: daysAfter(bookedOn, rules.value.points.expireDays),
    });
    return changeOf(loaded, postings, stamp);
  }
  const redemption: MallRedemption = {
    redemptionId: `r_${ports.hash(source).slice(0, 24)}`,
    item: id,
    kind: "gift",
    state: "ordered",
    handover: "pick-up",
    points: 0,
    parts: [],
    code: winner.ticket,
    programme: rules.version,
    orderedAt: now,
    orderedOn: bookedOn,
    history: [{ state: "ordered", at: now, by: `lottery ${lottery.id}` }],
  };
  return changeOf(loaded, postings, stamp, { items: [{ kind: "redemption", version: 0, value: redemption }] });
}
