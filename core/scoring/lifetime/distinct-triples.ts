/** Members as columns: member i is (x[i], tx[i], T[i]). */
export interface Triples {
  readonly x: ArrayLike<number>;
  readonly tx: ArrayLike<number>;
  readonly T: ArrayLike<number>;
}

/** Distinct triples, and how many members have each. */
export interface WeightedTriples {
  readonly x: Int32Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  readonly weight: Float64Array;
}

/** Collapses equal triples, so that a fit's cost follows the distinct ones: of a million members a third, and less. */
export function distinctTriples({ x, tx, T }: Triples): WeightedTriples {
  const members = x.length;
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, members) * 2));
  const firstOf = new Int32Array(slots);
  const found = { x: new Int32Array(members), tx: new Float64Array(members), T: new Float64Array(members) };
  const weight = new Float64Array(members);
  const pair = new Float64Array(2);
  const words = new Uint32Array(pair.buffer);
  let distinct = 0;
  for (let member = 0; member < members; member += 1) {
    const [ownX, ownTx, ownT] = [x[member] ?? 0, tx[member] ?? 0, T[member] ?? 0];
    pair[0] = ownTx;
    pair[1] = ownT;
    let hash = Math.imul(ownX + 1, 0x9e3779b1);
    for (const word of words) hash = Math.imul((hash ^ word ^ (hash >>> 15)) >>> 0, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 13)) & (slots - 1);
    for (;;) {
      const at = (firstOf[slot] ?? 0) - 1;
      if (at < 0) {
        firstOf[slot] = distinct + 1;
        found.x[distinct] = ownX;
        found.tx[distinct] = ownTx;
        found.T[distinct] = ownT;
        weight[distinct] = 1;
        distinct += 1;
        break;
      }
      if (found.x[at] === ownX && found.tx[at] === ownTx && found.T[at] === ownT) {
        weight[at] = (weight[at] ?? 0) + 1;
        break;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }
  return {
    x: found.x.slice(0, distinct),
    tx: found.tx.slice(0, distinct),
    T: found.T.slice(0, distinct),
    weight: weight.slice(0, distinct),
  };
}
