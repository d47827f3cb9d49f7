import { expect, it } from "vitest";
import { ROLL_NIGHTS, rollsOn } from "../../../../core/loyalty/close/rolls-on.ts";
import { dayAfter } from "../../../support/builders/ledger-history.ts";

const ids = Array.from({ length: 900 }, (_, at) => `m-${at.toString(36)}`);
const nights = Array.from({ length: ROLL_NIGHTS }, (_, at) => dayAfter("2026-12-20", at));

it("every member is rolled through on exactly one of any 30 nights", () => {
  for (const id of ids) expect(nights.filter((night) => rollsOn(id, night))).toHaveLength(1);
});

it("each night has about a thirtieth of the members", () => {
  for (const night of nights) {
    const some = ids.filter((id) => rollsOn(id, night)).length;
    expect(some).toBeGreaterThan(10);
    expect(some).toBeLessThan(60);
  }
});
