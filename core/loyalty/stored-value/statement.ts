import * as z from "zod";
import { ACCOUNTS } from "../ledger/account.ts";
import { ENTRY_KINDS, type Entry } from "../ledger/entry.ts";

/** What a statement is asked for. Days are the shop's, both included, by the day of booking. */
export const StatementQuery = z
  .strictObject({
    account: z.enum(ACCOUNTS),
    from: z.iso.date(),
    to: z.iso.date(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z
      .string()
      .regex(/^\d{1,9}-\d{1,9}$/, "`next` of the page before")
      .optional(),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "not before from" });
export type StatementQuery = z.infer<typeof StatementQuery>;

export const StatementAnswer = z.strictObject({
  memberId: z.string(),
  account: z.enum(ACCOUNTS),
  from: z.iso.date(),
  to: z.iso.date(),
  openingBalance: z.int().meta({ description: "before the first day; below 0 is owed" }),
  entries: z.array(
    z.strictObject({
      number: z.int(),
      kind: z.enum(ENTRY_KINDS),
      amount: z.int(),
      balance: z.int().meta({ description: "after it" }),
      source: z.string(),
      reason: z.string().optional(),
      occurredOn: z.iso.date(),
      bookedOn: z.iso.date(),
    }),
  ),
  closingBalance: z.int().meta({ description: "after the last day; the same on every page" }),
  next: z.string().optional().meta({ description: "cursor of the next page; absent on the last" }),
});
export type StatementAnswer = z.infer<typeof StatementAnswer>;

/** More entries than this are no statement of a member: ask for them by an export. */
export const MOST_ENTRIES_READ = 20_000;
const ENTRIES_READ_AT_ONCE = 1_000;

/** A ledger too long to be read for one answer. */
export type Statement = { kind: "statement"; answer: StatementAnswer } | { kind: "too-long" };

/** Entries of a member below a number, the latest first. */
export type EntryReader = (limit: number, before?: number) => Promise<Entry[]>;

/**
 * An account's entries between two days, oldest first, with the balances before and after: worked out from the entries
 * alone. The pages of one statement end at the entry that was the last one when its first page was asked for.
 */
export async function statementOf(memberId: string, asked: StatementQuery, read: EntryReader): Promise<Statement> {
  const [after = 0, upTo] = asked.cursor?.split("-").map(Number) ?? [];
  const entries: Entry[] = [];
  let before = upTo === undefined ? undefined : upTo + 1;
  while (before === undefined || before > 1) {
    const page = await read(ENTRIES_READ_AT_ONCE, before);
    entries.push(...page);
    if (entries.length > MOST_ENTRIES_READ) return { kind: "too-long" };
    before = page.at(-1)?.number ?? 1;
  }
  return { kind: "statement", answer: pageOf(memberId, asked, entries.toReversed(), after) };
}

function pageOf(memberId: string, asked: StatementQuery, entries: readonly Entry[], after: number): StatementAnswer {
  const { account, from, to, limit } = asked;
  const own = entries.filter((entry) => entry.account === account);
  const openingBalance = sum(own.filter(({ bookedOn }) => bookedOn < from));
  // Numbered as committed; by day, since a commit near midnight may be numbered behind one of the next day.
  const within = own
    .filter(({ bookedOn }) => bookedOn >= from && bookedOn <= to)
    .toSorted((a, b) => (a.bookedOn === b.bookedOn ? a.number - b.number : a.bookedOn < b.bookedOn ? -1 : 1));
  let balance = openingBalance;
  const lines = within.map(({ number, kind, amount, because, occurredOn, bookedOn }) => {
    balance += amount;
    const reason = because.reason === undefined ? {} : { reason: because.reason };
    return { number, kind, amount, balance, source: because.source, ...reason, occurredOn, bookedOn };
  });
  const shown = lines.slice(after, after + limit);
  const more = after + limit < lines.length;
  return {
    memberId,
    account,
    from,
    to,
    openingBalance,
    entries: shown,
    closingBalance: balance,
    ...(more ? { next: `${after + limit}-${entries.at(-1)?.number ?? 0}` } : {}),
  };
}

const sum = (entries: readonly Entry[]): number => entries.reduce((total, { amount }) => total + amount, 0);
