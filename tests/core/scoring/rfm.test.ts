import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quintileCuts } from "../../../core/scoring/quintile-cuts.ts";
import { RfmColumnsError, rfmCuts, rfmScores, scoresOf } from "../../../core/scoring/rfm.ts";

/** Type 7 in whole numbers: five times the cut point, which is whole for whole values. */
function fiveTimesCuts(values: number[]): bigint[] {
  const sorted = values.toSorted((a, b) => a - b).map(BigInt);
  return [1, 2, 3, 4].map((k) => {
    const position = (values.length - 1) * k;
    const low = sorted[Math.floor(position / 5)] ?? 0n;
    const high = sorted[Math.floor(position / 5) + 1] ?? low;
    return 5n * low + BigInt(position % 5) * (high - low);
  });
}

const money = fc.integer({ min: -100_000_000_000, max: 1_000_000_000_000 });
const members = fc.array(
  fc.record({
    recencyDays: fc.integer({ min: 0, max: 364 }),
    frequency: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    monetaryMinor: fc.oneof(fc.constantFrom(500, 999), money),
  }),
  { minLength: 1, maxLength: 200 },
);
type Member = { recencyDays: number; frequency: number; monetaryMinor: number };

const columnsOf = (rows: Member[]) => ({
  recencyDays: Int32Array.from(rows, (row) => row.recencyDays),
  frequency: Int32Array.from(rows, (row) => row.frequency),
  monetaryMinor: Float64Array.from(rows, (row) => row.monetaryMinor),
});

function cutsOf(rows: Member[]) {
  const cuts = rfmCuts(columnsOf(rows));
  if (cuts === null) throw new Error("a base with members has cuts");
  return cuts;
}

describe("cut points", () => {
  it("interpolate between the two nearest ranks", () => {
    expect(quintileCuts(Float64Array.of(40, 10, 20, 30))).toEqual([16, 22, 28, 34]);
    expect(quintileCuts(Int32Array.of(5, 1, 4, 2, 3, 6))).toEqual([2, 3, 4, 5]);
  });

  it("of a single value are that value, of none there are none", () => {
    expect(quintileCuts(Int32Array.of(7))).toEqual([7, 7, 7, 7]);
    expect(quintileCuts(new Float64Array(0))).toBeNull();
  });

  it("leave the values as they were", () => {
    const values = Float64Array.of(3, 1, 2);
    quintileCuts(values);
    expect([...values]).toEqual([3, 1, 2]);
  });

  it("lie where exact arithmetic puts them, for any values with any ties", () => {
    const values = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
      fc.array(money, { minLength: 1 }),
    );
    fc.assert(
      fc.property(values, (drawn) => {
        const cuts = quintileCuts(Float64Array.from(drawn)) ?? [];
        const exact = fiveTimesCuts(drawn);
        // A cut decides by which values are above it: each side of every value must be the true one.
        for (const value of drawn) {
          expect(cuts.map((cut) => cut < value)).toEqual(exact.map((cut) => cut < 5n * BigInt(value)));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("scores", () => {
  it("put a value on a cut into the lower quintile, and the most recent highest", () => {
    const cuts = {
      recencyDays: [10, 20, 30, 40],
      frequency: [1, 1, 2, 4],
      monetaryMinor: [100, 200, 300, 400],
    } as const;
    expect(scoresOf({ recencyDays: 10, frequency: 1, monetaryMinor: 100 }, cuts)).toEqual({ r: 5, f: 1, m: 1 });
    expect(scoresOf({ recencyDays: 11, frequency: 2, monetaryMinor: 101 }, cuts)).toEqual({ r: 4, f: 3, m: 2 });
    expect(scoresOf({ recencyDays: 41, frequency: 5, monetaryMinor: 401 }, cuts)).toEqual({ r: 1, f: 5, m: 5 });
  });

  it("are the same for equal members, wherever they stand", () => {
    fc.assert(
      fc.property(members, (rows) => {
        const { r, f, m } = rfmScores(columnsOf(rows), cutsOf(rows));
        const seen = new Map<string, string>();
        for (const [i, row] of rows.entries()) {
          const values = JSON.stringify(row);
          const scores = `${r[i]}${f[i]}${m[i]}`;
          expect(seen.get(values) ?? scores).toBe(scores);
          seen.set(values, scores);
        }
      }),
    );
  });

  it("do not depend on the order of the members", () => {
    fc.assert(
      fc.property(members, (rows) => {
        expect(cutsOf(rows.toReversed())).toEqual(cutsOf(rows));
      }),
    );
  });

  it("never fall when a member buys more, spends more or came later", () => {
    fc.assert(
      fc.property(members, (rows) => {
        const cuts = cutsOf(rows);
        for (const row of rows) {
          const better = {
            recencyDays: row.recencyDays - 1,
            frequency: row.frequency + 1,
            monetaryMinor: row.monetaryMinor + 1,
          };
          const now = scoresOf(row, cuts);
          const then = scoresOf(better, cuts);
          expect([then.r >= now.r, then.f >= now.f, then.m >= now.m]).toEqual([true, true, true]);
        }
      }),
    );
  });

  it("are the same by columns and one by one, 1 to 5", () => {
    fc.assert(
      fc.property(members, (rows) => {
        const cuts = cutsOf(rows);
        const { r, f, m } = rfmScores(columnsOf(rows), cuts);
        const byColumn = rows.map((_, i) => ({ r: r[i], f: f[i], m: m[i] }));
        expect(byColumn).toEqual(rows.map((row) => scoresOf(row, cuts)));
        expect([...r, ...f, ...m].every((score) => score >= 1 && score <= 5)).toBe(true);
      }),
    );
  });

  it("refuse columns of different tables", () => {
    const columns = {
      ...columnsOf([{ recencyDays: 1, frequency: 1, monetaryMinor: 1 }]),
      frequency: new Int32Array(2),
    };
    expect(() => rfmCuts(columns)).toThrow(RfmColumnsError);
  });

  it("of nobody are none", () => {
    expect(rfmCuts(columnsOf([]))).toBeNull();
  });
});
