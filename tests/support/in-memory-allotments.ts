import type { AllotmentMove } from "../../core/loyalty/allotment.ts";
import type {
  Allotment,
  AllotmentChange,
  AllotmentHead,
  AllotmentStore,
  ShardQuantities,
} from "../../core/loyalty/allotments/allotment-store.ts";

/** The allotments of tests: pass the same suite as DynamoDB's (allotment-store-contract.ts). */
export class InMemoryAllotments implements AllotmentStore {
  readonly #heads = new Map<string, AllotmentHead>();
  readonly #shards = new Map<string, ShardQuantities>();

  async head(name: string): Promise<AllotmentHead | undefined> {
    return structuredClone(this.#heads.get(name));
  }

  async read(name: string): Promise<Allotment | undefined> {
    const head = this.#heads.get(name);
    return head && structuredClone({ head, shards: this.#all(name, head) });
  }

  async change(name: string, { head, opens = [], moves = [] }: AllotmentChange): Promise<boolean> {
    if (head !== undefined && (this.#heads.get(name)?.version ?? 0) !== head.expected) return false;
    if (opens.some(({ shard }) => this.#shards.has(`${name}/${shard}`))) return false;
    if (this.overdrawnBy(moves).length > 0) return false;
    if (head !== undefined) this.#heads.set(name, { ...head.value, version: head.expected + 1 });
    for (const { shard, left } of opens) this.#shards.set(`${name}/${shard}`, { left, pending: 0, posted: 0 });
    this.move(moves);
    return true;
  }

  /** Those of the moves that would leave a shard with less than 0 of something, or whose shard isn't there. */
  overdrawnBy(moves: readonly AllotmentMove[]): AllotmentMove[] {
    return moves.filter((move) => {
      const after = this.#after(move);
      return after === undefined || Object.values(after).some((quantity) => quantity < 0);
    });
  }

  move(moves: readonly AllotmentMove[]): void {
    for (const move of moves) {
      const after = this.#after(move);
      if (after !== undefined) this.#shards.set(`${move.allotment}/${move.shard}`, after);
    }
  }

  #after({ allotment, shard, left, pending, posted }: AllotmentMove): ShardQuantities | undefined {
    const before = this.#shards.get(`${allotment}/${shard}`);
    return before && { left: before.left + left, pending: before.pending + pending, posted: before.posted + posted };
  }

  #all(name: string, { shards }: AllotmentHead): ShardQuantities[] {
    return Array.from(
      { length: shards },
      (_, shard) => this.#shards.get(`${name}/${shard}`) ?? { left: 0, pending: 0, posted: 0 },
    );
  }
}
