import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import { canonical } from "../../../../core/loyalty/idempotency.ts";
import { draw } from "../../../../core/loyalty/lottery/draw.ts";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";
import { aLottery, aTicketItem, cameTo, MallWorld, redemptionIn } from "../../../support/mall-world.ts";
import { faultsOf } from "../../../support/member-world.ts";

const withLottery = (change: object = {}) =>
  MallWorld.with(5, { items: [aTicketItem()], lotteries: [aLottery(change)] });
const CLOSED = "2011-09-02T00:10:00.000Z";
const DRAWN = "2011-09-02T06:00:00.000Z";

describe("a draw", () => {
  const ticketsOf = (count: number) =>
    Array.from({ length: count }, (_, at) => sha256(`ticket ${at}`).slice(0, 12)).toSorted();
  const drawnOf = (count: number, seed: string, lottery = aLottery()) =>
    draw({ lottery, terms: canonical(lottery), tickets: ticketsOf(count), seed }, sha256);

  it("gives no more of a prize than there are, each ticket one prize at most, the lowest draws first", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.string(), (count, seed) => {
        const winners = drawnOf(count, seed);
        expect(winners.filter(({ prize }) => prize === "mug").length).toBeLessThanOrEqual(2);
        expect(new Set(winners.map(({ ticket }) => ticket)).size).toBe(winners.length);
        expect(winners.map(({ draw: drawn }) => drawn)).toEqual(winners.map(({ draw: drawn }) => drawn).toSorted());
        for (const { number, ticket } of winners) expect(ticketsOf(count)[number - 1]).toBe(ticket);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps the odds that it published: of 20,000 tickets a tenth and a fifth, within four standard deviations", () => {
    const [mug, points] = aLottery().prizes;
    const lottery = aLottery({
      tickets: 20_000,
      prizes: [
        { ...mug, stock: 2_000 },
        { ...points, stock: 2_000 },
      ],
    });
    const unlimited = { ...lottery, prizes: lottery.prizes.map((prize) => ({ ...prize, stock: 20_000 })) };
    const winners = drawnOf(20_000, "seed", unlimited);
    const share = (id: string) => winners.filter(({ prize }) => prize === id).length / 20_000;
    expect(Math.abs(share("mug") - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 20_000));
    expect(Math.abs(share("points") - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 20_000));
  });

  it("comes out otherwise for another seed, another term and another ticket", () => {
    const winners = JSON.stringify(drawnOf(200, "seed"));
    expect(JSON.stringify(drawnOf(200, "seed"))).toBe(winners);
    expect(JSON.stringify(drawnOf(200, "other"))).not.toBe(winners);
    expect(JSON.stringify(drawnOf(201, "seed"))).not.toBe(winners);
    expect(JSON.stringify(drawnOf(200, "seed", aLottery({ tickets: 999 })))).not.toBe(winners);
  });
});

describe("a lottery", () => {
  it("publishes odds and the hash of its seed from the beginning, tickets when none can be added, the seed at the draw", async () => {
    const world = await withLottery();
    await world.buyTickets(20);
    const open = await world.publish();
    expect(open).toMatchObject({ stage: "open", commitment: sha256(sha256("a secret of autumn")) });
    expect(Object.keys(open ?? {})).toEqual(["id", "stage", "terms", "commitment"]);
    world.now = "2011-09-02T00:00:00.000Z";
    expect(await world.publish()).toMatchObject({ stage: "closing" });
    world.now = CLOSED;
    const closed = await world.publish();
    expect(closed?.tickets).toHaveLength(20);
    expect(closed).not.toHaveProperty("seed");
    world.now = DRAWN;
    const drawn = await world.publish();
    expect(drawn).toMatchObject({ ...closed, stage: "drawn", seed: sha256("a secret of autumn") });
    expect(sha256(drawn?.seed ?? "")).toBe(open?.commitment);
    expect(drawn?.winners?.length).toBeGreaterThan(0);
    expect(JSON.stringify(drawn)).not.toContain("m_1");
  });

  it("keeps the terms with which it was opened, whatever the programme says later", async () => {
    const world = await withLottery();
    const { terms } = (await world.publish()) ?? {};
    await world.buyTickets(1);
    world.mall = { ...world.mall, lotteries: [aLottery({ tickets: 2_000, closesAt: "2011-12-01T00:00:00Z" })] };
    expect((await world.publish())?.terms).toBe(terms);
    world.now = CLOSED;
    expect(cameTo(await world.redeem({ item: "ticket" }))).toBe("not-on-sale");
    world.mall = { items: [], lotteries: [] };
    world.now = DRAWN;
    expect(await world.publish()).toMatchObject({ stage: "drawn", terms });
  });

  it("sells tickets while it is open, as many as there are, each under a code of its own", async () => {
    const world = await withLottery({ tickets: 3, prizes: [{ ...aLottery().prizes[0], stock: 1 }] });
    world.now = "2011-08-31T23:59:59.999Z";
    expect(cameTo(await world.redeem({ item: "ticket" }))).toBe("not-on-sale");
    world.now = "2011-09-01T00:00:00.000Z";
    const sold = [await world.redeem({ item: "ticket" }), await world.redeem({ item: "ticket" })].map(redemptionIn);
    expect(new Set(sold.map(({ code }) => code)).size).toBe(2);
    await world.redeem({ item: "ticket" });
    expect(cameTo(await world.redeem({ item: "ticket" }))).toBe("sold-out");
    world.now = CLOSED;
    expect((await world.publish())?.tickets).toHaveLength(3);
    expect((await world.publish())?.tickets).toEqual(expect.arrayContaining(sold.map(({ code }) => code)));
  });

  it("gives every prize once, to who holds the ticket, though it was killed after any of its calls", {
    timeout: 20_000,
  }, async () => {
    const world = await withLottery();
    await world.buyTickets(40);
    const points = async () => Promise.all([1, 2, 3, 4, 5].map((at) => world.balance(`m_${at}`)));
    const before = await points();
    expect(await world.givePrizes()).toMatchObject({ lotteries: 0 });
    world.now = DRAWN;
    for (let calls = 1; calls <= 6; calls += 1) {
      await expect(world.givePrizes(killedAfter(world.store, calls))).rejects.toThrow(KilledError);
    }
    const { winners = [] } = (await world.publish()) ?? {};
    const given = await world.givePrizes();
    expect(given).toMatchObject({ lotteries: 1, gone: 0 });
    expect(given.given + given.before).toBe(winners.length);
    expect(await world.givePrizes()).toMatchObject({ lotteries: 0, given: 0 });
    const won = winners.filter(({ prize }) => prize === "points").length;
    const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
    expect(sum(await points()) - sum(before)).toBe(50 * won);
    expect(await world.totals("prize#autumn#points")).toMatchObject({ left: 50 - won, posted: won });
    for (let at = 1; at <= 5; at += 1) expect(await faultsOf(world.store, `m_${at}`)).toEqual([]);
  });

  it("isn't there under another name", async () => {
    expect(await (await withLottery()).publish("spring")).toBeUndefined();
  });
});
