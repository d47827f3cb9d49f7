import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import { earn, emptyAccount, type Ledger, LedgerError, rebuild, takeBack } from "../../../core/loyalty/ledger.ts";
import type { Entry } from "../../../core/loyalty/loyalty.ts";

const MEMBER = "m_1";
const empty = (): Ledger => ({ account: emptyAccount(), entries: 0, entryHash: MEMBER });
const posting = (orderKey: string, points: number) => ({
  points,
  because: { orderKey, rule: "test", programme: 1 },
  occurredOn: "2011-09-01",
  bookedOn: "2011-09-02",
});
const earning = (orderKey: string, points: number, expiresOn = "2012-08-31") => ({
  ...posting(orderKey, points),
  expiresOn,
});

/** A ledger with all that was appended to it. */
class Books {
  ledger = empty();
  readonly entries: Entry[] = [];
  earn(orderKey: string, points: number, expiresOn?: string): this {
    return this.#keep(earn(this.ledger, earning(orderKey, points, expiresOn), sha256));
  }
  takeBack(orderKey: string, points: number): this {
    return this.#keep(takeBack(this.ledger, posting(orderKey, points), sha256));
  }
  #keep({ ledger, entry }: { ledger: Ledger; entry: Entry }): this {
    this.ledger = ledger;
    this.entries.push(entry);
    return this;
  }
}

describe("the ledger", () => {
  it("makes a lot of what is earned, under the number of its entry", () => {
    const { ledger, entries } = new Books().earn("web:1", 30);
    expect(ledger.account).toEqual({
      balance: 30,
      owed: 0,
      lots: [{ entry: 1, orderKey: "web:1", left: 30, expiresOn: "2012-08-31" }],
    });
    expect(entries).toMatchObject([{ number: 1, kind: "earn", points: 30, lots: [{ entry: 1, points: 30 }] }]);
  });

  it("takes back from the order's own lots first, then from the others, earliest expiry first", () => {
    const books = new Books()
      .earn("web:1", 10, "2012-03-01")
      .earn("web:2", 10, "2012-02-01")
      .earn("web:3", 10, "2012-01-01");
    books.takeBack("web:1", 15);
    expect(books.ledger.account).toMatchObject({
      balance: 15,
      lots: [
        { orderKey: "web:2", left: 10 },
        { orderKey: "web:3", left: 5 },
      ],
    });
    expect(books.entries.at(-1)).toMatchObject({
      points: -15,
      lots: [
        { entry: 1, points: -10 },
        { entry: 3, points: -5 },
      ],
    });
  });

  it("owes what is not there any more, and the next earning pays it before it makes a lot", () => {
    const books = new Books().earn("web:1", 10).takeBack("web:2", 25);
    expect(books.ledger.account).toEqual({ balance: 0, owed: 15, lots: [] });
    books.earn("web:3", 12);
    expect(books.ledger.account).toEqual({ balance: 0, owed: 3, lots: [] });
    books.earn("web:4", 10);
    expect(books.ledger.account).toMatchObject({ balance: 7, owed: 0, lots: [{ entry: 4, left: 7 }] });
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])("posts no %s points", (points) => {
    expect(() => earn(empty(), earning("web:1", points), sha256)).toThrow(LedgerError);
    expect(() => takeBack(empty(), posting("web:1", points), sha256)).toThrow(LedgerError);
  });

  it("chains each entry to the one before, and the first to its member", () => {
    const { entries } = new Books().earn("web:1", 10).takeBack("web:1", 4).earn("web:2", 5);
    expect(new Set(entries.map(({ hash }) => hash)).size).toBe(3);
    expect(rebuild(MEMBER, entries, sha256).entryHash).toBe(entries.at(-1)?.hash);
    expect(() => rebuild("m_2", entries, sha256)).toThrow("entry 1 of m_2 was altered");
  });

  it("tells any entry that was altered, dropped or moved", () => {
    const { entries } = new Books().earn("web:1", 10).earn("web:2", 20).takeBack("web:1", 5).earn("web:3", 1);
    const altered: Partial<Entry>[] = [
      { points: 11 },
      { kind: "take-back" },
      { because: { orderKey: "web:9", rule: "test", programme: 1 } },
      { because: { orderKey: "web:2", rule: "test", programme: 2 } },
      { lots: [] },
      { expiresOn: "2099-01-01" },
      { occurredOn: "2011-09-09" },
      { bookedOn: "2011-09-09" },
    ];
    for (const change of altered) {
      const forged = entries.map((entry) => (entry.number === 2 ? { ...entry, ...change } : entry));
      expect(() => rebuild(MEMBER, forged, sha256), JSON.stringify(change)).toThrow("entry 2 of m_1 was altered");
    }
    expect(() => rebuild(MEMBER, entries.toSpliced(1, 1), sha256)).toThrow("entry 2 of m_1 is missing");
    expect(() => rebuild(MEMBER, entries.toReversed(), sha256)).toThrow(LedgerError);
  });

  it("comes to balance − owed by its entries, to its balance by its lots, and is rebuilt from entries alone", () => {
    const act = fc.record({
      takesBack: fc.boolean(),
      orderKey: fc.constantFrom("web:1", "web:2", "web:3", "till:1"),
      points: fc.integer({ min: 1, max: 500 }),
      expiresOn: fc.constantFrom("2012-01-01", "2012-02-01", "2012-03-01"),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const books = new Books();
        for (const { takesBack, orderKey, points, expiresOn } of acts) {
          if (takesBack) books.takeBack(orderKey, points);
          else books.earn(orderKey, points, expiresOn);
          const { balance, owed, lots } = books.ledger.account;
          expect(books.entries.reduce((sum, entry) => sum + entry.points, 0)).toBe(balance - owed);
          expect(lots.reduce((sum, lot) => sum + lot.left, 0)).toBe(balance);
          expect(balance >= 0 && owed >= 0 && (balance === 0 || owed === 0)).toBe(true);
          expect(lots.every((lot) => lot.left > 0)).toBe(true);
        }
        expect(rebuild(MEMBER, books.entries, sha256)).toEqual(books.ledger);
      }),
    );
  });
});
