import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import type { Entry } from "../../../../core/loyalty/ledger/entry.ts";
import { credit, emptyLedger, LedgerError } from "../../../../core/loyalty/ledger/ledger.ts";
import { rebuild } from "../../../../core/loyalty/ledger/rebuild.ts";
import { Books, faultsOfBooks, histories } from "../../../support/ledger-history.ts";

const RUNS = Number(process.env.RUNS ?? 300);

const earning = (source: string, amount: number, expiresOn = "2012-08-31") =>
  ({ account: "points", kind: "earn", source, amount, expiresOn }) as const;
const takingBack = (source: string, amount: number) =>
  ({ account: "points", kind: "take-back", source, amount, ownFirst: source, shortfall: "owe" }) as const;
const spending = (amount: number) =>
  ({ account: "points", kind: "spend", source: "web:9", amount, shortfall: "refuse" }) as const;
const rebuilt = ({ memberId, entries }: Books) => rebuild(memberId, entries, sha256);

describe("a credit", () => {
  it("makes a lot under the number of its entry", () => {
    const { ledger, entries } = new Books().credit(earning("web:1", 30));
    const lots = [{ entry: 1, source: "web:1", left: 30, expiresOn: "2012-08-31" }];
    expect(ledger.accounts).toEqual({ points: { balance: 30, owed: 0, lots } });
    expect(entries).toMatchObject([{ number: 1, account: "points", amount: 30, lots: [{ entry: 1, amount: 30 }] }]);
  });

  it("pays what is owed before it makes a lot", () => {
    const books = new Books().credit(earning("web:1", 10)).debit(takingBack("web:2", 25));
    expect(books.ledger.accounts.points).toEqual({ balance: 0, owed: 15, lots: [] });
    books.credit(earning("web:3", 12));
    expect(books.ledger.accounts.points).toEqual({ balance: 0, owed: 3, lots: [] });
    books.credit(earning("web:4", 10));
    expect(books.ledger.accounts.points).toMatchObject({ balance: 7, owed: 0, lots: [{ entry: 4, left: 7 }] });
  });

  it("pays nothing that another account owes", () => {
    const books = new Books().debit(takingBack("web:1", 5));
    books.credit({ account: "principal", kind: "top-up", source: "till:1", amount: 8 });
    expect(books.ledger.accounts).toMatchObject({ points: { owed: 5 }, principal: { balance: 8, owed: 0 } });
  });

  it("goes back into the lots that it was taken from, also into one that is used up, on a later day if told", () => {
    const books = new Books().credit(earning("web:1", 10, "2012-01-01")).credit(earning("web:2", 10, "2012-02-01"));
    books.debit(spending(14));
    books.giveBack("points", { from: 0, parts: 2, share: 100, expiresOn: "2012-03-01", source: "web:9" });
    expect(books.ledger.accounts.points?.lots).toEqual([
      { entry: 1, source: "web:1", left: 10, expiresOn: "2012-03-01" },
      { entry: 2, source: "web:2", left: 10, expiresOn: "2012-02-01" },
    ]);
    expect(rebuilt(books)).toEqual(books.ledger);
  });

  it("goes back twice into one lot, on two days, and both the view and the rebuilt one take the last", () => {
    const books = new Books()
      .credit(earning("web:1", 10, "2012-01-01"))
      .debit(spending(4))
      .debit(spending(6));
    const into = [
      { entry: 1, source: "web:1", amount: 4, expiresOn: "2012-02-01" },
      { entry: 1, source: "web:1", amount: 6, expiresOn: "2012-01-01" },
    ];
    books.credit({ account: "points", kind: "give-back", source: "web:9", amount: 10, into });
    expect(books.ledger.accounts.points?.lots).toMatchObject([{ left: 10, expiresOn: "2012-02-01" }]);
    expect(rebuilt(books)).toEqual(books.ledger);
  });

  it("that reopens a lot brings the lot's last day, which may be: none", () => {
    const books = new Books().credit({ account: "points", kind: "earn", source: "web:1", amount: 10 });
    books.debit(spending(4)).debit(spending(6));
    books.giveBack("points", { from: 1, parts: 1, share: 100, expiresOn: "2012-03-01", source: "web:9" });
    books.debit(spending(6)).giveBack("points", { from: 0, parts: 1, share: 100, source: "web:9" });
    expect(books.ledger.accounts.points?.lots).toEqual([{ entry: 1, source: "web:1", left: 4 }]);
    expect(rebuilt(books)).toEqual(books.ledger);
  });

  it.each([
    ["don't add up to it", 9, [[1, 10]]],
    ["get broken amounts", 3, [1.5, 1.5].map((part) => [1, part])],
    ["get less than nothing", 10, [11, -1].map((part) => [1, part])],
    ["come from an entry that isn't made yet", 10, [[2, 10]]],
  ])("is refused when the lots that it goes back into %s", (_, amount, parts) => {
    const books = new Books().credit(earning("web:1", 10));
    const into = parts.map(([entry = 0, part = 0]) => ({ entry, source: "web:1", amount: part }));
    const told = { account: "points", kind: "give-back", source: "web:9", amount, into } as const;
    expect(() => books.credit(told)).toThrow(LedgerError);
  });
});

