import type { LotteryStore, SoldTicket } from "../../core/loyalty/lottery/lottery-store.ts";

/** The lotteries of tests: pass the same suite as DynamoDB's (lottery-store-contract.ts). */
export class InMemoryLotteries implements LotteryStore {
  readonly #terms = new Map<string, string>();
  readonly #tickets = new Map<string, SoldTicket>();
  readonly #settled = new Set<string>();

  async open(id: string, terms: string): Promise<string> {
    const kept = this.#terms.get(id) ?? terms;
    this.#terms.set(id, kept);
    return kept;
  }

  async terms(id: string): Promise<string | undefined> {
    return this.#terms.get(id);
  }

  async tickets(id: string): Promise<SoldTicket[]> {
    return [...this.#tickets]
      .filter(([key]) => key.startsWith(`${id}/`))
      .map(([, sold]) => structuredClone(sold))
      .sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
  }

  async unsettled(): Promise<string[]> {
    return [...this.#terms.keys()].filter((id) => !this.#settled.has(id));
  }

  async settle(id: string): Promise<void> {
    this.#settled.add(id);
  }

  has({ lottery, ticket }: { lottery: string; ticket: string }): boolean {
    return this.#tickets.has(`${lottery}/${ticket}`);
  }

  sell({ lottery, ticket }: { lottery: string; ticket: string }, memberId: string, at: string): void {
    this.#tickets.set(`${lottery}/${ticket}`, { ticket, memberId, at });
  }
}
