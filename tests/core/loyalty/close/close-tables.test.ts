import { expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import { canonical } from "../../../../core/loyalty/close/canonical.ts";
import { CLOSE_SCHEMA_VERSION, closeSchema } from "../../../../core/loyalty/close/close-tables.ts";
import { DISCREPANCY_SCHEMA_VERSION, discrepancySchema } from "../../../../core/loyalty/close/discrepancy-table.ts";

/** Who reads the files counts on these columns: a change of them is a new version, added here. */
const VERSIONS: Record<number, string> = {
  1: "8f97ba326e5b69df331b522885343665195595941b961e54dd9b1bc2ceeb1280",
};

const DISCREPANCY_VERSIONS: Record<number, string> = {
  1: "86f101165b666b2abb6bc2e01ccb0e9602e46f8353b502102caed7c5cb018324",
};

it("the discrepancies' columns are those of their schema's version", () => {
  expect(sha256(canonical(discrepancySchema()))).toBe(DISCREPANCY_VERSIONS[DISCREPANCY_SCHEMA_VERSION]);
});

it("the exports' columns are those of their schema's version", () => {
  expect(sha256(canonical(closeSchema()))).toBe(VERSIONS[CLOSE_SCHEMA_VERSION]);
});
