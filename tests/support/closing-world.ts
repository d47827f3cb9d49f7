import { sha256 } from "../../adapters/identity/sha256.ts";
import { canonical } from "../../core/loyalty/close/canonical.ts";
import type { Close, Closing, ShardClose, Unclosed } from "../../core/loyalty/close/close.ts";
import { closeDay, closeOneShard } from "../../core/loyalty/close/close-day.ts";
import {
  CloseBrokenError,
  type CloseRecord,
  type CloseStore,
  type LedgerReader,
  type ShardCloseStore,
  type ShardKeys,
} from "../../core/loyalty/close/close-store.ts";
import type { MemberNow } from "../../core/loyalty/close/member-day.ts";
import type { Standing } from "../../core/loyalty/close/standing.ts";
import { summaryOf } from "../../core/loyalty/discrepancies/discrepancies-of-day.ts";
import type { FoundDiscrepancies } from "../../core/loyalty/discrepancies/discrepancy-store.ts";
import type { Entry } from "../../core/loyalty/ledger/entry.ts";
import { type Credit, credit, type Debit, debit, emptyLedger, type Ledger } from "../../core/loyalty/ledger/ledger.ts";
import { shardOf, shardsOfWorker } from "../../core/members/shard.ts";

/** A member's ledger as it lies in the store, where a test may lay hands on it. */
export interface Book {
  ledger: Ledger;
  entries: Entry[];
}

export const SHARDS = shardsOfWorker(0, 1);

/** Ledgers in memory, and the closes made of them. */
export class ClosingWorld {
  readonly books = new Map<string, Book>();
  /** Members by shard, sorted as the index has them; what a test takes out of it, the index has lost. */
  readonly index = new Map<string, Set<string>>(SHARDS.map((shard) => [shard, new Set()]));
  readonly closes = new Map<string, { record: CloseRecord; text: string }>();
  readonly objects = new Map<string, string>();
  readonly rules = { minorPer1000: 5_000, currency: "CNY" };
  /** What orders were found to lack. */
  readonly discrepancies: FoundDiscrepancies[] = [];
  gapKept: (Unclosed & { foundAt: string }) | undefined;
  /** Entries that were read, since a test last set it back. */
  entriesRead = 0;
  /** Called when a member is looked at, before it is: trading goes on. */
  onLook: (memberId: string) => void = () => {};

  book(memberId: string): Book {
    const there = this.books.get(memberId);
    if (there !== undefined) return there;
    const book: Book = { ledger: emptyLedger(memberId), entries: [] };
    this.books.set(memberId, book);
    this.index.get(shardOf(memberId))?.add(memberId);
    return book;
  }

  credit(memberId: string, posting: Credit): Entry {
    const book = this.book(memberId);
    const { ledger, entry } = credit(book.ledger, posting, sha256);
    book.ledger = ledger;
    book.entries.push(entry);
    return entry;
  }

  /** Answers undefined when there was nothing to post. */
  debit(memberId: string, posting: Debit): Entry | undefined {
    const book = this.book(memberId);
    const debited = debit(book.ledger, posting, sha256);
    if (debited.kind === "short") return undefined;
    book.ledger = debited.ledger;
    book.entries.push(debited.entry);
    return debited.entry;
  }

  #now(memberId: string): MemberNow | undefined {
    const book = this.books.get(memberId);
    return book && { memberId, ...book.ledger };
  }

  readonly ledgers: LedgerReader = {
    glance: (shard) => this.#glance(shard),
    look: async (memberId) => {
      this.onLook(memberId);
      return this.#now(memberId);
    },
    entries: async (memberId, from, to) => {
      const found = (this.books.get(memberId)?.entries ?? []).filter(({ number }) => number >= from && number <= to);
      this.entriesRead += found.length;
      return found;
    },
    entriesNamed: async (memberId, numbers) => {
      const found = (this.books.get(memberId)?.entries ?? []).filter(({ number }) => numbers.includes(number));
      this.entriesRead += found.length;
      return found;
    },
  };

  async *#glance(shard: string): AsyncGenerator<MemberNow[]> {
    const ids = [...(this.index.get(shard) ?? [])].sort();
    for (let at = 0; at < ids.length; at += 50) {
      yield ids.slice(at, at + 50).flatMap((memberId) => this.#now(memberId) ?? []);
    }
  }

  readonly parts: ShardCloseStore = {
    writeShard: async (part, standings) => {
      const put = (text: string): string => {
        const key = `${part.day}/${part.shard}/${sha256(text)}`;
        this.objects.set(key, text);
        return key;
      };
      return { shard: part.shard, part: put(JSON.stringify(part)), standings: put(JSON.stringify(standings)) };
    },
    readShard: async (key) => JSON.parse(this.objects.get(key) ?? "") as ShardClose,
    readStandings: async (key) => JSON.parse(this.objects.get(key) ?? "") as Standing[],
  };

  readonly closeStore: CloseStore = {
    record: async (day) => (day === undefined ? (await this.closeStore.records(1))[0] : this.closes.get(day)?.record),
    records: async (limit, before = "~") =>
      [...this.closes.values()]
        .map(({ record }) => record)
        .filter(({ day }) => day < before)
        .sort((a, b) => (a.day < b.day ? 1 : -1))
        .slice(0, limit),
    read: async (record) => {
      const text = this.closes.get(record.day)?.text ?? "";
      if (sha256(text) !== record.digest) throw new CloseBrokenError(`the close of ${record.day} was changed`);
      return JSON.parse(text) as Close;
    },
    write: async (close) => {
      const there = this.closes.get(close.day);
      if (there !== undefined) return { record: there.record, first: false };
      const text = canonical(close);
      const record: CloseRecord = {
        ...{ day: close.day, digest: sha256(text), closedAt: close.closedAt, key: `closes/${close.day}` },
        ...(close.previous ? { previousDigest: close.previous.digest } : {}),
      };
      this.closes.set(close.day, { record, text });
      this.gapKept = undefined;
      return { record, first: true };
    },
    gap: async () => this.gapKept,
    keepGap: async (gap, foundAt) => {
      this.gapKept = { ...gap, foundAt };
    },
  };

  async shard(day: string, shard: string): Promise<ShardKeys> {
    return closeOneShard(day, shard, {
      ...{ closes: this.closeStore, parts: this.parts, ledgers: this.ledgers, hash: sha256 },
    });
  }

  /** Closes a day as the job does. */
  async close(day: string): Promise<Closing> {
    const keys: ShardKeys[] = [];
    for (const shard of SHARDS) keys.push(await this.shard(day, shard));
    const discrepancies = summaryOf(this.discrepancies.filter(({ value }) => value.bookedOn === day));
    return closeDay(
      { day, shards: SHARDS, keys, now: `${day}T23:59:59.000Z`, rules: this.rules, discrepancies },
      { closes: this.closeStore, parts: this.parts },
    );
  }

  /** Closes a day that must close. */
  async closed(day: string): Promise<Close> {
    const closing = await this.close(day);
    if (closing.kind === "gap") throw new Error(`${day} doesn't close: ${JSON.stringify(closing.gaps)}`);
    return closing.close;
  }
}
