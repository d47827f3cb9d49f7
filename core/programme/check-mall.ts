import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import { type Lottery, type Mall, MINUTES_BEFORE_DRAW, MOST_PRIZES } from "./mall.ts";
import type { Offer } from "./offer.ts";

type Found = (field: readonly PropertyKey[], code: string, message: string) => void;

/** Everything in the mall that makes no sense; `at` is where it stands. */
export function mallProblems(
  { items, lotteries }: Mall,
  { offers }: { offers: readonly Offer[] },
  at: readonly PropertyKey[],
): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found: Found = (field, code, message) =>
    problems.push({ pointer: pointerOf([...at, ...field]), code, message });
  const ids = { items: items.map(({ id }) => id), lotteries: lotteries.map(({ id }) => id) };

  for (const [list, all] of Object.entries(ids)) {
    for (const [index, id] of all.entries()) {
      if (all.indexOf(id) < index) found([list, index, "id"], "id-twice", `${id} stands above already`);
    }
  }
  for (const [index, item] of items.entries()) {
    const path = ["items", index];
    const { from, until, stock, perMember } = item;
    if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) {
      found([...path, "until"], "window-empty", "after from");
    }
    if (stock !== undefined && perMember !== undefined && perMember > stock) {
      found([...path, "perMember"], "limit-above-stock", `at most the stock (${stock})`);
    }
    if (item.kind === "coupon" && !offers.some(({ id }) => id === item.offer)) {
      found([...path, "offer"], "offer-unknown", `the programme has no offer ${item.offer}`);
    }
    if (item.kind === "lottery" && !ids.lotteries.includes(item.lottery)) {
      found([...path, "lottery"], "lottery-unknown", `the mall has no lottery ${item.lottery}`);
    }
  }
  for (const [index, lottery] of lotteries.entries()) {
    const path = ["lotteries", index];
    lotteryProblems(lottery, (field, code, message) => found([...path, ...field], code, message));
    if (!items.some((item) => item.kind === "lottery" && item.lottery === lottery.id)) {
      found([...path, "id"], "lottery-not-sold", "no article of the mall is a ticket of it");
    }
  }
  return problems;
}

function lotteryProblems({ opensAt, closesAt, drawAt, tickets, prizes }: Lottery, found: Found): void {
  if (Date.parse(opensAt) >= Date.parse(closesAt)) found(["closesAt"], "window-empty", "after opensAt");
  if (Date.parse(drawAt) < Date.parse(closesAt) + MINUTES_BEFORE_DRAW * 60_000) {
    found(["drawAt"], "draw-too-early", `at least ${MINUTES_BEFORE_DRAW} minutes after closesAt`);
  }
  const chance = prizes.reduce((sum, { perMillion }) => sum + perMillion, 0);
  if (chance > 1_000_000) found(["prizes"], "odds-above-one", `${chance} in a million: 1,000,000 at most`);
  const stock = prizes.reduce((sum, prize) => sum + prize.stock, 0);
  if (stock > MOST_PRIZES) found(["prizes"], "too-many-prizes", `${stock}: ${MOST_PRIZES} at most`);
  for (const [index, prize] of prizes.entries()) {
    if (prizes.findIndex(({ id }) => id === prize.id) < index) {
      found(["prizes", index, "id"], "id-twice", `${prize.id} stands above already`);
    }
    if (prize.stock > tickets) found(["prizes", index, "stock"], "more-prizes-than-tickets", `at most ${tickets}`);
  }
}
