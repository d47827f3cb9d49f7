import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import type { Close, Closing } from "../../../../core/loyalty/close/close.ts";
import { sumOfColumns, VIEWS } from "../../../../core/loyalty/close/line.ts";
import { rollsOn } from "../../../../core/loyalty/close/rolls-on.ts";
import { verifyCloses } from "../../../../core/loyalty/close/verify-closes.ts";
import { ACCOUNTS } from "../../../../core/loyalty/ledger/account.ts";
import { chained, ENTRY_KINDS, type Entry } from "../../../../core/loyalty/ledger/entry.ts";
import { dayAfter, seeded, tradeADay } from "../../../support/builders/ledger-history.ts";
import { type Book, ClosingWorld } from "../../../support/closing-world.ts";

/** Entries that are closed in the suite; `RUNS` is what is shown of it (100,000). */
const MANY = Number(process.env.RUNS ?? 10_000);

const DAY = "2026-12-08";
const NEXT = "2026-12-09";

const posting = (day: string, amount: number, more: object = {}) => ({
  ...({ account: "points", kind: "earn", amount, occurredOn: day, bookedOn: day } as const),
  because: { source: `order:${day}-${amount}`, rule: "made", programme: 1 },
  ...more,
});

const bookOf = (world: ClosingWorld, memberId: string): Book => {
  const book = world.books.get(memberId);
  if (book === undefined) throw new Error(`no book of ${memberId}`);
  return book;
};

const account = ({ lines }: Close, name: string) => {
  const line = lines.find((one) => one.view === "account" && one.account === name);
  if (line === undefined) throw new Error(`no line of ${name}`);
  return line;
};

const gapsOf = (closing: Closing) => {
  if (closing.kind === "closed") throw new Error(`${closing.close.day} closed`);
  return closing.gaps;
};

/** A member whose chain isn't rolled through on either day, so that the day's check alone looks. */
const quiet = (day: string): string =>
  Array.from({ length: 100 }, (_, at) => `quiet-${at}`).find(
    (id) => !rollsOn(id, day) && !rollsOn(id, dayAfter(day, 1)),
  ) ?? "";