describe("a debit", () => {
  const threeLots = () =>
    new Books()
      .credit(earning("web:1", 10, "2012-03-01"))
      .credit(earning("web:2", 10, "2012-02-01"))
      .credit(earning("web:3", 10, "2012-01-01"));

  it("takes from lots of its own source first, then from the others, earliest expiry first", () => {
    const books = threeLots().debit(takingBack("web:1", 15));
    const lots = [
      { source: "web:2", left: 10 },
      { source: "web:3", left: 5 },
    ];
    expect(books.ledger.accounts.points).toMatchObject({ balance: 15, lots });
    const moves = [
      { entry: 1, amount: -10 },
      { entry: 3, amount: -5 },
    ];
    expect(books.entries.at(-1)).toMatchObject({ amount: -15, lots: moves });
  });

  it("takes what never expires last", () => {
    const books = new Books().credit({ account: "points", kind: "earn", source: "web:0", amount: 5 });
    books.credit(earning("web:1", 5)).debit(spending(5));
    expect(books.ledger.accounts.points?.lots).toMatchObject([{ source: "web:0", left: 5 }]);
  });

  it("takes only from lots that it may take from", () => {
    const expiring = { account: "points", kind: "expire", source: "expiry", amount: 30, shortfall: "leave" } as const;
    const books = threeLots().debit({ ...expiring, only: ({ expiresOn = "~" }) => expiresOn <= "2012-02-01" });
    expect(books.entries.at(-1)).toMatchObject({ amount: -20 });
    expect(books.ledger.accounts.points).toMatchObject({ balance: 10, owed: 0, lots: [{ source: "web:1" }] });
  });

  it("that isn't covered refuses, owes or leaves the rest, as it says", () => {
    const after = (shortfall: "refuse" | "owe" | "leave") => threeLots().debit({ ...spending(45), shortfall });
    expect(after("refuse").ledger.accounts.points).toMatchObject({ balance: 30, owed: 0 });
    expect(after("refuse").entries).toHaveLength(3);
    expect(after("owe").ledger.accounts.points).toEqual({ balance: 0, owed: 15, lots: [] });
    expect(after("owe").entries.at(-1)).toMatchObject({ amount: -45 });
    expect(after("leave").ledger.accounts.points).toEqual({ balance: 0, owed: 0, lots: [] });
    expect(after("leave").entries.at(-1)).toMatchObject({ amount: -30 });
  });

  it("that leaves everything makes no entry", () => {
    expect(new Books().debit({ ...spending(5), shortfall: "leave" }).entries).toEqual([]);
  });

  it("never owes while a lot that it may not touch holds something", () => {
    expect(() => threeLots().debit({ ...takingBack("web:1", 15), only: () => false })).toThrow(LedgerError);
  });
});

describe("amounts", () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])("of %s are not posted", (amount) => {
    expect(() => new Books().credit(earning("web:1", amount))).toThrow(LedgerError);
    expect(() => new Books().debit(takingBack("web:1", amount))).toThrow(LedgerError);
  });

  it("that an account could no more hold or owe exactly are not posted", () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(() => new Books().credit(earning("web:1", most)).credit(earning("web:2", 1))).toThrow(LedgerError);
    expect(() => new Books().debit(takingBack("web:1", most)).debit(takingBack("web:2", 1))).toThrow(LedgerError);
  });
});

