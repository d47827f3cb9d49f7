import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { dayNumber } from "../../../../core/scoring/day-number.ts";
import { expectedPurchases, pActive } from "../../../../core/scoring/lifetime/bg-nbd.ts";
import { solve } from "../../../../core/scoring/lifetime/climb.ts";
import { distinctTriples, type Triples } from "../../../../core/scoring/lifetime/distinct-triples.ts";
import { fitBgNbd } from "../../../../core/scoring/lifetime/fit-bg-nbd.ts";
import { expectedSpend, fitGammaGamma } from "../../../../core/scoring/lifetime/gamma-gamma.ts";

/** The papers' convention: a customer's purchases of a day are one, time is in weeks, the cut-off is a day of it. */
const CUT_OFF = dayNumber("1997-09-30");

interface Customer {
  x: number;
  tx: number;
  T: number;
  mean: number;
}

function customers(unit: number): Customer[] {
  const rows: Record<string, string>[] = parse(readFileSync("tests/fixtures/cdnow/purchases.csv"), { columns: true });
  const cents = new Map<string, Map<number, number>>();
  for (const { id = "", day = "", cents: spent } of rows) {
    if (dayNumber(day) > CUT_OFF) continue;
    const days = cents.get(id) ?? new Map<number, number>();
    cents.set(id, days.set(dayNumber(day), (days.get(dayNumber(day)) ?? 0) + Number(spent)));
  }
  return [...cents.values()].map((days) => {
    const bought = [...days.keys()].toSorted((one, other) => one - other);
    const [first = 0, last = 0] = [bought[0], bought.at(-1)];
    const x = bought.length - 1;
    const repeated = bought.slice(1).reduce((sum, day) => sum + (days.get(day) ?? 0), 0);
    return { x, tx: (last - first) / unit, T: (CUT_OFF - first) / unit, mean: x === 0 ? 0 : repeated / x / 100 };
  });
}

const columns = (all: readonly Customer[]): Triples => ({
  x: all.map(({ x }) => x),
  tx: all.map(({ tx }) => tx),
  T: all.map(({ T }) => T),
});

function fitted(all: readonly Customer[]) {
  const fit = fitBgNbd(columns(all));
  if (fit.status !== "fitted") throw new Error(fit.reason);
  return fit;
}

const inWeeks = customers(7);
const weekly = fitted(inWeeks);

describe("BG/NBD of the 2,357 customers of CDNOW", () => {
  it("has the parameters and the likelihood that three other implementations find", () => {
    const { r, alpha, a, b } = weekly.model;
    expect(r).toBeCloseTo(0.24259452243, 9);
    expect(alpha).toBeCloseTo(4.413602019, 8);
    expect(a).toBeCloseTo(0.79292201733, 8);
    expect(b).toBeCloseTo(2.42590677724, 7);
    expect(weekly.logLikelihood).toBeCloseTo(-9582.42920667, 6);
    expect([weekly.members, weekly.repeaters]).toEqual([2357, 946]);
  });

  it("knows its standard errors as another implementation does", () => {
    const curvature = weekly.logHessian.map((row) => row.map((one) => -one));
    const errorOf = (at: number) =>
      Math.sqrt(
        solve(
          curvature,
          [0, 1, 2, 3].map((one) => (one === at ? 1 : 0)),
        )?.[at] ?? 0,
      );
    const { r, alpha, a, b } = weekly.model;
    const errors = [r, alpha, a, b].map((one, at) => one * errorOf(at));
    const expected = [0.012557380967945, 0.378224146165549, 0.18573380096974, 0.705414175505134];
    for (const [at, error] of errors.entries()) expect(error / (expected[at] ?? 0)).toBeCloseTo(1, 6);
  });

  it("says how many are active, and what they buy in the 39 weeks to come", () => {
    const sum = (of: (customer: Customer) => number) => inWeeks.reduce((all, one) => all + of(one), 0);
    expect(sum((one) => pActive(weekly.model, one))).toBeCloseTo(1917.27767, 4);
    expect(sum((one) => expectedPurchases(weekly.model, one, 39))).toBeCloseTo(1653.4087, 3);
  });

  it("counted in days has alpha sevenfold and all else as it was", () => {
    const daily = fitted(customers(1)).model;
    for (const [name, factor] of Object.entries({ r: 1, alpha: 7, a: 1, b: 1 })) {
      const key = name as keyof typeof daily;
      expect(daily[key] / weekly.model[key] / factor).toBeCloseTo(1, 9);
    }
  });

  it("costs by distinct triples, and each counts as often as it is there", () => {
    const { x, tx, T, weight } = distinctTriples(columns(inWeeks));
    expect(weight.reduce((sum, one) => sum + one, 0)).toBe(2357);
    expect(x.length).toBeLessThan(1_500);
    const keys = new Set(Array.from(x, (one, at) => `${one}/${tx[at]}/${T[at]}`));
    expect(keys.size).toBe(x.length);
  });
});

describe("Gamma–Gamma of the 946 who came back", () => {
  it("has the parameters, the likelihood and the means that another implementation finds", () => {
    const fit = fitGammaGamma(inWeeks);
    if (fit.status !== "fitted") throw new Error(fit.reason);
    expect(fit.members).toBe(946);
    expect(fit.model.p).toBeCloseTo(6.249572272, 7);
    expect(fit.model.q).toBeCloseTo(3.744224667, 7);
    expect(fit.model.gamma).toBeCloseTo(15.44352096, 6);
    expect(fit.logLikelihood).toBeCloseTo(-4055.9176948, 6);
    expect(expectedSpend(fit.model, { x: 0, mean: 0 })).toBeCloseTo(35.17037126572, 6);
  });
});
