import type { Entry, Hasher } from "./entry.ts";
import { type Credit, credit, type Debit, type Debited, debit, type Ledger } from "./ledger.ts";

/** Postings of one commit, one on top of the other. */
export class Postings {
  ledger: Ledger;
  readonly entries: Entry[] = [];
  readonly #hash: Hasher;

  constructor(ledger: Ledger, hash: Hasher) {
    this.ledger = ledger;
    this.#hash = hash;
  }

  /** Adds; nothing for an amount of 0. */
  credit(posting: Credit): void {
    if (posting.amount === 0) return;
    const { ledger, entry } = credit(this.ledger, posting, this.#hash);
    this.ledger = ledger;
    this.entries.push(entry);
  }

  /** Takes; says what it took from where, nothing of an amount of 0. */
  debit(posting: Debit): Debited {
    if (posting.amount === 0) return { kind: "short", there: 0 };
    const debited = debit(this.ledger, posting, this.#hash);
    if (debited.kind === "posted") {
      this.ledger = debited.ledger;
      this.entries.push(debited.entry);
    }
    return debited;
  }
}
