import { expect, it } from "vitest";
import { viewTier } from "../../../../core/loyalty/tiers/view-tier.ts";
import { aLadder } from "../../../support/builders/a-ladder.ts";

const ladder = aLadder();
const growthOf = (left: number, expiresOn = "2027-01-01") => ({
  balance: left,
  owed: 0,
  lots: [{ entry: 1, source: "web:1", left, expiresOn }],
});
const gold = { tier: "gold", since: "2026-01-01", reviewOn: "2027-01-01", moves: [] };

it("says what an ordinary member lacks for the first tier", () => {
  expect(viewTier(undefined, growthOf(30_000), ladder, "2026-06-01")).toMatchObject({
    tier: "ordinary",
    since: null,
    benefits: null,
    counter: 30_000,
    next: { tier: "silver", threshold: 100_000, missing: 70_000 },
  });
});

it("shows a tier with its benefits, what is missing to keep it, and what for the next", () => {
  expect(viewTier(gold, growthOf(250_000), ladder, "2026-06-01")).toMatchObject({
    name: { en: "Gold" },
    reviewOn: "2027-01-01",
    missingToKeep: 50_000,
    next: { tier: "platinum", missing: 750_000 },
    benefits: { pointsTimes: 1.5, discountShare: 0 },
  });
});

it("counts what counts on the day of the view alone", () => {
  expect(viewTier(gold, growthOf(250_000), ladder, "2027-01-01")).toMatchObject({ counter: 0 });
});

it("shows nothing above the highest tier, and nothing at all without tiers", () => {
  expect(viewTier({ ...gold, tier: "platinum" }, growthOf(0), ladder, "2026-06-01")?.next).toBeNull();
  expect(viewTier(undefined, growthOf(0), aLadder({ levels: [] }), "2026-06-01")).toBeNull();
});

it("keeps to itself what a move rests on", () => {
  const rests = { upTo: 4, lost: 0 };
  const move = { from: "silver", to: "gold", on: "2026-01-01", because: "reached" as const, counter: 1, programme: 1 };
  const view = viewTier({ ...gold, moves: [{ ...move, rests }] }, growthOf(0), ladder, "2026-06-01");
  expect(view?.moves).toEqual([move]);
});
