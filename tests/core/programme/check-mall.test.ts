import { describe, expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";
import { checkProgramme } from "../../../core/programme/check-programme.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { aLottery, aMug, aTicketItem } from "../../support/mall-world.ts";

function problemsOf(mall: object): string[] {
  const checked = checkProgramme({ ...aProgramme(), mall }, { journeys: [], texts: liquidTemplates() });
  return checked.kind === "sound" ? [] : checked.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}
const withLottery = (change: object) => ({ items: [aTicketItem()], lotteries: [aLottery(change)] });
const [mug, points] = aLottery().prizes;

test("a mall with a gift and a lottery is sound, and so is none", () => {
  expect(problemsOf({ items: [aMug(), aTicketItem()], lotteries: [aLottery()] })).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

describe("a mall that makes no sense is refused, with where it stands", () => {
  test.each<[string, object, string]>([
    ["an article twice", { items: [aMug(), aMug()] }, "/mall/items/1/id id-twice"],
    [
      "an article that is sold until before it is sold",
      { items: [aMug({ from: "2011-09-02T00:00:00Z", until: "2011-09-01T00:00:00Z" })] },
      "/mall/items/0/until window-empty",
    ],
    ["more for each than there are", { items: [aMug({ perMember: 6 })] }, "/mall/items/0/perMember limit-above-stock"],
    [
      "a coupon of no offer",
      { items: [{ id: "c", kind: "coupon", name: aMug().name, points: 1, offer: "none" }] },
      "/mall/items/0/offer offer-unknown",
    ],
    ["a ticket of no lottery", { items: [aTicketItem()] }, "/mall/items/0/lottery lottery-unknown"],
    ["a lottery without tickets", { lotteries: [aLottery()] }, "/mall/lotteries/0/id lottery-not-sold"],
    [
      "a draw before the tickets are published",
      withLottery({ drawAt: "2011-09-02T00:29:59Z" }),
      "/mall/lotteries/0/drawAt draw-too-early",
    ],
    [
      "odds of more than certainty",
      withLottery({ prizes: [{ ...mug, perMillion: 900_000 }, points] }),
      "/mall/lotteries/0/prizes odds-above-one",
    ],
    [
      "more prizes than are given in one run",
      withLottery({
        tickets: 20_000,
        prizes: [
          { ...mug, stock: 1_500 },
          { ...points, stock: 1_500 },
        ],
      }),
      "/mall/lotteries/0/prizes too-many-prizes",
    ],
    [
      "more prizes than tickets",
      withLottery({ tickets: 1, prizes: [mug] }),
      "/mall/lotteries/0/prizes/0/stock more-prizes-than-tickets",
    ],
    ["a price of nothing", { items: [{ ...aMug(), points: 0 }] }, "/mall/items/0/points too-small"],
  ])("%s", (_, mall, problem) => {
    expect(problemsOf(mall)).toEqual([problem]);
  });
});