describe("a closed day", () => {
  it("has every kind of entry in exactly one signed column, and opening + columns = closing", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting("2026-12-07", 300));
    for (const [at, kind] of ENTRY_KINDS.entries()) world.credit("b", posting(DAY, 2 ** at, { kind }));
    world.debit("a", { ...posting(DAY, 120, { kind: "spend" }), shortfall: "refuse" });
    const line = account(await world.closed(DAY), "points");
    expect(line.opening).toBe(300);
    const expected = Object.fromEntries(ENTRY_KINDS.map((kind, at) => [kind, 2 ** at - (kind === "spend" ? 120 : 0)]));
    expect(line.columns).toEqual(expected);
    expect(line.closing).toBe(300 + 2 ** ENTRY_KINDS.length - 1 - 120);
  });

  it("opens with what the day before closed with, and leaves out what was booked since", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting(DAY, 100));
    world.credit("a", posting(NEXT, 50));
    world.debit("a", { ...posting(NEXT, 30, { kind: "spend" }), shortfall: "refuse" });
    expect(account(await world.closed(DAY), "points").closing).toBe(100);
    expect(account(await world.closed(NEXT), "points")).toMatchObject({ opening: 100, closing: 120 });
  });

  it("is divided by campaign and store of the posting, and by the tier of the lot at its earning", async () => {
    const world = new ClosingWorld();
    const because = { source: "order:1", rule: "made", programme: 1, campaign: "spring", storeId: "east" };
    world.credit("a", posting(DAY, 100, { tier: "gold", because }));
    await world.closed(DAY);
    // Used up on the next day, elsewhere: the lot is not among the accounts any more, only in the books.
    const spent = { source: "order:2", rule: "made", programme: 1, storeId: "west" };
    world.debit("a", { ...posting(NEXT, 100, { kind: "spend", because: spent }), shortfall: "refuse" });
    const { lines } = await world.closed(NEXT);
    const of = (view: string, key: string) => lines.find((line) => line.view === view && line.key === key);
    expect(of("lot-tier", "gold")).toMatchObject({ opening: 100, closing: 0, columns: { spend: -100 } });
    expect(of("lot-campaign", "spring")).toMatchObject({ opening: 100, closing: 0 });
    expect(of("lot-store", "east")).toMatchObject({ opening: 100, closing: 0 });
    expect(of("store", "east")).toMatchObject({ opening: 100, closing: 100 });
    expect(of("store", "west")).toMatchObject({ opening: 0, closing: -100 });
    expect(of("campaign", "spring")).toMatchObject({ opening: 100, closing: 100, columns: { spend: 0 } });
  });

  it("has what is owed apart from the lots", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting(DAY, 60, { tier: "silver" }));
    world.debit("a", { ...posting(DAY, 100, { kind: "take-back" }), shortfall: "owe" });
    const { lines, liability } = await world.closed(DAY);
    expect(lines.filter(({ view }) => view === "lot-tier").map(({ key, closing }) => [key, closing])).toEqual([
      ["(owed)", -40],
      ["silver", 0],
    ]);
    expect(liability).toMatchObject({ points: 0, owedPoints: 40, grossMinor: 0 });
  });

  it("books what arrives late on the day it arrives, and names it", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting(DAY, 100));
    const first = await world.closed(DAY);
    world.credit("a", posting(NEXT, 70, { occurredOn: DAY }));
    const second = await world.closed(NEXT);
    expect(second.late).toEqual({
      count: 1,
      some: [
        { memberId: "a", number: 2, account: "points", kind: "earn", amount: 70, occurredOn: DAY, bookedOn: NEXT },
      ],
    });
    expect(account(second, "points")).toMatchObject({ opening: 100, closing: 170 });
    expect(await world.closeStore.read(world.closes.get(DAY)?.record as never)).toEqual(first);
  });

  it("counts an entry that was stamped for it, and stored when it had closed, in the next one, and names it", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting(DAY, 100));
    await world.closed(DAY);
    world.credit("a", posting(DAY, 5));
    world.credit("b", posting(DAY, 7));
    const next = await world.closed(NEXT);
    expect(next.strays.some.map(({ memberId, number, bookedOn }) => [memberId, number, bookedOn])).toEqual(
      expect.arrayContaining([
        ["a", 2, DAY],
        ["b", 1, DAY],
      ]),
    );
    expect(account(next, "points")).toMatchObject({ opening: 100, closing: 112 });
    expect((await world.closed("2026-12-10")).strays.count).toBe(0);
  });

  it("counts an entry that was overtaken by one of the next day with that day, once", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting(DAY, 1));
    world.credit("a", posting(NEXT, 10));
    world.credit("a", posting(DAY, 100));
    expect(account(await world.closed(DAY), "points").closing).toBe(1);
    expect(account(await world.closed(NEXT), "points").closing).toBe(111);
  });

  it("is the same closed while trading goes on as closed at rest", async () => {
    const [busy, still] = [new ClosingWorld(), new ClosingWorld()];
    for (const world of [busy, still]) {
      tradeADay(world, { day: DAY, members: 40, postings: 300, random: seeded(7) });
    }
    const atNight = seeded(8);
    busy.onLook = () => tradeADay(busy, { day: NEXT, members: 40, postings: 3, random: atNight });
    expect((await busy.closed(DAY)).lines).toEqual((await still.closed(DAY)).lines);
    expect([...busy.books.values()].some(({ entries }) => entries.some(({ bookedOn }) => bookedOn === NEXT))).toBe(
      true,
    );
    busy.onLook = () => {};
    expect(account(await busy.closed(NEXT), "points").opening).toBe(
      account(await still.closed(NEXT), "points").closing,
    );
  });

  it("never changes: a second run answers with the first close, whatever it finds", async () => {
    const world = new ClosingWorld();
    world.credit("a", posting(DAY, 100));
    const first = await world.closed(DAY);
    world.credit("a", posting(DAY, 900));
    expect(await world.closed(DAY)).toEqual(first);
    expect(world.closes.size).toBe(1);
  });

  it("reads no entries of members to whom nothing happened", async () => {
    const world = new ClosingWorld();
    const id = quiet(DAY);
    for (let at = 0; at < 50; at += 1) world.credit(id, posting(DAY, 10 + at));
    await world.closed(DAY);
    world.entriesRead = 0;
    expect(await world.closed(NEXT)).toMatchObject({ members: 1, moved: 0, entries: 0 });
    expect(world.entriesRead).toBe(0);
  });
});

