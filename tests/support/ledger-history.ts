import fc from "fast-check";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { ACCOUNTS, type AccountName, accountOf, type Lot } from "../../core/loyalty/ledger/account.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import {
  type Credit,
  credit,
  type Debit,
  debit,
  emptyLedger,
  type Ledger,
  type LotPart,
} from "../../core/loyalty/ledger/ledger.ts";

const DAYS = { occurredOn: "2011-09-01", bookedOn: "2011-09-02" };
const LAST_DAYS = ["2012-01-01", "2012-02-01", "2012-03-01"] as const;
const SOURCES = ["web:1", "web:2", "web:3", "till:1"] as const;
type Told<T> = Omit<T, "because" | "occurredOn" | "bookedOn"> & { source: string };

/** One member's ledger with all that was appended to it, and with what debits took and nobody gave back yet. */
export class Books {
  readonly memberId = "m_1";
  ledger: Ledger = emptyLedger(this.memberId);
  readonly entries: Entry[] = [];
  readonly taken = new Map<AccountName, LotPart[]>();

  credit({ source, ...told }: Told<Credit>): this {
    const because = { source, rule: "test", programme: 1 };
    return this.#keep(credit(this.ledger, { ...told, because, ...DAYS }, sha256));
  }

  /** Nothing is appended of one that the ledger refuses. */
  debit({ source, ...told }: Told<Debit>): this {
    const because = { source, rule: "test", programme: 1 };
    const debited = debit(this.ledger, { ...told, because, ...DAYS }, sha256);
    if (debited.kind === "short") return this;
    this.taken.set(told.account, [...(this.taken.get(told.account) ?? []), ...debited.taken]);
    return this.#keep(debited);
  }

  /** Puts back some of what was taken, from the n-th part on: so much of each, on their days or on one of its own. */
  giveBack(account: AccountName, { from, parts, share, expiresOn, source }: GiveBack): this {
    const taken = this.taken.get(account) ?? [];
    const start = taken.length === 0 ? 0 : from % taken.length;
    const chosen = taken.slice(start, start + parts);
    const into = chosen.map((part, at): LotPart => {
      const moved = expiresOn === undefined || at % 2 === 1 ? {} : { expiresOn };
      return { ...part, ...moved, amount: Math.ceil((part.amount * share) / 100) };
    });
    if (into.length === 0) return this;
    const rest = chosen.map((part, at) => ({ ...part, amount: part.amount - (into[at]?.amount ?? 0) }));
    const left = taken.toSpliced(start, chosen.length, ...rest.filter(({ amount }) => amount > 0));
    this.taken.set(account, left);
    const amount = into.reduce((sum, part) => sum + part.amount, 0);
    return this.credit({ account, kind: "give-back", amount, source, into });
  }

  #keep({ ledger, entry }: { ledger: Ledger; entry: Entry }): this {
    this.ledger = ledger;
    this.entries.push(entry);
    return this;
  }
}

interface GiveBack {
  from: number;
  parts: number;
  /** Of each part, in hundredths, rounded up. */
  share: number;
  expiresOn?: string;
  source: string;
}

/** The books' faults; none, when lots, balances and entries of every account agree and stay within their bounds. */
export function faultsOfBooks({ ledger, entries }: Books): string[] {
  return ACCOUNTS.flatMap((name) => {
    const { balance, owed, lots } = accountOf(ledger.accounts, name);
    const total = entries.reduce((sum, { account, amount }) => sum + (account === name ? amount : 0), 0);
    return [
      ...(lots.reduce((sum, { left }) => sum + left, 0) === balance ? [] : [`${name}: lots aren't the balance`]),
      ...(total === balance - owed ? [] : [`${name}: entries aren't the balance less what is owed`]),
      ...(balance >= 0 && owed >= 0 ? [] : [`${name}: below 0`]),
      ...(balance === 0 || owed === 0 ? [] : [`${name}: owes ${owed} while it holds ${balance}`]),
      ...(lots.every(({ left }) => left > 0) ? [] : [`${name}: keeps an empty lot`]),
    ];
  });
}

/** Every account, and one of them so often that much happens to the same lots. */
const account = fc.oneof(fc.constant("points" as const), fc.constantFrom(...ACCOUNTS));
const amount = fc.integer({ min: 1, max: 500 });
const source = fc.constantFrom(...SOURCES);
const lastDay = fc.option(fc.constantFrom(...LAST_DAYS), { nil: undefined });
const onlySome = fc.constantFrom<((lot: Lot) => boolean) | undefined>(
  undefined,
  (lot) => (lot.expiresOn ?? "~") <= "2012-02-01",
  (lot) => lot.source === "web:1",
  (lot) => lot.entry % 2 === 0,
);

type Act = (books: Books) => Books;

const crediting = fc
  .record({ account, amount, source, expiresOn: lastDay, dueOn: lastDay, tier: fc.option(fc.constant("gold")) })
  .map(({ expiresOn, dueOn, tier, ...told }): Act => {
    const ofLot = { ...(expiresOn && { expiresOn }), ...(dueOn && { dueOn }), ...(tier && { tier }) };
    return (books) => books.credit({ ...told, kind: "earn", ...ofLot });
  });

const debiting = fc
  .record({
    ...{ account, amount, source, ownFirst: fc.option(source), only: onlySome },
    shortfall: fc.constantFrom("refuse", "owe", "leave"),
  })
  .map(({ ownFirst, only, ...told }): Act => {
    const chosen = { ...(ownFirst && { ownFirst }), ...(only && told.shortfall !== "owe" && { only }) };
    return (books) => books.debit({ ...told, kind: "spend", ...chosen });
  });

const givingBack = fc
  .record({
    ...{ account, source, expiresOn: lastDay },
    from: fc.nat(20),
    parts: fc.integer({ min: 1, max: 3 }),
    share: fc.constantFrom(1, 50, 100),
  })
  .map(({ account: name, expiresOn, ...told }): Act => {
    return (books) => books.giveBack(name, { ...told, ...(expiresOn && { expiresOn }) });
  });

/** Acts on any of the five accounts, in any order: credits, debits, and giving back what debits took. */
export const histories: fc.Arbitrary<Act[]> = fc.array(fc.oneof(crediting, debiting, givingBack), {
  minLength: 1,
  maxLength: 40,
  size: "max",
});
