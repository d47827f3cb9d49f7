import { expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import { canonical } from "../../../../core/loyalty/close/canonical.ts";
import { CLOSE_SCHEMA_VERSION, closeSchema } from "../../../../core/loyalty/close/close-tables.ts";

/** Who reads the files counts on these columns: a change of them is a new version, added here. */
const VERSIONS: Record<number, string> = {
  1: "8f97ba326e5b69df331b522885343665195595941b961e54dd9b1bc2ceeb1280",
};

it("the exports' columns are those of their schema's version", () => {
  expect(sha256(canonical(closeSchema()))).toBe(VERSIONS[CLOSE_SCHEMA_VERSION]);
});