describe("a gap stops the close and is named", () => {
  /** Two closed days of trade, and a third day of one member's. */
  async function traded(): Promise<{ world: ClosingWorld; id: string }> {
    const world = new ClosingWorld();
    const id = quiet(NEXT);
    tradeADay(world, { day: DAY, members: 20, postings: 100, random: seeded(3) });
    world.credit(id, posting(DAY, 500));
    await world.closed(DAY);
    for (const amount of [100, 20, 3]) world.credit(id, posting(NEXT, amount));
    return { world, id };
  }

  it.each([
    ["in the middle", 2, 100],
    ["the last one", 4, 3],
  ])("an entry removed, %s", async (_, number, by) => {
    const { world, id } = await traded();
    const book = bookOf(world, id);
    book.entries = book.entries.filter((entry) => entry.number !== number);
    expect(gapsOf(await world.close(NEXT))).toEqual([
      { check: "day", what: "entry-missing", memberId: id, entry: number, account: "points", by },
    ]);
    expect(world.closes.has(NEXT)).toBe(false);
    expect(world.gapKept).toMatchObject({ day: NEXT, gapCount: 1 });
  });

  it("an entry altered in amount, and in anything else", async () => {
    const { world, id } = await traded();
    const book = bookOf(world, id);
    const altered = (by: (entry: Entry) => Entry) =>
      book.entries.map((entry) => (entry.number === 3 ? by(entry) : entry));
    const before = book.entries;
    book.entries = altered((entry) => ({ ...entry, amount: 21 }));
    expect(gapsOf(await world.close(NEXT))).toEqual([
      { check: "day", what: "entry-altered", memberId: id, entry: 3, account: "points", by: -1 },
    ]);
    book.entries = before;
    book.entries = altered((entry) => ({ ...entry, because: { ...entry.because, storeId: "elsewhere" } }));
    expect(gapsOf(await world.close(NEXT))).toEqual([{ check: "day", what: "entry-altered", memberId: id, entry: 3 }]);
    book.entries = before;
    expect(await world.closed(NEXT)).toMatchObject({ entries: 3 });
    expect(world.gapKept).toBeUndefined();
  });

  it("a balance moved without an entry, of a member to whom nothing happened", async () => {
    const { world } = await traded();
    const [id, book] =
      [...world.books].find(([id, { ledger }]) => ledger.accounts.points?.lots[0] && !rollsOn(id, NEXT)) ?? [];
    const points = book?.ledger.accounts.points;
    if (id === undefined || book === undefined || points === undefined) throw new Error("nobody has points");
    book.ledger = {
      ...book.ledger,
      accounts: { ...book.ledger.accounts, points: { ...points, balance: points.balance + 9 } },
    };
    expect(gapsOf(await world.close(NEXT))).toEqual([
      { check: "day", what: "balance", memberId: id, account: "points", by: 9 },
      { check: "day", what: "lots", memberId: id, account: "points" },
    ]);
  });

  it("the last entry and the head's count of it both gone, when a close has seen it", async () => {
    const { world, id } = await traded();
    await world.closed(NEXT);
    const book = bookOf(world, id);
    const [, , third, last] = book.entries;
    if (third === undefined || last === undefined) throw new Error("entries expected");
    book.entries.pop();
    book.ledger = { ...book.ledger, entries: 3, entryHash: third.hash };
    expect(gapsOf(await world.close("2026-12-10"))).toEqual([{ check: "day", what: "head-altered", memberId: id }]);
  });

  it("a member who is gone, and one whom only the index has lost is found all the same", async () => {
    const { world, id } = await traded();
    for (const ids of world.index.values()) ids.delete(id);
    expect(await world.closed(NEXT)).toMatchObject({ entries: 3 });
    world.books.delete(id);
    expect(gapsOf(await world.close("2026-12-10"))).toEqual([{ check: "day", what: "member-missing", memberId: id }]);
  });

  it("behind a closed day the chain's check finds it, within 30 nights, and says so", async () => {
    const { world, id } = await traded();
    const book = bookOf(world, id);
    await world.closed(NEXT);
    book.entries = book.entries.filter(({ number }) => number !== 2);
    let day = dayAfter(NEXT, 1);
    let closing = await world.close(day);
    for (let night = 2; night <= 30 && closing.kind === "closed"; night += 1) {
      day = dayAfter(NEXT, night);
      closing = await world.close(day);
    }
    expect(rollsOn(id, day)).toBe(true);
    expect(gapsOf(closing)).toEqual([
      { check: "chain", what: "entry-missing", memberId: id, entry: 2, account: "points", by: 100 },
    ]);
  });

  it("a chain written anew, hashes and head and all, doesn't fit to what was closed", async () => {
    const { world, id } = await traded();
    await world.closed(NEXT);
    const book = bookOf(world, id);
    let hash = id;
    book.entries = book.entries.map((entry) => {
      const anew = { ...entry, because: { ...entry.because, operator: "nobody" } };
      hash = sha256(chained(hash, anew));
      return { ...anew, hash };
    });
    book.ledger = { ...book.ledger, entryHash: hash };
    expect(gapsOf(await world.close("2026-12-10"))).toEqual([{ check: "day", what: "head-altered", memberId: id }]);
  });
});

