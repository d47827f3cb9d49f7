import { describe, expect, it } from "vitest";
import { estimateBreakage } from "../../../../core/loyalty/close/breakage.ts";
import {
  addToCohorts,
  type Cohort,
  type Cohorts,
  cohortsOf,
  outstandingOf,
} from "../../../../core/loyalty/close/cohort.ts";
import { liabilityOf } from "../../../../core/loyalty/close/liability.ts";
import { originOf } from "../../../../core/loyalty/close/lot-origin.ts";
import { ClosingWorld } from "../../../support/closing-world.ts";

const cohort = (month: string, issued: number, expired: number, used: number, lots = 200): Cohort => ({
  ...{ month, lots, issued, used, expired },
});

describe("the breakage estimate", () => {
  const matured = [
    cohort("2026-08", 1_000, 200, 800),
    cohort("2026-09", 2_000, 420, 1_580),
    cohort("2026-10", 1_000, 180, 820),
  ];

  it("is the share of issued points that expired in months that are over, with its interval", () => {
    // R = 800/4000 = 0.2; residuals 0, 20, −20: v = 800/(3·2·(4000/3)²); t(0.975, 2) = 4.302653.
    const reach = 4.302_652_7 * (Math.sqrt(800 / 6) / (4_000 / 3));
    const found = estimateBreakage([...matured, cohort("2027-10", 5_000, 0, 1_000)], "2026-12-08");
    expect(found).toMatchObject({ kind: "estimated", maturedMonths: 3, maturedLots: 600, points: 1_000 });
    if (found.kind !== "estimated") throw new Error("an estimate was expected");
    expect(found.rate).toBeCloseTo(0.2, 12);
    expect(found.low).toBeCloseTo(0.2 - reach, 6);
    expect(found.high).toBeCloseTo(0.2 + reach, 6);
  });

  it("never expects more to expire than is outstanding, and nothing of what never expires", () => {
    const open = [cohort("2027-01", 5_000, 0, 4_900), cohort("never", 9_000, 0, 0)];
    expect(estimateBreakage([...matured, ...open], "2026-12-08")).toMatchObject({ points: 100, highPoints: 100 });
  });

  it("says what would be enough when it has too little", () => {
    const few = [
      cohort("2026-10", 500, 100, 400, 150),
      cohort("2027-01", 500, 0, 0, 150),
      cohort("2027-03", 1, 0, 0, 100),
    ];
    expect(estimateBreakage(few, "2026-12-08")).toEqual({
      kind: "not-enough-data",
      ...{ maturedLots: 150, maturedMonths: 1, lotsNeeded: 400, monthsNeeded: 3, enoughAfter: "2027-03" },
    });
    expect(estimateBreakage([], "2026-12-08")).not.toHaveProperty("enoughAfter");
  });

  it("doesn't take a month for over on its last day: what expires then is posted in the night", () => {
    expect(estimateBreakage(matured, "2026-10-31")).toMatchObject({ maturedMonths: 2 });
    expect(estimateBreakage(matured, "2026-11-01")).toMatchObject({ maturedMonths: 3 });
  });
});

describe("the liability", () => {
  it("values points at what the programme says, gross, and net of the breakage that is expected", () => {
    const line = { view: "lot-tier", account: "points", opening: 0, columns: {} as never, entries: 1 } as const;
    const lines = [
      { ...line, key: "gold", closing: 8_000 },
      { ...line, key: "(owed)", closing: -70 },
      { ...line, account: "pending" as const, key: "gold", closing: 1_000 },
    ];
    const cohorts = [
      ...["2026-08", "2026-09", "2026-10"].map((month) => cohort(month, 1_000, 250, 750)),
      cohort("2027-10", 10_000, 0, 2_000),
    ];
    expect(liabilityOf(lines, cohorts, "2026-12-08", { minorPer1000: 5_000, currency: "CNY" })).toMatchObject({
      ...{ points: 9_000, owedPoints: 70, grossMinor: 45_000, netMinor: 45_000 - 12_500 },
    });
  });
});

describe("cohorts of lots", () => {
  it("follow points by the month in which their lots expire: issued, used, expired, and what is left", () => {
    const world = new ClosingWorld();
    const post = (kind: "earn" | "spend" | "expire" | "take-back" | "hold" | "release", amount: number) => ({
      ...({ account: "points", kind, amount, occurredOn: "2026-12-08", bookedOn: "2026-12-08" } as const),
      because: { source: "a", rule: "made", programme: 1 },
    });
    world.credit("a", { ...post("earn", 100), expiresOn: "2027-12-08" });
    world.credit("a", { ...post("earn", 40), expiresOn: "2028-01-01" });
    world.credit("a", post("earn", 7));
    world.debit("a", { ...post("spend", 110), shortfall: "refuse" });
    world.debit("a", { ...post("take-back", 5), shortfall: "owe" });
    world.debit("a", {
      ...post("expire", 20),
      shortfall: "leave",
      only: ({ expiresOn }) => expiresOn === "2028-01-01",
    });
    const entries = world.book("a").entries;
    const cohorts: Cohorts = new Map();
    const originOfLot = (number: number) => originOf(entries[number - 1] as (typeof entries)[number]);
    for (const entry of entries) addToCohorts(cohorts, entry, originOfLot);
    expect(cohortsOf(cohorts)).toEqual([
      { month: "2027-12", lots: 1, issued: 100, used: 100, expired: 0 },
      { month: "2028-01", lots: 1, issued: 35, used: 10, expired: 20 },
      { month: "never", lots: 1, issued: 7, used: 0, expired: 0 },
    ]);
    const left = cohortsOf(cohorts).reduce((sum, one) => sum + outstandingOf(one), 0);
    expect(left).toBe(world.book("a").ledger.accounts.points?.balance);
  });
});