describe("the chain", () => {
  it("ties each entry to the one before, and the first to its member", () => {
    const books = new Books().credit(earning("web:1", 10)).debit(takingBack("web:1", 4)).credit(earning("web:2", 5));
    expect(new Set(books.entries.map(({ hash }) => hash)).size).toBe(3);
    expect(rebuilt(books).entryHash).toBe(books.entries.at(-1)?.hash);
    expect(() => rebuild("m_2", books.entries, sha256)).toThrow("entry 1 of m_2 was altered");
  });

  it.each<[string, Partial<Entry>]>([
    ["lot that was never made", { number: 1, lots: [{ entry: 7, amount: 5 }] }],
    ["takes more than its lot holds", { number: 1, amount: -5, lots: [{ entry: 1, amount: -5 }] }],
    ["pays more than is owed", { number: 1, lots: [] }],
  ])("around an entry that is impossible is no ledger, however well it is hashed: %s", (fault, change) => {
    const because = { source: "web:1", rule: "test", programme: 1 };
    const days = { occurredOn: "2011-09-01", bookedOn: "2011-09-02" };
    const posting = { account: "points", kind: "earn", amount: 5, because, ...days } as const;
    const { entry } = credit(emptyLedger("m_1"), posting, sha256);
    expect(() => rebuild("m_1", [{ ...entry, ...change }], () => entry.hash)).toThrow(/^entry 1 of m_1 .*/);
    expect(() => rebuild("m_1", [{ ...entry, ...change }], () => entry.hash)).toThrow(fault);
  });
});

/** An entry with one of its fields changed, each in a way that the rest doesn't show. */
const ALTERATIONS: ((entry: Entry) => Entry)[] = [
  (entry) => ({ ...entry, amount: entry.amount + 1 }),
  (entry) => ({ ...entry, account: entry.account === "points" ? "bonus" : "points" }),
  (entry) => ({ ...entry, kind: "adjust" }),
  (entry) => ({ ...entry, because: { ...entry.because, source: "web:99" } }),
  (entry) => ({ ...entry, because: { ...entry.because, rule: "another" } }),
  (entry) => ({ ...entry, because: { ...entry.because, programme: 2 } }),
  (entry) => ({ ...entry, because: { ...entry.because, lineId: "1" } }),
  (entry) => ({ ...entry, because: { ...entry.because, refundId: "r1" } }),
  (entry) => ({ ...entry, because: { ...entry.because, campaign: "spring" } }),
  (entry) => ({ ...entry, because: { ...entry.because, journey: "welcome" } }),
  (entry) => ({ ...entry, because: { ...entry.because, storeId: "s1" } }),
  (entry) => ({ ...entry, because: { ...entry.because, holdId: "h1" } }),
  (entry) => ({ ...entry, because: { ...entry.because, operator: "o1" } }),
  (entry) => ({ ...entry, because: { ...entry.because, reason: "why" } }),
  (entry) => ({ ...entry, lots: [...entry.lots, { entry: 1, amount: 1 }] }),
  (entry) => ({ ...entry, lots: [{ entry: 1, amount: 1, expiresOn: "2099-01-01" }] }),
  (entry) => ({ ...entry, expiresOn: "2099-01-01" }),
  (entry) => ({ ...entry, dueOn: "2099-01-01" }),
  (entry) => ({ ...entry, tier: "diamond" }),
  (entry) => ({ ...entry, occurredOn: "2099-01-01" }),
  (entry) => ({ ...entry, bookedOn: "2099-01-01" }),
  (entry) => ({ ...entry, hash: sha256(entry.hash) }),
];

describe("whatever is credited, debited and given back, in any order, over all accounts,", () => {
  it("lots make the balances, entries make balance less owed, nothing is below 0, and entries alone rebuild it", () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const books = new Books();
        for (const act of acts) {
          act(books);
          const faults = faultsOfBooks(books);
          if (faults.length > 0) throw new Error(faults.join("; "));
        }
        expect(rebuilt(books)).toEqual(books.ledger);
      }),
      { numRuns: RUNS },
    );
  });

  it("an entry that is removed, altered or swapped is named, and a last one that is removed shows at the head", () => {
    const alteration = fc.constantFrom(...ALTERATIONS);
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), alteration, (acts, first, second, alter) => {
        const books = new Books();
        for (const act of acts) act(books);
        const { memberId, ledger, entries } = books;
        fc.pre(entries.length > 0);
        const at = first % entries.length;
        const forged = (changed: readonly Entry[]) => () => rebuild(memberId, changed, sha256);
        expect(forged(entries.map((entry, each) => (each === at ? alter(entry) : entry)))).toThrow(
          new LedgerError(`entry ${at + 1} of ${memberId} was altered`),
        );
        const missing = new LedgerError(`entry ${at + 1} of ${memberId} is missing`);
        const without = forged(entries.toSpliced(at, 1));
        if (at < entries.length - 1) expect(without).toThrow(missing);
        else expect(without()).not.toMatchObject({ entries: ledger.entries, entryHash: ledger.entryHash });
        const other = at + 1 + (second % Math.max(1, entries.length - at - 1));
        const [one, another] = [entries[at], entries[other]];
        if (one === undefined || another === undefined) return;
        expect(forged(entries.with(at, another).with(other, one))).toThrow(missing);
      }),
      { numRuns: RUNS },
    );
  });
});