describe("many entries", () => {
  it(`${MANY} of them close over five days, and the sums are those of an addition without any of it`, async () => {
    const world = new ClosingWorld();
    const random = seeded(20_261_208);
    const members = MANY / 25;
    const days = Array.from({ length: 5 }, (_, at) => dayAfter(DAY, at));
    const closes: Close[] = [];
    for (const day of days) {
      tradeADay(world, { day, members, postings: 0.24 * MANY, random });
      closes.push(await world.closed(day));
    }
    const all = [...world.books.values()].flatMap(({ entries }) => entries);
    expect(all.length).toBeGreaterThan(MANY);
    for (const [at, close] of closes.entries()) {
      const day = days[at] ?? "";
      const ofDay = all.filter(({ bookedOn }) => bookedOn === day);
      expect(close.entries).toBe(ofDay.length);
      expect(close.late.count).toBe(ofDay.filter(({ occurredOn }) => occurredOn < day).length);
      for (const name of ACCOUNTS) {
        const line = account(close, name);
        const own = all.filter((entry) => entry.account === name && entry.bookedOn <= day);
        const sum = (of: Entry[]) => of.reduce((total, { amount }) => total + amount, 0);
        expect(line.closing).toBe(sum(own));
        for (const kind of ENTRY_KINDS) {
          const column = ofDay.filter((entry) => entry.kind === kind && entry.account === name);
          expect(line.columns[kind]).toBe(sum(column));
        }
        for (const view of VIEWS) {
          const lines = close.lines.filter((one) => one.view === view && one.account === name);
          expect(lines.reduce((total, { closing }) => total + closing, 0)).toBe(line.closing);
          expect(lines.every((one) => one.opening + sumOfColumns(one.columns) === one.closing)).toBe(true);
        }
      }
    }
    expect(await verifyCloses(world.closeStore)).toEqual({ days: 5, faults: [] });

    // Among them all, one removed (the last of a member, and one in the middle), one altered, one late.
    const day = dayAfter(DAY, 5);
    tradeADay(world, { day, members, postings: members / 2, random });
    const traded = [...world.books].filter(([, { entries }]) => entries.at(-2)?.bookedOn === day);
    const [id, book] = traded[0] ?? [];
    const last = book?.entries.at(-1);
    const middle = book?.entries.at(-2);
    if (id === undefined || book === undefined || last === undefined || middle === undefined) {
      throw new Error("somebody trades twice");
    }
    const whole = book.entries;
    for (const gone of [last, middle]) {
      book.entries = whole.filter((entry) => entry !== gone);
      const [gap] = gapsOf(await world.close(day));
      expect(gap).toMatchObject({ check: "day", what: "entry-missing", memberId: id, entry: gone.number });
      expect([gap?.account, gap?.by]).toEqual([gone.account, gone.amount]);
    }
    book.entries = whole.map((entry) => (entry === middle ? { ...entry, amount: entry.amount + 5 } : entry));
    expect(gapsOf(await world.close(day))).toEqual([
      {
        ...{ check: "day", what: "entry-altered", memberId: id, entry: middle.number },
        ...{ account: middle.account, by: -5 },
      },
    ]);
    book.entries = whole;
    const lateOne = world.credit("somebody-late", posting(day, 3, { occurredOn: DAY }));
    const close = await world.closed(day);
    expect(close.late.count).toBeGreaterThan(0);
    expect(close.late.some.every(({ occurredOn, bookedOn }) => occurredOn < bookedOn && bookedOn === day)).toBe(true);
    expect(account(close, "points").columns.earn).toBe(earnedOn(world, day));
    expect(earnedOn(world, day)).toBeGreaterThanOrEqual(lateOne.amount);
  }, 60_000);
});

const earnedOn = (world: ClosingWorld, day: string): number =>
  [...world.books.values()]
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.bookedOn === day && entry.account === "points" && entry.kind === "earn")
    .reduce((sum, { amount }) => sum + amount, 0);
